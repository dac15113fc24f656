// Rows for `show`: as an aligned table, CSV, or JSON. Values come as PostgreSQL's own text, and are changed for people only.

import { textWidth } from '../diagnostics/text-width.ts';
import { jsonRows } from './json-rows.ts';
import type { Rows } from './rows.ts';
import { shownValue } from './text.ts';

export type RowFormat = 'table' | 'json' | 'csv';

const cellWidth = 60;
/** PostgreSQL keeps no longer ones. */
const longestName = 63;

/** Ends with a line break. */
export function formatRows(rows: Rows, format: RowFormat): string {
  if (format === 'json') return `${jsonRows(rows)}\n`;
  return format === 'csv' ? csv(rows) : table(rows);
}

/** As COPY … (FORMAT csv, HEADER) writes it. */
function csv({ columns, rows }: Rows): string {
  const alone = columns.length === 1;
  const lines = [columns.map(({ name }) => name), ...rows];
  return lines.map((line) => `${line.map((cell) => csvCell(cell, alone)).join(',')}\n`).join('');
}

/** NULL is nothing, an empty text is `""`. Alone on a line `\.` would end the data. */
function csvCell(cell: string | null, alone: boolean): string {
  if (cell === null) return '';
  return cell === '' || /[",\n\r]/.test(cell) || (alone && cell === '\\.') ? `"${cell.replaceAll('"', '""')}"` : cell;
}

function table({ columns, rows }: Rows): string {
  const cells = rows.map((row) => row.map((value) => shownValue(value ?? '', cellWidth)));
  const names = columns.map(({ name }) => shownValue(name, longestName));
  const widths = names.map((name, index) =>
    cells.reduce((widest, row) => Math.max(widest, textWidth(row[index] ?? '')), textWidth(name)),
  );
  const draw = (row: readonly string[]) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0, rows.length > 0 && columns[index]?.type.kind === 'number'))
      .join(' | ')
      .trimEnd();
  const lines = [draw(names), widths.map((length) => '-'.repeat(length)).join('-+-'), ...cells.map(draw)];
  return `${lines.join('\n')}\n(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})\n`;
}

function pad(cell: string, length: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, length - textWidth(cell)));
  return right ? space + cell : cell + space;
}
