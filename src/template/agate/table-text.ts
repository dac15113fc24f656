// A table as text: its structure, and itself as a grid, as CSV and as JSON.

import { dictFrom } from '../../jinja/python/dicts.ts';
import { valueError } from '../../jinja/python/failures.ts';
import { jsonText } from '../../jinja/python/json-text.ts';
import { chargeText } from '../../jinja/python/metering.ts';
import { toText } from '../../jinja/python/printing.ts';
import { type Dict, List, type Value } from '../../jinja/value.ts';
import type { QueryAnswer } from '../query-result.ts';
import type { ColumnType } from '../typed-column.ts';
import { DataType } from './data-type.ts';
import { type GridLimits, gridText } from './grid.ts';

/** What is written of a table. */
interface Written {
  readonly answer: QueryAnswer;
  readonly types: readonly ColumnType[];
}

export function tableGrid({ answer: { columns, rows }, types }: Written, limits: GridLimits): string {
  return gridText(
    columns.map((name, index) => ({ name, type: types[index] ?? 'Text' })),
    rows,
    limits,
  );
}

const structureColumns = ['column', 'data_type'].map((name) => ({ name, type: 'Text' as const }));

/** Names and types of the columns; at most `rows` of them. */
export function structureText({ answer: { columns }, types }: Written, rows = Number.POSITIVE_INFINITY): string {
  const unlimited = Number.POSITIVE_INFINITY;
  const lines = columns.map((name, index) => [name, types[index] ?? 'Text']);
  return gridText(structureColumns, lines, { rows, columns: unlimited, width: unlimited, precision: unlimited });
}

/** As Python's csv writes it, with a line end behind every row. */
export function csvText({ answer: { columns, rows }, types }: Written): string {
  const write = types.map((type) => new DataType(type));
  const cells = rows.map((row) => write.map((type, index) => type.csvify(row[index] ?? null)));
  const text = [columns, ...cells].map(csvLine).join('');
  chargeText(text.length);
  return text;
}

function csvLine(cells: readonly (string | null)[]): string {
  if (cells.length === 1 && !cells[0]) return '""\n';
  return `${cells.map((cell) => csvCell((cell ?? '').replaceAll('\r', '\n'))).join(',')}\n`;
}

function csvCell(text: string): string {
  return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

export interface JsonForm {
  /** The place of the column whose values are the keys of an object of rows; null for a list of rows. */
  readonly key: number | null;
  /** Each row on a line of its own. */
  readonly newline: boolean;
  readonly indent: number | null;
}

export function tableJson({ answer, types }: Written, { key, newline, indent }: JsonForm): string {
  const write = types.map((type) => new DataType(type));
  const { columns, rows } = answer;
  const entries = rows.map((row) =>
    dictFrom(columns.map((name, index) => [name, write[index]?.jsonify(row[index] ?? null) ?? null] as const)),
  );
  const margin = indent === null ? undefined : ' '.repeat(indent);
  const asText = (value: Value) => jsonText(value, { sortKeys: false, ascii: false, indent: margin });
  if (newline) return entries.map((entry) => `${asText(entry)}\n`).join('');
  if (key === null) return asText(new List(entries));
  return asText(
    keyed(
      rows.map((row) => row[key] ?? null),
      entries,
    ),
  );
}

function keyed(keys: readonly Value[], entries: readonly Dict[]): Dict {
  const names = keys.map(toText);
  const twice = names.find((name, index) => names.indexOf(name) < index);
  if (twice !== undefined) throw valueError(`the value ${twice} is not unique in the key column`);
  return dictFrom(names.map((name, index) => [name, entries[index] ?? null] as const));
}
