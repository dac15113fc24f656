// Holds a live database against the seed's entries: the one query that reads its catalog, and the comparison, which is pure.

import type { SeedEntry } from './seed-schema.ts';

/**
 * What a database holds. `definition` is, of a relation its relkind; of a column its type, then `not null`, then `default …`; of a key
 * or index its columns (of a foreign key also what they reference); of a partition key its column; of a partition its lower bound.
 */
export interface CatalogRow {
  readonly kind:
    | 'relation'
    | 'column'
    | 'primary key'
    | 'foreign key'
    | 'index'
    | 'unique index'
    | 'partition key'
    | 'partition'
    | 'function';
  readonly relation: string;
  readonly name: string;
  readonly definition: string;
}

/** Gives CatalogRows of schema public. */
export const catalogQuery = `
with relation as (
  select c.oid, c.relname::text, c.relkind, c.relpartbound
  from pg_catalog.pg_class as c
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'm')
),
key as (
  select
    con.conrelid,
    con.conname::text,
    con.contype,
    con.confrelid,
    (select string_agg(a.attname, ', ' order by k.place) from unnest(con.conkey) with ordinality as k (number, place)
      join pg_catalog.pg_attribute as a on a.attrelid = con.conrelid and a.attnum = k.number) as columns,
    (select string_agg(a.attname, ', ' order by k.place) from unnest(con.confkey) with ordinality as k (number, place)
      join pg_catalog.pg_attribute as a on a.attrelid = con.confrelid and a.attnum = k.number) as referenced
  from pg_catalog.pg_constraint as con
  where con.contype in ('p', 'f')
)
select 'relation' as kind, relname as relation, relname as name, relkind::text as definition from relation
union all
select 'column', r.relname, a.attname::text,
  pg_catalog.format_type(a.atttypid, a.atttypmod)
    || case when a.attnotnull then ' not null' else '' end
    || coalesce(' default ' || pg_catalog.pg_get_expr(d.adbin, d.adrelid), '')
from relation as r
join pg_catalog.pg_attribute as a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
left join pg_catalog.pg_attrdef as d on d.adrelid = a.attrelid and d.adnum = a.attnum
union all
select case key.contype when 'p' then 'primary key' else 'foreign key' end, r.relname, key.conname,
  key.columns || coalesce(' -> ' || f.relname || '(' || key.referenced || ')', '')
from relation as r
join key on key.conrelid = r.oid
left join relation as f on f.oid = key.confrelid
union all
select case when i.indisunique then 'unique index' else 'index' end, r.relname, c.relname::text,
  (select string_agg(pg_catalog.pg_get_indexdef(i.indexrelid, place, true), ', ' order by place)
    from generate_series(1, i.indnkeyatts::int) as place)
from relation as r
join pg_catalog.pg_index as i on i.indrelid = r.oid and not i.indisprimary
join pg_catalog.pg_class as c on c.oid = i.indexrelid
union all
select 'partition key', r.relname, a.attname::text, a.attname::text
from relation as r
join pg_catalog.pg_partitioned_table as p on p.partrelid = r.oid
join pg_catalog.pg_attribute as a on a.attrelid = r.oid and a.attnum = p.partattrs[0]
union all
select 'partition', parent.relname, r.relname,
  coalesce(substring(pg_catalog.pg_get_expr(r.relpartbound, r.oid) from 'FROM \\(''([0-9-]+)'), '')
from relation as r
join pg_catalog.pg_inherits as i on i.inhrelid = r.oid
join relation as parent on parent.oid = i.inhparent
union all
select 'function', '', p.proname::text, '' from pg_catalog.pg_proc as p where p.pronamespace = 'public'::regnamespace
`;

/** What the catalog lacks or holds otherwise, one sentence each. `now` tells which month and year are the current ones, in UTC. */
export function compareWithCatalog(
  entries: readonly SeedEntry[],
  rows: readonly CatalogRow[],
  now: Date,
): readonly string[] {
  const held = new Map(rows.map((row) => [`${row.kind}/${row.relation}/${row.name}`, row.definition]));
  const of = (kind: CatalogRow['kind'], relation: string) =>
    rows.filter((row) => row.kind === kind && row.relation === relation);
  const definitions = (kind: CatalogRow['kind'], relation: string) =>
    of(kind, relation).map(({ definition }) => definition);
  return entries.flatMap((entry) => {
    const problem = problemOf(entry);
    return problem === undefined ? [] : [`line ${entry.line}: ${problem}`];
  });

  function problemOf(entry: SeedEntry): string | undefined {
    switch (entry.kind) {
      case 'table':
        return expectOneOf(`table ${entry.name}`, held.get(`relation/${entry.name}/${entry.name}`), 'r', 'p');
      case 'materialized view':
        return expectOneOf(`materialized view ${entry.name}`, held.get(`relation/${entry.name}/${entry.name}`), 'm');
      case 'function':
        return expectOneOf(`function ${entry.name}`, held.get(`function//${entry.name}`), '');
      case 'column': {
        const shape = `${entry.type}${entry.notNull ? ' not null' : ''}${entry.default === null ? '' : ` default ${entry.default}`}`;
        return expectOneOf(
          `column ${entry.table}.${entry.name}`,
          held.get(`column/${entry.table}/${entry.name}`),
          shape,
        );
      }
      case 'primary key':
        return expectOneOf(
          `primary key of ${entry.table}`,
          definitions('primary key', entry.table)[0],
          entry.columns.join(', '),
        );
      case 'foreign key': {
        const wanted = `${entry.columns.join(', ')} -> ${entry.references}`;
        return expectOneOf(
          `foreign key of ${entry.table}`,
          definitions('foreign key', entry.table).find((each) => each === wanted),
          wanted,
        );
      }
      case 'index': {
        const columns = held.get(`index/${entry.table}/${entry.name}`);
        const leading = columns?.split(', ').slice(0, entry.columns.length).join(', ');
        return expectOneOf(`index ${entry.name}`, leading, entry.columns.join(', '));
      }
      case 'unique index':
        return expectOneOf(
          `unique indexes of ${entry.table}`,
          definitions('unique index', entry.table).join('; ') || undefined,
          entry.columns.join(', '),
        );
      case 'partition key':
        return expectOneOf(
          `partition key of ${entry.table}`,
          definitions('partition key', entry.table)[0],
          entry.column,
        );
      case 'partitions': {
        const bounds = definitions('partition', entry.table);
        const missing = entry.offsets
          .map((offset) => lowerBound(now, entry.granularity, offset))
          .filter((bound) => !bounds.includes(bound));
        return missing.length === 0 ? undefined : `${entry.table} has no partition from ${missing.join(', ')}`;
      }
    }
  }
}

function expectOneOf(what: string, found: string | undefined, ...wanted: readonly string[]): string | undefined {
  if (found === undefined) return `there is no ${what}`;
  return wanted.includes(found) ? undefined : `${what} is "${found}", not "${wanted.join('" or "')}"`;
}

function lowerBound(now: Date, granularity: 'month' | 'year', offset: number): string {
  const [year, month] = [now.getUTCFullYear(), now.getUTCMonth()];
  const first =
    granularity === 'month' ? new Date(Date.UTC(year, month + offset)) : new Date(Date.UTC(year + offset, 0));
  return first.toISOString().slice(0, 10);
}
