// What two databases share when they hold the same: each fact a line, with the relation that it belongs to. Without object ids,
// times, and whatever PostgreSQL or Smelt count up.

import type { Target } from '../../src/project/target.ts';
import { identifiers, qualified, userText } from '../../src/sql/sql.ts';
import { withDatabase } from './history-databases.ts';

export interface Fact {
  readonly subject: string;
  /** Its name; a partition's facts are its table's. */
  readonly relation: string;
  readonly line: string;
}

const root = `coalesce((select p.relname from pg_catalog.pg_class as p
  where p.oid = pg_catalog.pg_partition_root(c.oid)), c.relname)`;
const relations = `pg_catalog.pg_class as c join pg_catalog.pg_namespace as n on n.oid = c.relnamespace and n.nspname = 'public'`;

/** Each gives `relation` and `line`. */
const queries: Readonly<Record<string, string>> = {
  relation: `select ${root} as relation, concat_ws(' ', c.relname, c.relkind, c.relpersistence, c.relispopulated, c.relreplident,
      c.relrowsecurity, c.reloptions, c.reltablespace, pg_catalog.pg_get_userbyid(c.relowner), pg_catalog.pg_get_partkeydef(c.oid),
      pg_catalog.pg_get_expr(c.relpartbound, c.oid)) as line
    from ${relations} where c.relkind in ('r', 'p', 'v', 'm', 'f', 'S')`,
  // The order of the columns of an incremental model is that of their coming.
  column: `select ${root} as relation, concat_ws(' ', c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod),
      case when a.attnotnull then 'not null' end, 'default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid), a.attidentity, a.attgenerated,
      a.attstattarget, a.attstorage, a.attcompression, a.attcollation::pg_catalog.regcollation) as line
    from ${relations} join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where c.relkind in ('r', 'p', 'v', 'm')`,
  'order of columns': `select ${root} as relation, c.relname || ' ' || string_agg(a.attname, ', ' order by a.attnum) as line
    from ${relations} join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relkind in ('r', 'p', 'v', 'm') group by c.oid, c.relname`,
  definition: `select c.relname as relation, pg_catalog.pg_get_viewdef(c.oid) as line
    from ${relations} where c.relkind in ('v', 'm')`,
  index: `select ${root} as relation, concat_ws(' ', pg_catalog.pg_get_indexdef(i.indexrelid), i.indisvalid, i.indisclustered,
      pg_catalog.obj_description(i.indexrelid, 'pg_class')) as line
    from ${relations} join pg_catalog.pg_index as i on i.indrelid = c.oid`,
  constraint: `select ${root} as relation, concat_ws(' ', c.relname, o.conname, o.convalidated,
      pg_catalog.pg_get_constraintdef(o.oid), pg_catalog.obj_description(o.oid, 'pg_constraint')) as line
    from ${relations} join pg_catalog.pg_constraint as o on o.conrelid = c.oid`,
  trigger: `select ${root} as relation, concat_ws(' ', t.tgenabled, pg_catalog.pg_get_triggerdef(t.oid)) as line
    from ${relations} join pg_catalog.pg_trigger as t on t.tgrelid = c.oid and not t.tgisinternal`,
  comment: `select ${root} as relation, concat_ws(' ', c.relname, a.attname, d.description) as line
    from ${relations} join pg_catalog.pg_description as d
      on d.objoid = c.oid and d.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass
    left join pg_catalog.pg_attribute as a on a.attrelid = c.oid and a.attnum = d.objsubid and d.objsubid > 0`,
  grant: `select ${root} as relation, concat_ws(' ', c.relname, pg_catalog.pg_get_userbyid(g.grantor),
      case g.grantee when 0 then 'public' else pg_catalog.pg_get_userbyid(g.grantee) end, g.privilege_type, g.is_grantable) as line
    from ${relations}, pg_catalog.aclexplode(coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))) as g
    where c.relkind in ('r', 'p', 'v', 'm')`,
  'grant on a column': `select ${root} as relation, concat_ws(' ', c.relname, a.attname, g.grantee::pg_catalog.regrole, g.privilege_type) as line
    from ${relations} join pg_catalog.pg_attribute as a on a.attrelid = c.oid, pg_catalog.aclexplode(a.attacl) as g`,
  'extended statistics': `select c.relname as relation, pg_catalog.pg_get_statisticsobjdef(s.oid) as line
    from ${relations} join pg_catalog.pg_statistic_ext as s on s.stxrelid = c.oid`,
  'left in schema smelt': `select '' as relation, c.relname as line from pg_catalog.pg_class as c
    where c.relnamespace = 'smelt'::pg_catalog.regnamespace`,
  owned: `select relation_name as relation, concat_ws(' ', schema_name, relation_name, node_id,
      oid = pg_catalog.to_regclass(pg_catalog.format('%I.%I', schema_name, relation_name))) as line from smelt.relations`,
};

/** Sorted, rows included. */
export function databaseFacts(target: Target): Promise<readonly Fact[]> {
  return withDatabase(target, (database) =>
    database.withSession(async (session) => {
      const facts: Fact[] = [];
      for (const [subject, query] of Object.entries(queries)) {
        const { rows } = await session.query(userText(query));
        facts.push(...rows.map(([relation, line]) => ({ subject, relation: String(relation), line: String(line) })));
      }
      const { rows: readable } = await session.query(
        userText(`select c.relname from ${relations} where c.relkind in ('r', 'p', 'v', 'm') and not c.relispartition`),
      );
      for (const [name] of readable) {
        const relation = String(name);
        const table = qualified({ schema: 'public', name: relation });
        const { text } = table;
        const { rows } = await session.query(
          userText(`select pg_catalog.to_jsonb(${identifiers([relation]).text})::text from ${text}`),
        );
        facts.push(...rows.map(([row]) => ({ subject: 'row', relation, line: String(row) })));
      }
      return facts.sort((one, other) => (keyOf(one) < keyOf(other) ? -1 : keyOf(one) > keyOf(other) ? 1 : 0));
    }),
  );
}

export function keyOf({ subject, relation, line }: Fact): string {
  return `${subject}: ${relation}: ${line}`;
}
