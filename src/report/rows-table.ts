// Rows for `show` and `ls`: as an aligned table, CSV, or JSON.

import { textWidth } from '../diagnostics/text-width.ts';

export type RowFormat = 'table' | 'json' | 'csv';

export interface Rows {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly unknown[])[];
}

const cellWidth = 60;

/** Ends with a line break. JSON keeps numbers beyond 2^53 exact by writing them as text. */
export function formatRows(rows: Rows, format: RowFormat): string {
  if (format === 'json')
    return `${JSON.stringify(
      rows.rows.map((row) => record(rows.columns, row)),
      null,
      2,
    )}\n`;
  if (format === 'csv') return [rows.columns, ...rows.rows].map((row) => `${row.map(csvCell).join(',')}\n`).join('');
  return table(rows);
}

function record(columns: readonly string[], row: readonly unknown[]) {
  return Object.fromEntries(
    columns.map((column, index) => [column, typeof row[index] === 'bigint' ? exact(row[index]) : row[index]]),
  );
}

function exact(value: bigint): number | string {
  return value <= Number.MAX_SAFE_INTEGER && value >= Number.MIN_SAFE_INTEGER ? Number(value) : String(value);
}

function text(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (typeof value === 'object') return JSON.stringify(value);
  return String(value);
}

function csvCell(value: unknown): string {
  const cell = text(value);
  return /[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function table({ columns, rows }: Rows): string {
  const cells = rows.map((row) => row.map((value) => shorten(text(value).replaceAll(/\s*[\n\t]\s*/g, ' '))));
  const widths = columns.map((column, index) =>
    Math.max(textWidth(column), ...cells.map((row) => textWidth(row[index] ?? ''))),
  );
  const numeric = columns.map((_, index) => rows.length > 0 && rows.every((row) => isNumber(row[index])));
  const draw = (row: readonly string[]) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0, numeric[index] ?? false))
      .join(' | ')
      .trimEnd();
  const lines = [draw(columns), widths.map((length) => '-'.repeat(length)).join('-+-'), ...cells.map(draw)];
  return `${lines.join('\n')}\n(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})\n`;
}

function isNumber(value: unknown): boolean {
  return (
    value === null ||
    typeof value === 'number' ||
    typeof value === 'bigint' ||
    (typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value))
  );
}

function shorten(cell: string): string {
  const points = Array.from(cell);
  return points.length > cellWidth ? `${points.slice(0, cellWidth - 1).join('')}…` : cell;
}

function pad(cell: string, length: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, length - textWidth(cell)));
  return right ? space + cell : cell + space;
}
