// What run_query and load_result give: a table as agate's, which dbt hands to templates, as far as templates use it.

import { type HostMethods, hostFunction, hostMethod } from '../jinja/host-function.ts';
import { dictFrom, setFrom } from '../jinja/python/dicts.ts';
import { equals } from '../jinja/python/equality.ts';
import { sorted } from '../jinja/python/order.ts';
import { toRepr } from '../jinja/python/printing.ts';
import { HostObject, List, Tuple, type Value } from '../jinja/value.ts';
import type { ColumnType } from './typed-column.ts';

/** A query that a template asks for; the driver answers with `QueryAnswer`. */
export interface QueryRequest {
  readonly kind: 'query';
  readonly sql: string;
  /** Whether the words are Smelt's own: what `adapter` looks up. */
  readonly engine: boolean;
  /** How many bytes of memory, about, the rows may take: what the rendering has left for them. */
  readonly bound: number;
}

export interface QueryAnswer {
  readonly columns: readonly string[];
  /** agate's types of them; absent for a table that no query gave. */
  readonly columnTypes?: readonly ColumnType[];
  /** OIDs of their types; absent for a table that no query gave. */
  readonly typeOids?: readonly number[];
  readonly rows: readonly (readonly Value[])[];
  /** What the rows take of the rendering's bound; absent for a table that no query gave. */
  readonly size?: number;
}

/** A sequence whose items are also found by name: agate's MappedSequence. */
class MappedSequence extends HostObject {
  override readonly typeName: string = 'MappedSequence';
  readonly names: readonly string[];
  readonly items: readonly Value[];

  constructor(names: readonly string[], items: readonly Value[]) {
    super();
    this.names = names;
    this.items = items;
  }
  override toText(): string {
    const more = this.items.length > 5 ? ', ...' : '';
    const sample = this.items.slice(0, 5).map((item) => toRepr(item));
    return `<agate.${this.typeName}: (${sample.join(', ')}${more})>`;
  }
  override getItem(key: Value): Value | undefined {
    if (typeof key === 'string') {
      const index = this.names.indexOf(key);
      return index < 0 ? undefined : this.items[index];
    }
    return typeof key === 'bigint' ? this.items.at(Number(key)) : undefined;
  }
  override getAttribute(name: string): Value | undefined {
    return hostMethod(sequenceMethods, this, name);
  }
  override iterate(): Iterable<Value> {
    return this.items;
  }
  override length(): number {
    return this.items.length;
  }
  override contains(item: Value): boolean {
    return this.items.some((one) => equals(one, item));
  }
}

const sequenceMethods: HostMethods<MappedSequence> = new Map<
  string,
  (sequence: MappedSequence, args: { positional: readonly Value[] }) => Value
>([
  ['keys', ({ names }) => new Tuple(names)],
  ['values', ({ items }) => new Tuple(items)],
  ['items', ({ names, items }) => new List(names.map((key, index) => new Tuple([key, items[index] ?? null])))],
  ['dict', ({ names, items }) => dictFrom(names.map((key, index) => [key, items[index] ?? null] as const))],
  ['get', (sequence, { positional: [key = null, otherwise = null] }) => sequence.getItem(key) ?? otherwise],
]);

class Row extends MappedSequence {
  override readonly typeName = 'Row';
}

class TableColumn extends MappedSequence {
  override readonly typeName = 'Column';
  readonly name: string;
  readonly index: number;

  constructor(name: string, index: number, items: readonly Value[]) {
    super([], items);
    this.name = name;
    this.index = index;
  }
  override getAttribute(name: string): Value | undefined {
    if (name === 'name') return this.name;
    if (name === 'index') return BigInt(this.index);
    return hostMethod(columnMethods, this, name) ?? super.getAttribute(name);
  }
}

const present = (items: readonly Value[]) => items.filter((item) => item !== null);
/** agate puts nulls last. */
const inOrder = (items: readonly Value[]) => [
  ...sorted(present(items), (item) => item, false),
  ...items.filter((item) => item === null),
];

const columnMethods: HostMethods<TableColumn> = new Map<string, (column: TableColumn) => Value>([
  ['values_distinct', ({ items }) => new Tuple([...setFrom(items).entries.values()])],
  ['values_without_nulls', ({ items }) => new Tuple(present(items))],
  ['values_sorted', ({ items }) => new List(inOrder(items))],
  ['values_without_nulls_sorted', ({ items }) => new List(inOrder(present(items)))],
]);

export class QueryTable extends HostObject {
  override readonly typeName = 'Table';
  readonly answer: QueryAnswer;
  readonly #rows: readonly Row[];

  constructor(answer: QueryAnswer) {
    super();
    this.answer = answer;
    this.#rows = answer.rows.map((row) => new Row(answer.columns, row));
  }
  /** The rows as tuples: `load_result(…)['data']`. */
  get matrix(): List {
    return new List(this.answer.rows.map((row) => new Tuple(row)));
  }
  /** Its structure, as agate prints it. */
  override toText(): string {
    const { columns, columnTypes = [] } = this.answer;
    const lines = [['column', 'data_type'], ...columns.map((name, index) => [name, columnTypes[index] ?? 'Text'])];
    const widths = [0, 1].map((at) => Math.max(...lines.map((line) => Array.from(line[at] ?? '').length)));
    const draw = (line: readonly string[], fill: string) =>
      `| ${line.map((cell, at) => cell + fill.repeat((widths[at] ?? 0) - Array.from(cell).length)).join(' | ')} |\n`;
    const [head = [], ...rest] = lines;
    return [draw(head, ' '), draw(['', ''], '-'), ...rest.map((line) => draw(line, ' '))].join('');
  }
  override toRepr(): string {
    return `<agate.Table: ${this.answer.columns.length} columns, ${this.answer.rows.length} rows>`;
  }
  override getItem(key: Value): Value | undefined {
    return typeof key === 'bigint' ? this.#rows.at(Number(key)) : undefined;
  }
  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'column_names':
        return new Tuple(this.answer.columns);
      case 'columns':
        return new MappedSequence(
          this.answer.columns,
          this.answer.columns.map((column, index) => this.#column(column, index)),
        );
      case 'rows':
        return new MappedSequence([], this.#rows);
      default:
        return name === 'rename'
          ? hostFunction(name, ({ keywords }) => this.#renamed(keywords.get('column_names') ?? null))
          : undefined;
    }
  }
  override iterate(): Iterable<Value> {
    return this.#rows;
  }
  override length(): number {
    return this.answer.rows.length;
  }
  #column(name: string, index: number): TableColumn {
    const values = this.answer.rows.map((row) => row[index] ?? null);
    return new TableColumn(name, index, values);
  }
  #renamed(names: Value): QueryTable {
    const list = names instanceof List || names instanceof Tuple ? names.items : [];
    const columns = this.answer.columns.map((column, index) => {
      const name = list[index];
      return typeof name === 'string' ? name : column;
    });
    return new QueryTable({ ...this.answer, columns });
  }
}
