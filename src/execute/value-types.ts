// What the columns of a result hold, as the database's own catalog says it: enums, domains and arrays of users' types included.

import { commonTypes, textType, type ValueType } from '../catalog/value-type.ts';
import type { ResultField, Session } from '../database/database.ts';
import { sql } from '../sql/sql.ts';

interface CatalogType {
  /** Of the base type of a domain, or of the element of an array; 0 for all others. */
  readonly within: number;
  /** Null where it is no array. */
  readonly delimiter: string | null;
}

/** In the order of `fields`. Asks the database only for types that are not common. */
export async function readValueTypes(session: Session, fields: readonly ResultField[]): Promise<readonly ValueType[]> {
  const rare = [...new Set(fields.map((field) => field.typeOid))].filter((oid) => !commonTypes.has(oid));
  const found = new Map<number, CatalogType>();
  if (rare.length > 0) {
    const { rows } = await session.query(sql`with recursive asked (oid, within, delimiter) as (
  select t.oid, ${withinOf}, ${delimiterOf} from pg_catalog.pg_type t where t.oid = any (${rare}::pg_catalog.oid[])
  union
  select t.oid, ${withinOf}, ${delimiterOf} from asked join pg_catalog.pg_type t on t.oid = asked.within
)
select oid, within, delimiter from asked`);
    for (const [oid, within, delimiter] of rows)
      found.set(Number(oid), { within: Number(within), delimiter: delimiter === null ? null : String(delimiter) });
  }
  return fields.map((field) => typeOf(field.typeOid, found));
}

/** int2vector and oidvector have elements, too, but not the text of an array. */
const isArray = sql`t.typoutput = 'pg_catalog.array_out'::pg_catalog.regproc`;
const withinOf = sql`case when t.typtype = 'd' then t.typbasetype when ${isArray} then t.typelem else 0 end`;
const delimiterOf = sql`case when ${isArray} then (select e.typdelim::pg_catalog.text from pg_catalog.pg_type e where e.oid = t.typelem) end`;

function typeOf(oid: number, found: ReadonlyMap<number, CatalogType>): ValueType {
  const common = commonTypes.get(oid);
  if (common) return common;
  const { within = 0, delimiter = null } = found.get(oid) ?? {};
  if (within === 0) return textType;
  const inner = typeOf(within, found);
  return delimiter === null ? inner : { kind: 'array', element: inner, delimiter };
}
