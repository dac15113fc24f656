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
  const names = columns.map(({ name }) => cellOf(shownValue(name, longestName)));
  const cells = rows.map((row) => row.map((value) => cellOf(shownValue(value ?? '', cellWidth))));
  const widths = names.map((name, index) =>
    cells.reduce((widest, row) => Math.max(widest, row[index]?.width ?? 0), name.width),
  );
  const draw = (row: readonly Cell[]) =>
    row
      .map((cell, index) => pad(cell, widths[index] ?? 0, rows.length > 0 && columns[index]?.type.kind === 'number'))
      .join(' | ')
      .trimEnd();
  const lines = [draw(names), widths.map((length) => '-'.repeat(length)).join('-+-'), ...cells.map(draw)];
  return `${lines.join('\n')}\n(${rows.length} ${rows.length === 1 ? 'row' : 'rows'})\n`;
}

/** Measured once, because of a text that is not plain that takes a while. */
interface Cell {
  readonly text: string;
  readonly width: number;
}

function cellOf(text: string): Cell {
  return { text, width: textWidth(text) };
}

function pad({ text, width }: Cell, length: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, length - width));
  return right ? space + text : text + space;
}
