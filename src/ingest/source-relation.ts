// The temporary relation that stands for a file source while a model's transaction lasts: a view over a table of records and a
// table of pages, so that what the records of a page share is sent and parsed once for each page.

import { createHash } from 'node:crypto';
import {
  identifier,
  identifiers,
  join,
  literal,
  qualified,
  type RelationName,
  raw,
  type Sql,
  sql,
} from '../sql/sql.ts';
import { catalogType } from '../sql/type-name.ts';
import { type Capture, pageColumns, sourceColumns } from './source-columns.ts';

/**
 * The statements that make the relation, empty; `loadedAt` is the load's time as PostgreSQL writes it, `relation` lies in
 * pg_temp. A record shows once its page is there, so that a page counts only when it has been read to its end. The view goes
 * with its tables when the transaction ends.
 */
export function createSourceRelation(
  relation: RelationName,
  captures: readonly Capture[],
  loadedAt: string,
): readonly Sql[] {
  const ofPage = pageColumns(captures);
  const shared = new Set(ofPage.map((column) => column.name));
  const selected = sourceColumns(captures).map(({ name }) => {
    if (name === '_loaded_at') return sql`${literal(loadedAt)}::pg_catalog.timestamptz as ${identifier(name)}`;
    return sql`${raw(shared.has(name) ? 'pages' : 'records')}.${identifier(name)}`;
  });
  const pageDefinitions = ofPage.map((column) => sql`${identifier(column.name)} ${catalogType(column.type)}`);
  return [
    sql`create temporary table ${qualified(part('records', relation))}
  (record pg_catalog.jsonb, _error pg_catalog.text, "page number" integer not null, _record_number bigint not null) on commit drop`,
    sql`create temporary table ${qualified(part('pages', relation))}
  ("page number" integer not null, ${join(pageDefinitions, ', ')}) on commit drop`,
    sql`create temporary view ${qualified(relation)} as select ${join(selected, ', ')}
from ${qualified(part('records', relation))} records join ${qualified(part('pages', relation))} pages using ("page number")`,
  ];
}

/** Where COPY puts the rows of records (copy-rows.ts). */
export function recordsTarget(relation: RelationName): Sql {
  return sql`${qualified(part('records', relation))} (record, _error, "page number", _record_number)`;
}

/** Where COPY puts the rows of pages. */
export function pagesTarget(relation: RelationName, captures: readonly Capture[]): Sql {
  return sql`${qualified(part('pages', relation))} ("page number", ${identifiers(pageColumns(captures).map(({ name }) => name))})`;
}

/** Names of at most 63 bytes, whatever the relation's own length. */
function part(kind: 'records' | 'pages', relation: RelationName): RelationName {
  const hash = createHash('sha256').update(relation.name).digest('hex').slice(0, 32);
  return { schema: relation.schema, name: `smelt_${kind}_${hash}` };
}
