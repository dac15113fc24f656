// A table as agate prints it for people: a grid of aligned cells, cut to so many rows, columns, characters and digits.

import { Decimal } from '../../jinja/python/decimal.ts';
import { charge, chargeText } from '../../jinja/python/metering.ts';
import { toText } from '../../jinja/python/printing.ts';
import type { Value } from '../../jinja/value.ts';
import type { ColumnType } from '../typed-column.ts';

export interface GridColumn {
  readonly name: string;
  readonly type: ColumnType;
}

/** Infinity is no limit. */
export interface GridLimits {
  readonly rows: number;
  readonly columns: number;
  /** Characters of a cell. */
  readonly width: number;
  /** Digits after the point. */
  readonly precision: number;
}

/** What stands for what is left out. */
const more = '...';

/** With a line end behind every line. A name or text that is too long ends in `...`, a number in `…`. */
export function gridText(
  columns: readonly GridColumn[],
  rows: readonly (readonly Value[])[],
  limits: GridLimits,
): string {
  const shown = columns.slice(0, limits.columns);
  const isCut = shown.length < columns.length;
  const shownRows = rows.slice(0, limits.rows);
  charge(shownRows.length * shown.length);
  const formats = shown.map(({ type }, at) => formatOf(type, shownRows, at, limits.precision));
  const last = isCut ? [more] : [];
  const head = [...shown.map(({ name }) => cut(name, limits.width)), ...last];
  const body = shownRows.map((row) => [
    ...formats.map((format, at) => cut(format(row[at] ?? null), limits.width)),
    ...last,
  ]);
  const widths = head.map((_, at) => Math.max(...[head, ...body].map((line) => lengthOf(line[at] ?? ''))));
  chargeText((body.length + 3) * widths.reduce((sum, width) => sum + width + 3, 1));
  const line = (cells: readonly string[]) =>
    `|${cells.map((cell, at) => ` ${aligned(cell, widths[at] ?? 0, columns[at]?.type === 'Text')} `).join('|')}|\n`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |\n`;
  const rest = shownRows.length < rows.length ? [line(head.map(() => more))] : [];
  return [line(head), rule, ...body.map(line), ...rest].join('');
}

function aligned(cell: string, width: number, left: boolean): string {
  const blanks = ' '.repeat(Math.max(width - lengthOf(cell), 0));
  return left ? cell + blanks : blanks + cell;
}

function lengthOf(text: string): number {
  return Array.from(text).length;
}

function cut(text: string, width: number): string {
  return lengthOf(text) <= width
    ? text
    : `${Array.from(text)
        .slice(0, width - more.length)
        .join('')}${more}`;
}

/** The numbers of a column have the same digits after the point. */
function formatOf(
  type: ColumnType,
  rows: readonly (readonly Value[])[],
  at: number,
  precision: number,
): (value: Value) => string {
  const plain = (value: Value) => (value === null ? '' : toText(value));
  if (type !== 'Number') return plain;
  const places = decimalPlaces(rows.map((row) => row[at] ?? null));
  const mark = places > precision ? '…' : '';
  return (value) =>
    value instanceof Decimal && value.special === ''
      ? value.format(`,.${Math.min(places, precision)}f`) + mark
      : plain(value);
}

/** The most digits after the point, as far as 28 digits in all leave room for them. */
function decimalPlaces(values: readonly Value[]): number {
  const parts = values.flatMap((value) =>
    value instanceof Decimal && value.special === '' ? [value.normalize()] : [],
  );
  const places = Math.max(0, ...parts.map(({ exponent }) => -exponent));
  const whole = Math.max(1, ...parts.map(({ coefficient, exponent }) => String(coefficient).length + exponent));
  return whole + places > 28 ? 28 - whole : places;
}
