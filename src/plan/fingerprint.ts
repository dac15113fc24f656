// Fingerprints of what Smelt gives a relation: recorded with its ownership, compared in the next run.

import type { JsonValue } from '../base/json-value.ts';
import type { CompiledModel } from '../compile/compiled-model.ts';
import type { PartitionBy } from '../project/model-config.ts';
import { fingerprintStatement, fingerprintValue } from '../sql/fingerprint.ts';
import { parseStatement } from '../sql/parser.ts';
import type { DeclaredTable } from './declared-table.ts';

/** Of a view's or materialized view's query as parsed: comments and white space do not count. */
export function queryFingerprint(compiled: CompiledModel): string {
  const parsed = parseStatement(compiled.sql);
  // What PostgreSQL's parser does not take is told by the database when it runs; until then its text stands for it.
  return parsed.ok ? fingerprintStatement(parsed.value) : fingerprintValue(compiled.sql);
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
