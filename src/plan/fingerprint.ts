// Fingerprints of what Smelt gives a relation: recorded with its ownership, compared in the next run.

import type { JsonValue } from '../base/json-value.ts';
import type { Catalog } from '../catalog/relation.ts';
import type { CompiledModel } from '../compile/compiled-model.ts';
import type { PartitionBy } from '../project/model-config.ts';
import { fingerprintStatement, fingerprintValue } from '../sql/fingerprint.ts';
import { mentionedColumns } from '../sql/mentioned-columns.ts';
import type { ParsedStatement } from '../sql/parser.ts';
import { referencedRelations } from '../sql/referenced-relations.ts';
import { type RelationName, relationKey } from '../sql/sql.ts';
import type { DeclaredTable } from './shape/declared-table.ts';

/**
 * Of what a view's or materialized view's query gives: of the query as parsed (comments and white space do not count), and of
 * the names and types of the columns that it sees of what it reads. The same text over other types may mean something else
 * (`round(amount)`), and what a view is keeps the casts of the types that it was made over.
 */
export function queryFingerprint({ sql, statement }: CompiledModel, catalog: Catalog): string {
  // What PostgreSQL's parser does not take is reported by the database when it runs; until then its text stands for it.
  if (statement === null) return fingerprintValue(sql);
  const read = columnsRead(statement, catalog);
  return read.length === 0
    ? fingerprintStatement(statement)
    : fingerprintValue({ query: statement.tree, read: [...read] });
}

/** Of the query alone: what Smelt recorded before it knew of the types. */
export function textFingerprint({ sql, statement }: CompiledModel): string {
  return statement === null ? fingerprintValue(sql) : fingerprintStatement(statement);
}

/** The relations that a view's or materialized view's text names and the catalog does not hold: without them its fingerprint is not whole. */
export function unknownRelations({ node, statement }: CompiledModel, catalog: Catalog): readonly RelationName[] {
  const { materialized } = node.config;
  if (statement === null || (materialized !== 'view' && materialized !== 'materialized_view')) return [];
  return [...namedRelations(statement)].flatMap(([key, name]) =>
    catalog.relations.has(key) || isServers(name) ? [] : [name],
  );
}

/** By their keys. What the search path finds is not reported. */
function namedRelations(statement: ParsedStatement): ReadonlyMap<string, RelationName> {
  const named = referencedRelations(statement).flatMap(({ schema, name }): (readonly [string, RelationName])[] =>
    schema === null ? [] : [[relationKey({ schema, name }), { schema, name }]],
  );
  return new Map(named);
}

function isServers({ schema }: RelationName): boolean {
  return schema.startsWith('pg_') || schema === 'information_schema';
}

/** [relation, [column, type], …] of each relation that the catalog knows, in the order of their names. */
function columnsRead(statement: ParsedStatement, catalog: Catalog): readonly JsonValue[] {
  const mentioned = mentionedColumns(statement);
  return [...namedRelations(statement).keys()].sort().flatMap((key): JsonValue[] => {
    const relation = catalog.relations.get(key);
    if (!relation) return [];
    const seen = relation.columns.filter(({ name }) => mentioned === null || mentioned.has(name));
    return [[key, ...seen.map(({ name, type }) => [name, type])]];
  });
}

/** Of a table as declared. The query is not part of it: a table's rows are made anew by each run, or added to. */
export function tableFingerprint(table: DeclaredTable | null, partitionBy: PartitionBy | null): string {
  const columns =
    table?.columns.map(({ name, type, default: value, notNull, identity }) => [name, type, value, notNull, identity]) ??
    null;
  const constraints = table?.constraints.map(({ name, definition }) => [name, definition.text]) ?? null;
  const partitions: JsonValue = partitionBy && [
    partitionBy.kind,
    partitionBy.field,
    partitionBy.kind === 'range' ? partitionBy.granularity : null,
    partitionBy.default,
  ];
  return fingerprintValue({ columns, constraints, partitions });
}
