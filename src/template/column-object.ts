// dbt's Column for PostgreSQL: what `adapter.get_columns_in_relation` lists and `api.Column` makes.

import { HostFunction, type HostMethods, hostFunction, hostMethod } from '../jinja/host-function.ts';
import { bind } from '../jinja/python/arguments.ts';
import { valueError } from '../jinja/python/failures.ts';
import { toRepr, toText } from '../jinja/python/printing.ts';
import { type CallArguments, HostObject, Undefined, type Value } from '../jinja/value.ts';

export interface ColumnValues {
  readonly name: string;
  /** As `information_schema.columns` says it: `character varying`, `numeric`, …. */
  readonly type: string;
  readonly size: Value;
  readonly precision: Value;
  readonly scale: Value;
}

const stringTypes = ['text', 'character varying', 'character', 'varchar'];
const floatTypes = ['real', 'float4', 'float', 'double precision', 'float8', 'double'];
const integerTypes = ['smallint', 'integer', 'bigint', 'smallserial', 'serial', 'bigserial'].concat(
  ['int', 'serial'].flatMap((name) => ['2', '4', '8'].map((size) => name + size)),
);
const numericTypes = ['numeric', 'decimal'];

export class ColumnObject extends HostObject {
  override readonly typeName = 'PostgresColumn';
  readonly values: ColumnValues;

  constructor(values: ColumnValues) {
    super();
    this.values = values;
  }

  override toText(): string {
    const { name, type, size, precision, scale } = this.values;
    const shown: readonly (readonly [string, Value])[] = [
      ['column', name],
      ['dtype', type],
      ['char_size', size],
      ['numeric_precision', precision],
      ['numeric_scale', scale],
    ];
    return `PostgresColumn(${shown.map(([key, value]) => `${key}=${toRepr(value)}`).join(', ')})`;
  }
  override equals(other: Value): boolean {
    return other instanceof ColumnObject && other.toText() === this.toText();
  }
  override hashKey(): string {
    return this.toText();
  }

  is(types: readonly string[]): boolean {
    return types.includes(this.values.type.toLowerCase());
  }
  get isString(): boolean {
    return this.is(stringTypes);
  }
  /** The type with its size, as DDL writes it. */
  get dataType(): string {
    const { type, size, precision, scale } = this.values;
    const isBare = this.is(['text']) || (this.is(['character varying']) && size === null);
    if (this.isString && !isBare) return stringType(this.stringSize());
    return this.is(numericTypes) ? numericType(type, precision, scale) : type;
  }
  stringSize(): bigint {
    if (!this.isString) throw valueError('string_size() is for columns of text only');
    return this.values.type === 'text' || typeof this.values.size !== 'bigint' ? 256n : this.values.size;
  }

  override getAttribute(name: string): Value | undefined {
    switch (name) {
      case 'name':
      case 'column':
        return this.values.name;
      case 'dtype':
        return this.values.type;
      case 'char_size':
        return this.values.size;
      case 'numeric_precision':
        return this.values.precision;
      case 'numeric_scale':
        return this.values.scale;
      case 'quoted':
        return `"${this.values.name}"`;
      case 'data_type':
      case 'expanded_data_type':
        return this.dataType;
      default:
        return hostMethod(methods, this, name) ?? columnClass.getAttribute(name);
    }
  }
}

const methods: HostMethods<ColumnObject> = new Map<string, (column: ColumnObject, args: CallArguments) => Value>([
  ['is_string', (column) => column.isString],
  ['is_number', (column) => column.is([...integerTypes, ...numericTypes, ...floatTypes])],
  ['is_float', (column) => column.is(floatTypes)],
  ['is_integer', (column) => column.is(integerTypes)],
  ['is_numeric', (column) => column.is(numericTypes)],
  ['string_size', (column) => column.stringSize()],
  [
    'can_expand_to',
    (column, { positional: [other] }) =>
      other instanceof ColumnObject && column.isString && other.isString && other.stringSize() > column.stringSize(),
  ],
  ['literal', (column, { positional: [value = null] }) => `${toText(value)}::${column.dataType}`],
]);

/** dbt's labels of types in PostgreSQL's words. */
export function translateType(label: string): string {
  return label.toUpperCase() === 'STRING' ? 'TEXT' : label;
}

export function numericType(type: string, precision: Value, scale: Value): string {
  return precision === null || scale === null ? type : `${type}(${toText(precision)},${toText(scale)})`;
}

function stringType(size: bigint): string {
  return `character varying(${size})`;
}

/** `numeric(10,2)` → its type and sizes. */
function fromDescription(name: string, description: string): ColumnObject {
  const [, type = '', sizes] = /^([^(]+)(?:\(([^)]+)\))?/.exec(description) ?? [];
  if (type === '') throw valueError(`Could not interpret data type "${description}"`);
  const numbers = (sizes?.split(',') ?? []).map((text) => {
    if (!/^\s*\d+\s*$/.test(text)) throw valueError(`Could not interpret data_type "${description}"`);
    return BigInt(text);
  });
  const [first = null, second] = numbers;
  return new ColumnObject({
    name,
    type,
    size: numbers.length === 1 ? first : null,
    precision: second === undefined ? null : first,
    scale: second ?? null,
  });
}

function createColumn(args: CallArguments): ColumnObject {
  const parameters = ['column', 'dtype', 'char_size', 'numeric_precision', 'numeric_scale'];
  const [name = null, type = null, size = null, precision = null, scale = null] = bind('Column', parameters, 2, args);
  return new ColumnObject({ name: toText(name), type: toText(type), size, precision, scale });
}

const texts = (args: CallArguments) =>
  args.positional.map((value) => (value instanceof Undefined ? '' : toText(value)));

/** `api.Column`. */
class ColumnClass extends HostFunction {
  constructor() {
    super('Column', createColumn);
  }
  override getAttribute(name: string): Value | undefined {
    const run = classMethods.get(name);
    return run && hostFunction(name, run);
  }
}

const classMethods: ReadonlyMap<string, (args: CallArguments) => Value> = new Map<
  string,
  (args: CallArguments) => Value
>([
  ['translate_type', (args) => translateType(texts(args)[0] ?? '')],
  ['string_type', ({ positional: [size = null] }) => `character varying(${toText(size)})`],
  [
    'numeric_type',
    (args) => {
      const [type = null, precision = null, scale = null] = bind(
        'numeric_type',
        ['dtype', 'precision', 'scale'],
        3,
        args,
      );
      return numericType(toText(type), precision, scale);
    },
  ],
  [
    'create',
    (args) => {
      const [name = null, label = null] = bind('create', ['name', 'label_or_dtype'], 2, args);
      const type = translateType(toText(label));
      return new ColumnObject({ name: toText(name), type, size: null, precision: null, scale: null });
    },
  ],
  [
    'from_description',
    (args) => {
      const [name = null, type = null] = bind('from_description', ['name', 'raw_data_type'], 2, args);
      return fromDescription(toText(name), toText(type));
    },
  ],
]);

export const columnClass: HostObject = new ColumnClass();
