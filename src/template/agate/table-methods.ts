// The methods of agate's Table that make other tables, find rows and print. A key is a column's name or place, a list of them, or a
// macro of a row.

import { TemplateError } from '../../jinja/errors.ts';
import type { HostMethods } from '../../jinja/host-function.ts';
import { callOf, play, type Script } from '../../jinja/host-script.ts';
import { bind } from '../../jinja/python/arguments.ts';
import { dictGet } from '../../jinja/python/dicts.ts';
import { typeError, valueError } from '../../jinja/python/failures.ts';
import { keyOf } from '../../jinja/python/hash.ts';
import { iterable } from '../../jinja/python/iteration.ts';
import { sorted } from '../../jinja/python/order.ts';
import { toRepr } from '../../jinja/python/printing.ts';
import { pick, slicePlaces } from '../../jinja/python/slices.ts';
import { textOf } from '../../jinja/python/text-object.ts';
import { isTrue } from '../../jinja/python/truth.ts';
import { type CallArguments, type CallResult, Dict, HostObject, List, Tuple, type Value } from '../../jinja/value.ts';
import type { QueryAnswer } from '../query-result.ts';
import type { ColumnType } from '../typed-column.ts';
import { uniqueNames } from '../unique-names.ts';
import { MappedSequence, type Row } from './mapped-sequence.ts';
import { sortKey } from './table-column.ts';
import { csvText, structureText, tableGrid, tableJson } from './table-text.ts';

/** What the methods need of a table. */
interface Table {
  readonly answer: QueryAnswer;
  readonly types: readonly ColumnType[];
  readonly rows: readonly Row[];
  readonly print: (text: string) => void;
  withRows(rows: readonly Row[]): Value;
  withColumns(places: readonly number[], names: readonly string[]): Value;
}

type Method = (table: Table, args: CallArguments) => CallResult;

function isSequence(key: Value): key is List | Tuple | MappedSequence {
  return key instanceof List || key instanceof Tuple || key instanceof MappedSequence;
}

function placeOf({ answer: { columns } }: Table, key: Value): number {
  const place =
    typeof key === 'bigint'
      ? Number(key < 0n ? key + BigInt(columns.length) : key)
      : columns.indexOf(textOf(key) ?? '');
  if (columns[place] !== undefined) return place;
  throw new TemplateError('value', `the table has no column ${toRepr(key)}`, {
    help: `Its columns are ${columns.join(', ') || 'none'}`,
  });
}

function placesOf(table: Table, key: Value): readonly number[] {
  return isSequence(key) ? key.items.map((one) => placeOf(table, one)) : [placeOf(table, key)];
}

/** Of each row what the key says of it. */
function* keysOf(table: Table, key: Value): Generator<CallResult, readonly Value[], Value> {
  if (key instanceof HostObject && key.callable) {
    const keys: Value[] = [];
    for (const row of table.rows) keys.push(yield callOf(key, row));
    return keys;
  }
  const places = placesOf(table, key);
  const valuesOf = (row: Row) => places.map((place) => row.items[place] ?? null);
  return isSequence(key)
    ? table.rows.map((row) => new Tuple(valuesOf(row)))
    : table.rows.map((row) => valuesOf(row)[0] ?? null);
}

/** The rows for which the macro answers what is true. */
function* matching(table: Table, test: Value): Generator<CallResult, readonly Row[], Value> {
  const answers = yield* keysOf(table, wantMacro(test));
  return table.rows.filter((_, index) => isTrue(answers[index] ?? null));
}

function wantMacro(test: Value): Value {
  if (test instanceof HostObject && test.callable) return test;
  throw new TemplateError('type', 'a macro that takes a row is needed here', {
    help: 'Jinja has no functions of its own: {% macro keeps(row) %}{{ return(row.id > 1) }}{% endmacro %}',
  });
}

function* orderedBy(table: Table, args: CallArguments): Script {
  const [key = null, reverse = false] = bind('order_by', ['key', 'reverse'], 1, args);
  const keys = yield* keysOf(table, key);
  const numbered = table.rows.map((row, index) => ({ row, key: orderKey(keys[index] ?? null) }));
  return table.withRows(sorted(numbered, (one) => one.key, isTrue(reverse)).map(({ row }) => row));
}

function orderKey(key: Value): Value {
  return key instanceof Tuple ? new Tuple(key.items.map(sortKey)) : sortKey(key);
}

/** The first row of each key. */
function* distinct(table: Table, args: CallArguments): Script {
  const [key = null] = bind('distinct', ['key'], 0, args);
  const keys = key === null ? table.rows.map(({ items }) => new Tuple(items)) : yield* keysOf(table, key);
  const seen = new Set<string>();
  return table.withRows(
    table.rows.filter((_, index) => {
      const filed = keyOf(keys[index] ?? null);
      if (seen.has(filed)) return false;
      seen.add(filed);
      return true;
    }),
  );
}

function limited(table: Table, args: CallArguments): Value {
  const [first = null, stop = null, step = null] = bind('limit', ['start_or_stop', 'stop', 'step'], 0, args);
  const isRange = isTrue(stop) || isTrue(step);
  const { length } = table.rows;
  return table.withRows(
    pick(table.rows, isRange ? slicePlaces(length, first, stop, step) : slicePlaces(length, null, first, null)),
  );
}

function selected(table: Table, args: CallArguments): Value {
  const places = placesOf(table, bind('select', ['key'], 1, args)[0] ?? null);
  return table.withColumns(places, uniqueNames(places.map((place) => table.answer.columns[place] ?? '')));
}

/** Names that the table does not have are no mistake. */
function excluded(table: Table, args: CallArguments): Value {
  const [key = null] = bind('exclude', ['key'], 1, args);
  const names = new Set((isSequence(key) ? key.items : [key]).map(textOf));
  const places = [...table.answer.columns.keys()].filter((place) => !names.has(table.answer.columns[place]));
  return table.withColumns(
    places,
    places.map((place) => table.answer.columns[place] ?? ''),
  );
}

function renamed(table: Table, args: CallArguments): Value {
  const [names = null, ...others] = bind('rename', ['column_names', 'row_names', 'slug_columns', 'slug_rows'], 0, args);
  if (others.some((other) => other !== undefined && isTrue(other)))
    throw typeError('rename() takes new names of columns only');
  const { columns } = table.answer;
  return table.withColumns([...columns.keys()], uniqueNames(names === null ? columns : newNames(columns, names)));
}

/** By old names, or one for each column. */
function newNames(columns: readonly string[], names: Value): readonly string[] {
  const list =
    names instanceof Dict ? columns.map((name) => dictGet(names, name) ?? name) : [...(iterable(names) ?? [])];
  if (list.length !== columns.length)
    throw valueError(`rename() needs ${columns.length} names of columns, one for each, not ${list.length}`);
  return list.map((name) => {
    const text = textOf(name);
    if (text === undefined) throw typeError(`a column's name is a text, not ${toRepr(name)}`);
    return text;
  });
}

/** Infinity for None. */
function numberOf(value: Value | undefined, otherwise: number): number {
  if (value === undefined) return otherwise;
  if (value === null) return Number.POSITIVE_INFINITY;
  if (typeof value !== 'bigint' || value < 0n)
    throw typeError(`a whole number or None is needed here, not ${toRepr(value)}`);
  return Number(value);
}

function refuseOutput(...given: readonly (Value | undefined)[]): void {
  if (given.some((value) => value !== undefined && value !== null))
    throw typeError('a table prints to the output, in one language: `output` and `locale` are not taken');
}

const gridParameters = ['max_rows', 'max_columns', 'output', 'max_column_width', 'locale', 'max_precision'];

function printTable(table: Table, args: CallArguments): null {
  const [rows, columns, output, width, locale, precision] = bind('print_table', gridParameters, 0, args);
  refuseOutput(output, locale);
  const limits = {
    rows: numberOf(rows, 20),
    columns: numberOf(columns, 6),
    width: numberOf(width, 20),
    precision: numberOf(precision, 3),
  };
  return printed(table, tableGrid(table, limits));
}

function printStructure(table: Table, args: CallArguments): null {
  const [output, rows] = bind('print_structure', ['output', 'max_rows'], 0, args);
  refuseOutput(output);
  return printed(table, structureText(table, numberOf(rows, Number.POSITIVE_INFINITY)));
}

function printJson(table: Table, args: CallArguments): null {
  const [key = null, newline = false, indent = null] = bind('print_json', ['key', 'newline', 'indent'], 0, args);
  if (isTrue(newline) && (key !== null || indent !== null))
    throw valueError('newline and key or indent may not be given together');
  return printed(
    table,
    tableJson(table, {
      key: key === null ? null : placeOf(table, key),
      newline: isTrue(newline),
      indent: indent === null ? null : numberOf(indent, 0),
    }),
  );
}

function printed(table: Table, text: string): null {
  table.print(text.replace(/\n$/, ''));
  return null;
}

function writingFile(name: string): readonly [string, Method] {
  return [
    name,
    () => {
      throw new TemplateError('raised', `${name}() writes a file, and templates write none`, {
        help: `Print it: ${name.replace('to_', 'print_')}()`,
      });
    },
  ];
}

export const tableMethods: HostMethods<Table> = new Map<string, Method>([
  ['select', selected],
  ['exclude', excluded],
  ['rename', renamed],
  ['limit', limited],
  ['order_by', (table, args) => play(orderedBy(table, args))],
  ['distinct', (table, args) => play(distinct(table, args))],
  [
    'where',
    (table, args) =>
      play(
        (function* (): Script {
          return table.withRows(yield* matching(table, bind('where', ['test'], 1, args)[0] ?? null));
        })(),
      ),
  ],
  [
    'find',
    (table, args) =>
      play(
        (function* (): Script {
          return (yield* matching(table, bind('find', ['test'], 1, args)[0] ?? null))[0] ?? null;
        })(),
      ),
  ],
  ['print_table', printTable],
  ['print_structure', printStructure],
  ['print_json', printJson],
  [
    'print_csv',
    (table, args) => {
      bind('print_csv', [], 0, args);
      return printed(table, csvText(table));
    },
  ],
  writingFile('to_csv'),
  writingFile('to_json'),
]);
