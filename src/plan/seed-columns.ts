// The columns of a seed: names as its header states them, types as its config or properties say, else as its cells suggest.
// Inference follows dbt's, but what dbt would change on the way in stays as it is: decimals become numeric, numbers with
// leading zeros text.

import type { SeedNode } from '../graph/node.ts';
import { canonicalType } from '../sql/type-name.ts';
import type { DeclaredColumn } from './declared-table.ts';
import type { SeedContent } from './input.ts';

/** As PostgreSQL has them: folded to lower case unless `quote_columns` is set. */
export function seedColumnNames(node: SeedNode, content: SeedContent): readonly string[] {
  return content.columns.map((name) => (node.config.quoteColumns || !/^\w+$/.test(name) ? name : name.toLowerCase()));
}

export function seedColumns(node: SeedNode, content: SeedContent): readonly DeclaredColumn[] {
  return seedColumnNames(node, content).map((name, index) => {
    const properties = node.columns.find((column) => column.name === name);
    const stated =
      node.config.columnTypes[name] ??
      node.config.columnTypes[content.columns[index] ?? ''] ??
      properties?.dataType?.value;
    const type =
      stated === undefined
        ? inferType(content.rows.map((row) => row[index] ?? null))
        : (canonicalType(stated) ?? stated);
    const description = properties?.description ?? '';
    return { name, type, default: null, notNull: false, notNullName: null, identity: false, description };
  });
}

/** The first type that fits every cell; a column without any value is text. */
export function inferType(cells: readonly (string | null)[]): string {
  const values = cells.filter((cell) => cell !== null);
  if (values.length === 0) return 'text';
  return inferences.find(([, fits]) => values.every(fits))?.[0] ?? 'text';
}

const inferences: readonly (readonly [type: string, fits: (value: string) => boolean])[] = [
  ['integer', (value) => isInteger(value) && Math.abs(Number(value)) <= 2147483647],
  [
    'bigint',
    (value) => isInteger(value) && BigInt(value) <= 9223372036854775807n && BigInt(value) >= -9223372036854775808n,
  ],
  ['numeric', (value) => /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/.test(value)],
  ['date', (value) => /^\d{4}-\d\d-\d\d$/.test(value) && isDate(value)],
  ['timestamp without time zone', (value) => isMoment(value, '')],
  ['timestamp with time zone', (value) => isMoment(value, '(?:Z|[+-]\\d\\d(?::?\\d\\d)?)')],
  ['boolean', (value) => /^(?:true|false)$/i.test(value)],
];

function isInteger(value: string): boolean {
  return /^-?(?:0|[1-9]\d*)$/.test(value);
}

function isDate(value: string): boolean {
  const date = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(value);
}

function isMoment(value: string, zone: string): boolean {
  const pattern = new RegExp(
    `^(\\d{4}-\\d\\d-\\d\\d)[T ]([01]\\d|2[0-3]):[0-5]\\d(?::[0-5]\\d(?:\\.\\d{1,6})?)?${zone}$`,
  );
  const [, date] = pattern.exec(value) ?? [];
  return date !== undefined && isDate(date);
}
