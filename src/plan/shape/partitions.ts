// Partitions: how a table is divided, which keys a batch has, and the statements that make the missing partitions. They are
// made by CREATE TABLE LIKE and ATTACH, which lets readers and writers of the table go on. A new partition is empty, so
// attaching it scans nothing.

import { failed, passed } from '../../base/checked.ts';
import type { CatalogPartition } from '../../catalog/relation.ts';
import { type Checked, errorAt } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/text-file.ts';
import type { PartitionBy } from '../../project/model-config.ts';
import {
  identifier,
  literal,
  qualified,
  quoteIdentifier,
  type RelationName,
  raw,
  type Sql,
  sql,
} from '../../sql/sql.ts';
import { textOf } from '../../sql/text-of.ts';
import type { Action } from '../step.ts';
import { boundedName, shortHash } from './names.ts';

type RangePartitionBy = Extract<PartitionBy, { kind: 'range' }>;
type ExpandPartitions = Extract<Action, { kind: 'expandPartitions' }>;

/** `partition by range ("field")`. */
export function partitionClause(partitionBy: PartitionBy): Sql {
  return sql`partition by ${raw(partitionBy.kind)} (${identifier(partitionBy.field)})`;
}

/**
 * Whether `key`, which pg_get_partkeydef gives, says that a table is so divided. A name that is a keyword is quoted there, and
 * which ones are differs between versions of the server.
 */
export function isDividedBy({ kind, field }: PartitionBy, key: string): boolean {
  return [field, quoteIdentifier(field)].some((name) => `${kind.toUpperCase()} (${name})` === key);
}

const stepOf: Readonly<Record<RangePartitionBy['granularity'], string>> = {
  day: '1 day',
  week: '7 days',
  month: '1 month',
  quarter: '3 months',
  year: '1 year',
};

/**
 * One row a partition that must exist: `lower` and `upper` as dates, for lists `lower` alone. `lower` is NULL for rows without a key.
 * Of the rows of `stage`, where there is one, and for ranges of the time around the database's clock.
 */
export function partitionKeys(partitionBy: PartitionBy, stage: RelationName | null): Sql {
  if (partitionBy.kind === 'list') {
    const values = partitionBy.values.map((value) => sql`select ${literal(String(value))} as lower`);
    const stated = values.reduce(
      (all, value) => sql`${all} union ${value}`,
      sql`select null::pg_catalog.text as lower where false`,
    );
    if (stage === null || partitionBy.default) return stated;
    return sql`${stated} union select distinct ${textOf(identifier(partitionBy.field))} from ${qualified(stage)}`;
  }
  const { granularity, behind, ahead } = partitionBy;
  const unit = literal(granularity);
  const step = sql`interval ${literal(stepOf[granularity])}`;
  const window = sql`select pg_catalog.date_trunc(${unit}, pg_catalog.now() at time zone 'UTC') + g * ${step} as moment
  from pg_catalog.generate_series(${literal(-behind)}, ${literal(ahead)}) as g`;
  const moments = stage
    ? sql`${window}
  union select distinct pg_catalog.date_trunc(${unit}, ${momentOf(identifier(partitionBy.field))}) from ${qualified(stage)}`
    : window;
  return sql`select moment::pg_catalog.date::pg_catalog.text as lower, (moment + ${step})::pg_catalog.date::pg_catalog.text as upper from (
  ${moments}
) as moments order by moment`;
}

/** Of another type than PostgreSQL's times by its text, lest a cast of the type's owner is called. */
function momentOf(field: Sql): Sql {
  return sql`case when pg_catalog.pg_typeof(${field}) in ('date'::pg_catalog.regtype, 'timestamp'::pg_catalog.regtype, 'timestamptz'::pg_catalog.regtype)
    then ${field}::timestamp else (${textOf(field)})::timestamp end`;
}

/** For tables whose rows without a key have no partition to go to. */
export function refuseNullKeys(
  partitionBy: PartitionBy,
  stage: RelationName,
  nodeName: string,
  span: Span | null,
): Action {
  return {
    kind: 'refuse',
    query: sql`select * from ${qualified(stage)} where ${identifier(partitionBy.field)} is null limit 5`,
    code: 'PARTITION_KEY_NULL',
    message: `rows of "${nodeName}" have no ${partitionBy.field}, by which the table is partitioned`,
    help: `Give every row a ${partitionBy.field}, or keep such rows in a default partition: \`partition_by: {…, default: true}\``,
    span,
  };
}

export interface PartitionKey {
  readonly lower: string | null;
  readonly upper?: string | null;
}

/** The statements that make what is missing; too many new partitions, and keys that no partition can hold, are refused. */
export function expandPartitions(
  action: Pick<ExpandPartitions, 'target' | 'namedAfter' | 'partitionBy' | 'existing'>,
  rows: readonly Readonly<Record<string, unknown>>[],
  span?: Span,
): Checked<readonly Sql[]> {
  const { partitionBy } = action;
  const keys = rows.map((row): PartitionKey => ({ lower: keyText(row.lower), upper: keyText(row.upper) }));
  const missing = keys.filter((key) => key.lower !== null && !isCovered(key, action));
  const unfit = partitionBy.kind === 'range' ? missing.filter((key) => !isBound(key)) : [];
  if (unfit.length > 0) {
    return failed([
      errorAt('PARTITION_KEY_UNFIT', `no ${boundsOf(partitionBy)} can hold ${listed(unfit)}`, {
        ...(span ? { span } : {}),
        help: `Correct the values of ${partitionBy.field}, or set them to NULL in the model`,
      }),
    ]);
  }
  if (missing.length > partitionBy.maxNew) {
    return failed([
      errorAt(
        'PARTITION_TOO_MANY',
        `this batch needs ${missing.length} new partitions, more than max_new: ${listed(missing)}`,
        {
          ...(span ? { span } : {}),
          help: `If the values of ${partitionBy.field} are right, raise \`max_new\` of \`partition_by\` (now ${partitionBy.maxNew})`,
        },
      ),
    ]);
  }
  return passed(missing.flatMap((key) => createPartition(action, key)));
}

/** The partition for everything that has no other, of a table that was just made. */
export function createDefaultPartition(target: RelationName, namedAfter: string): Sql {
  const partition = { schema: target.schema, name: boundedName(namedAfter, '_default') };
  return sql`create table ${qualified(partition)} partition of ${qualified(target)} default`;
}

function createPartition(
  { target, namedAfter, partitionBy }: Pick<ExpandPartitions, 'target' | 'namedAfter' | 'partitionBy'>,
  key: PartitionKey,
): readonly Sql[] {
  const lower = key.lower ?? '';
  const partition = qualified({ schema: target.schema, name: boundedName(namedAfter, suffixOf(partitionBy, lower)) });
  const bound =
    partitionBy.kind === 'range'
      ? sql`for values from (${literal(lower)}) to (${literal(key.upper ?? '')})`
      : sql`for values in (${literal(lower)})`;
  return [
    sql`create table ${partition} (like ${qualified(target)} including defaults including constraints including generated including storage including compression)`,
    sql`alter table ${qualified(target)} attach partition ${partition} ${bound}`,
  ];
}

/** Partitions that have not the names that Smelt gives to theirs, whatever the granularity was when they were made. */
export function attachedByHand(target: RelationName, partitions: readonly CatalogPartition[]): readonly RelationName[] {
  return partitions.flatMap(({ name, bound }) => {
    const suffixes = bound === 'DEFAULT' ? ['_default'] : possibleSuffixes(bound);
    const made = suffixes.some((suffix) => boundedName(target.name, suffix) === name.name);
    return made && name.schema === target.schema ? [] : [name];
  });
}

/** Whether partitions for ranges are as long as they would be made now: others would overlap with those that a batch needs. */
export function haveGranularity(
  target: RelationName,
  partitions: readonly CatalogPartition[],
  partitionBy: PartitionBy,
): boolean {
  if (partitionBy.kind === 'list') return true;
  return partitions.every(({ name, bound }) => {
    const lower = rangeStart(bound);
    return lower === undefined || name.name === boundedName(target.name, rangeSuffix(partitionBy.granularity, lower));
  });
}

function rangeStart(bound: string): string | undefined {
  return /^FOR VALUES FROM \('(\d{4}-\d\d-\d\d)/.exec(bound)?.[1];
}

function possibleSuffixes(bound: string): readonly string[] {
  const lower = rangeStart(bound);
  if (lower !== undefined) return granularities.map((granularity) => rangeSuffix(granularity, lower));
  const values = listValues(bound);
  return values.length === 1 ? values.map(listSuffix) : [];
}

function suffixOf(partitionBy: PartitionBy, lower: string): string {
  return partitionBy.kind === 'list' ? listSuffix(lower) : rangeSuffix(partitionBy.granularity, lower);
}

function listSuffix(value: string): string {
  return /^[a-z0-9_]{1,24}$/.test(value) ? `_${value}` : `_v${shortHash(value)}`;
}

type Granularity = Extract<PartitionBy, { kind: 'range' }>['granularity'];
const granularities: readonly Granularity[] = ['day', 'week', 'month', 'quarter', 'year'];

function rangeSuffix(granularity: Granularity, lower: string): string {
  const [year = '', month = '', day = ''] = lower.split('-');
  switch (granularity) {
    case 'year':
      return `_y${year}`;
    case 'quarter':
      return `_${year}_q${Math.ceil(Number(month) / 3)}`;
    case 'month':
      return `_${year}_${month}`;
    case 'week':
      return `_w${year}_${month}_${day}`;
    case 'day':
      return `_${year}_${month}_${day}`;
  }
}

/** Bounds are compared as text: dates of four-digit years, alone or before a time, sort as they follow each other. */
function isCovered(key: PartitionKey, action: Pick<ExpandPartitions, 'existing' | 'partitionBy'>): boolean {
  return action.existing.some(({ bound }) => {
    if (action.partitionBy.kind === 'list') return listValues(bound).includes(key.lower ?? '');
    const range = /^FOR VALUES FROM \('?([^')]+)'?\) TO \('?([^')]+)'?\)$/.exec(bound);
    const [, from = '', to = ''] = range ?? [];
    const after = from === 'MINVALUE' || from.slice(0, 10) <= (key.lower ?? '');
    return range !== null && after && (to === 'MAXVALUE' || (key.upper ?? '') <= to.slice(0, 10));
  });
}

function listValues(bound: string): readonly string[] {
  const inside = /^FOR VALUES IN \((.*)\)$/s.exec(bound)?.[1] ?? '';
  return [...inside.matchAll(/'((?:[^']|'')*)'|([^\s,]+)/g)].map(
    (match) => match[2] ?? (match[1] ?? '').replaceAll("''", "'"),
  );
}

function isBound(key: PartitionKey): boolean {
  return /^\d{4}-\d\d-\d\d$/.test(key.lower ?? '') && /^\d{4,5}-\d\d-\d\d$/.test(key.upper ?? '');
}

function boundsOf(partitionBy: PartitionBy): string {
  return partitionBy.kind === 'range' ? `partition by ${partitionBy.granularity}` : 'partition';
}

function listed(keys: readonly PartitionKey[]): string {
  const shown = keys.slice(0, 10).map((key) => key.lower ?? 'NULL');
  return shown.join(', ') + (keys.length > shown.length ? `, and ${keys.length - shown.length} more` : '');
}

function keyText(value: unknown): string | null {
  return value === null || value === undefined ? null : String(value);
}
