// What run_query and load_result give: a table as agate's, which dbt hands to templates, as far as templates use it.

import { dictFrom } from '../jinja/python/dicts.ts';
import { HostObject, List, Tuple, type Value } from '../jinja/value.ts';
import { functions } from './host-function.ts';

/** A query that a template asks for; the driver answers with `QueryAnswer`. */
export interface QueryRequest {
  readonly kind: 'query';
  readonly sql: string;
}

export interface QueryAnswer {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
}

export function isQueryRequest(request: unknown): request is QueryRequest {
  return typeof request === 'object' && request !== null && 'kind' in request && request.kind === 'query';
}

/** A sequence whose items are also found by name: agate's MappedSequence. */
class MappedSequence extends HostObject {
  override readonly typeName = 'MappedSequence';
  readonly names: readonly string[];
  readonly items: readonly Value[];

  constructor(names: readonly string[], items: readonly Value[]) {
    super();
    this.names = names;
    this.items = items;
  }
  override toText(): string {
    return `<agate.MappedSequence: (${this.names.join(', ')})>`;
  }
  override getItem(key: Value): Value | undefined {
    if (typeof key === 'string') {
      const index = this.names.indexOf(key);
      return index < 0 ? undefined : this.items[index];
    }
    return typeof key === 'bigint' ? this.items.at(Number(key)) : undefined;
  }
  override getAttribute(name: string): Value | undefined {
    return functions({
      keys: () => new Tuple(this.names),
      values: () => new Tuple(this.items),
      items: () => new List(this.names.map((key, index) => new Tuple([key, this.items[index] ?? null]))),
      dict: () => dictFrom(this.names.map((key, index) => [key, this.items[index] ?? null] as const)),
      get: (args) => this.getItem(args.positional[0] ?? null) ?? args.positional[1] ?? null,
    }).get(name);
  }
  override iterate(): Iterable<Value> {
    return this.items;
  }
  override length(): number {
    return this.items.length;
  }
}

class Column extends MappedSequence {
  override readonly typeName = 'Column' as 'MappedSequence';
  readonly name: string;
  constructor(name: string, items: readonly Value[]) {
    super([], items);
    this.name = name;
  }
  override getAttribute(name: string): Value | undefined {
    if (name === 'name') return this.name;
    if (name === 'values_distinct')
      return functions({ values_distinct: () => new Tuple([...new Set(this.items)]) }).get(name);
    return super.getAttribute(name);
  }
}

export class QueryTable extends HostObject {
  override readonly typeName = 'Table';
  readonly answer: QueryAnswer;

  constructor(answer: QueryAnswer) {
    super();
    this.answer = answer;
  }
  override toText(): string {
    return `<agate.Table: ${this.answer.columns.length} columns, ${this.answer.rows.length} rows>`;
  }
  override getAttribute(name: string): Value | undefined {
    const { columns, rows } = this.answer;
    switch (name) {
      case 'column_names':
        return new Tuple(columns);
      case 'columns':
        return new MappedSequence(
          columns,
          columns.map(
            (column, index) =>
              new Column(
                column,
                rows.map((row) => row[index] ?? null),
              ),
          ),
        );
      case 'rows':
        return new MappedSequence(
          [],
          rows.map((row) => new MappedSequence(columns, row)),
        );
      default:
        return undefined;
    }
  }
  override iterate(): Iterable<Value> | undefined {
    return this.answer.rows.map((row) => new MappedSequence(this.answer.columns, row));
  }
  override length(): number {
    return this.answer.rows.length;
  }
}

/** What a query answers in parse mode, where none runs. */
export function emptyTable(): QueryTable {
  return new QueryTable({ columns: [], rows: [] });
}
