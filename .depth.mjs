import { PGlite } from '@electric-sql/pglite';
const db = await PGlite.create();
console.log((await db.query('show max_stack_depth')).rows);
for (const d of [200,500,1000,2000,4000,6000,6400,8000,10000]) for (const t of ['['.repeat(d)+']'.repeat(d), '{"a":'.repeat(d)+'1'+'}'.repeat(d)]) {
 try { const r = await db.query('select length($1::text::jsonb::text) as n',[t]); console.log(d, r.rows); } catch (e) { console.log(d, e.message.slice(0,100)); }
}
for (const n of ['1e131071','1e131072','9.9e131071','1e-16383','1e-16384','1e-20000','1.5e-16383','0e200000','123e131069', '0.0001e131075','1e-1000000', '0.'+'0'.repeat(16400)+'1','1e99999999999','1e-99999999999','0e-99999999999', '9'.repeat(131072), '9'.repeat(131073), '0.00001e131072','0.00001e131076','0.00001e131077']) {
 try { const r = await db.query('select length($1::text::jsonb::text) as n',[n]); console.log(n.slice(0,30), r.rows); } catch (e) { console.log(n.slice(0,30), e.message.slice(0,100)); }
}
