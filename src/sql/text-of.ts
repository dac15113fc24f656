// A value as text, without a cast that the owner of its type may have made: such a cast calls a function of theirs, as the role that
// asks. Every `::text` of a column whose type is the user's is written by this.

import { type Sql, sql } from './sql.ts';

/**
 * `value::text` for PostgreSQL's own types (below FirstNormalObjectId, src/include/access/transam.h), whose casts are its own; else what the
 * type's output function says: concat() calls nothing else (concat_internal, src/backend/utils/adt/varlena.c). The branch that is not
 * taken is not evaluated: `value` must not be a constant. NULL for NULL; a row of NULLs is a text.
 */
export function textOf(value: Sql): Sql {
  return sql`case when pg_catalog.pg_typeof(${value})::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then ${value}::pg_catalog.text
    when pg_catalog.num_nonnulls(${value}) operator(pg_catalog.=) 1 then pg_catalog.concat(${value}) end`;
}
