// What is remembered of a seed beside its file's checksum: what the file's reading gave, so that an unchanged one need not be
// read again, and the rows as they were once they were written, so that rows changed by hand are noticed.

import type { JsonObject } from '../base/json-value.ts';
import type { SeedRecord } from '../catalog/relation.ts';
import { identifiers, literal, qualified, type RelationName, type Sql, sql } from '../sql/sql.ts';
import { type StateSchema, tableOf } from './state-schema.ts';

/**
 * One row, `digest`: the number of rows and the sum of their texts' hashes, in any order. Sessions pin the settings on which the
 * texts of values depend. Hashes of another major version may differ: the rows count as changed then, and are written once.
 */
export function rowsDigest(relation: RelationName, columns: readonly string[]): Sql {
  return sql`select pg_catalog.count(*)::pg_catalog.text || ':' || coalesce(pg_catalog.sum(
  pg_catalog.hashtextextended(row(${identifiers(columns)})::pg_catalog.text collate pg_catalog."C", 0)), 0)::pg_catalog.text as digest
from ${qualified(relation)}`;
}

/** Completes the relation's record, in the transaction that wrote the rows. */
export function recordSeed(
  state: StateSchema,
  relation: RelationName,
  read: Omit<SeedRecord, 'rows'>,
  columns: readonly string[],
): Sql {
  const known: JsonObject = { columns: [...read.columns], types: [...read.types], inference: read.inference };
  return sql`update ${tableOf(state, 'relations')} set seed = ${literal(JSON.stringify(known))}::pg_catalog.jsonb
  || pg_catalog.jsonb_build_object('rows', (${rowsDigest(relation, columns)}))
where schema_name = ${relation.schema}::pg_catalog.text and relation_name = ${relation.name}::pg_catalog.text`;
}
