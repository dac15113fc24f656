// What run_query and load_result give: a table as agate's, which dbt hands to templates.

import { hostMethod } from '../../jinja/host-function.ts';
import { charge } from '../../jinja/python/metering.ts';
import { HostObject, List, Tuple, type Value } from '../../jinja/value.ts';
import { notThere } from '../not-there.ts';
import type { QueryAnswer } from '../query-result.ts';
import type { ColumnType } from '../typed-column.ts';
import { DataType } from './data-type.ts';
import { MappedSequence, Row } from './mapped-sequence.ts';
import { TableColumn } from './table-column.ts';
import { tableMethods } from './table-methods.ts';
import { structureText } from './table-text.ts';

export class QueryTable extends HostObject {
  override readonly typeName = 'Table';
  readonly answer: QueryAnswer;
  readonly rows: readonly Row[];
  /** Takes what the table prints of itself. */
  readonly print: (text: string) => void;

  constructor(answer: QueryAnswer, print: (text: string) => void) {
    super();
    this.answer = answer;
    this.rows = answer.rows.map((row) => new Row(answer.columns, row));
    this.print = print;
  }
  get types(): readonly ColumnType[] {
    const { columns, columnTypes = [] } = this.answer;
    return columns.map((_, index) => columnTypes[index] ?? 'Text');
  }
  /** The rows as tuples: `load_result(…)['data']`. */
  get matrix(): List {
    return new List(this.answer.rows.map((row) => new Tuple(row)));
  }
  /** Its structure, as agate prints it. */
  override toText(): string {
    return structureText(this);
  }
  override toRepr(): string {
    return `<agate.Table: ${this.answer.columns.length} columns, ${this.answer.rows.length} rows>`;
  }
  override getItem(key: Value): Value | undefined {
    return typeof key === 'bigint' ? this.rows.at(Number(key)) : undefined;
  }
  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'column_names':
        return new Tuple(this.answer.columns);
      case 'column_types':
        return new Tuple(this.types.map((type) => new DataType(type)));
      case 'columns':
        return this.#columns();
      case 'rows':
        return new MappedSequence(null, this.rows);
      case 'row_names':
        return null;
      default:
        return hostMethod(tableMethods, this, name) ?? notThere(missing, name);
    }
  }
  override iterate(): Iterable<Value> {
    return this.rows;
  }
  override isTrue(): boolean {
    return this.rows.length > 0;
  }
  override length(): number {
    return this.rows.length;
  }

  /** The same columns with other rows. */
  withRows(rows: readonly Row[]): QueryTable {
    return new QueryTable({ ...this.answer, rows: rows.map(({ items }) => items) }, this.print);
  }
  /** The columns at these places, under these names. */
  withColumns(places: readonly number[], names: readonly string[]): QueryTable {
    charge(places.length * this.rows.length);
    const { columnTypes, typeOids, rows } = this.answer;
    return new QueryTable(
      {
        columns: names,
        ...(columnTypes && { columnTypes: chosen(columnTypes, places) }),
        ...(typeOids && { typeOids: chosen(typeOids, places) }),
        rows: rows.map((row) => chosen(row, places)),
      },
      this.print,
    );
  }

  #columns(): MappedSequence {
    const { columns, rows } = this.answer;
    charge(columns.length * rows.length);
    const types = this.types.map((type) => new DataType(type));
    return new MappedSequence(
      columns,
      columns.flatMap((name, index) => {
        const type = types[index];
        return type
          ? [
              new TableColumn(
                name,
                index,
                type,
                rows.map((row) => row[index] ?? null),
              ),
            ]
          : [];
      }),
    );
  }
}

function chosen<T>(items: readonly T[], places: readonly number[]): readonly T[] {
  return places.flatMap((place) => items.slice(place, place + 1));
}

const missing = {
  of: 'an agate table',
  help: 'Ask for it in SQL, or walk through the rows: {% for row in table.rows %}',
  methods: [
    'aggregate',
    'bar_chart',
    'bins',
    'column_chart',
    'compute',
    'denormalize',
    'from_csv',
    'from_fixed',
    'from_json',
    'from_object',
    'group_by',
    'homogenize',
    'join',
    'line_chart',
    'merge',
    'normalize',
    'pivot',
    'print_bars',
    'print_html',
    'scatterplot',
  ],
};
