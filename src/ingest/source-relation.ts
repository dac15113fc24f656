// The temporary relation that stands for a file source while a model's transaction lasts.

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
import type { Capture } from './location.ts';
import { loadedAtColumn, recordColumns } from './source-columns.ts';

/** `loadedAt` is the load's time as PostgreSQL writes it; `relation` lies in pg_temp. */
export function createSourceRelation(relation: RelationName, captures: readonly Capture[], loadedAt: string): Sql {
  const columns = recordColumns(captures).map((column) => sql`${identifier(column.name)} ${raw(column.type)}`);
  const loaded = sql`${identifier(loadedAtColumn.name)} ${raw(loadedAtColumn.type)} default ${literal(loadedAt)}::timestamptz`;
  return sql`create temporary table ${qualified(relation)} (${join([...columns, loaded], ', ')}) on commit drop`;
}

/** The relation with the columns that rows are written for: the target of COPY. */
export function copyTarget(relation: RelationName, captures: readonly Capture[]): Sql {
  return sql`${qualified(relation)} (${identifiers(recordColumns(captures).map((column) => column.name))})`;
}

/** Takes a page's records out again. */
export function removeFile(relation: RelationName, file: string): Sql {
  return sql`delete from ${qualified(relation)} where _file = ${file}`;
}
