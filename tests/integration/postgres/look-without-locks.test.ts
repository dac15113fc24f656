// A look at the catalog inside a transaction leaves no lock behind: a node whose query then runs for an hour must not hold what
// it only looked at.

import { beforeAll, expect, test } from 'vitest';
import { readCatalog } from '../../../src/postgres/introspect.ts';
import { userText } from '../../../src/sql/sql.ts';
import { describeOnBoth } from '../../support/databases.ts';

const setup = [
  'create table public.base (id int primary key, amount numeric default 1 check (amount > 0))',
  'create table public.other (id int)',
  'create view public.both as select base.id from public.base join public.other using (id)',
  'create view public.above as select * from public.both',
  'create materialized view public.stored as select * from public.both',
];

describeOnBoth('looking at the catalog', (rig) => {
  beforeAll(async () => {
    await rig.database.withSession(async (session) => {
      for (const statement of setup) await session.query(userText(statement));
    });
  });

  test('keeps no lock on tables, views, or what views over them read', async () => {
    const held = await rig.database.withSession((session) =>
      session.transaction({}, async () => {
        const relations = ['base', 'both', 'stored'].map((name) => ({ schema: 'public', name }));
        const catalog = await readCatalog(session, { schemas: ['public'], relations });
        expect([...catalog.relations.keys()].sort()).toEqual(
          ['above', 'base', 'both', 'stored'].map((name) => `"public"."${name}"`),
        );
        const { rows } = await session.query(
          userText(`select c.relname::text from pg_locks l join pg_class c on c.oid = l.relation
            where l.pid = pg_backend_pid() and c.relnamespace = 'public'::regnamespace`),
        );
        return rows;
      }),
    );
    expect(held).toEqual([]);
  });
});
