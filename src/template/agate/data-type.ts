// The type of a column, as agate's objects: how a value is written as JSON and as CSV.

import { type HostMethods, hostMethod } from '../../jinja/host-function.ts';
import { bind } from '../../jinja/python/arguments.ts';
import { Decimal } from '../../jinja/python/decimal.ts';
import { toText } from '../../jinja/python/printing.ts';
import { type CallArguments, HostObject, type Value } from '../../jinja/value.ts';
import { PyDateTime } from '../../pylib/datetime/datetime.ts';
import { notThere } from '../not-there.ts';
import type { ColumnType } from '../typed-column.ts';

export class DataType extends HostObject {
  readonly name: ColumnType;

  constructor(name: ColumnType) {
    super();
    this.name = name;
  }
  override get typeName(): string {
    return this.name;
  }
  override toText(): string {
    return `<agate.${this.name}>`;
  }
  override equals(other: Value): boolean {
    return other instanceof DataType && other.name === this.name;
  }
  override hashKey(): string {
    return this.toText();
  }
  override getAttribute(name: string): Value | undefined {
    return hostMethod(methods, this, name) ?? notThere(missing, name);
  }

  /** What JSON has for it: a decimal is a float, a date its ISO text. */
  jsonify(value: Value): Value {
    if (value === null || this.name === 'Integer' || this.name === 'Boolean') return value;
    if (this.name === 'Number') return value instanceof Decimal ? value.toFloat() : value;
    return isoText(value);
  }
  /** The text of a CSV's cell; null is an empty one. */
  csvify(value: Value): string | null {
    return value === null ? null : isoText(value);
  }
}

function isoText(value: Value): string {
  return value instanceof PyDateTime ? value.isoformat('T', 'auto') : toText(value);
}

const missing = {
  of: 'a data type of agate',
  help: 'Cast the values in SQL',
  methods: ['cast', 'test'],
  attributes: ['null_values', 'true_values', 'false_values', 'date_format'],
};

const methods: HostMethods<DataType> = new Map<string, (type: DataType, args: CallArguments) => Value>([
  ['jsonify', (type, args) => type.jsonify(bind('jsonify', ['d'], 1, args)[0] ?? null)],
  ['csvify', (type, args) => type.csvify(bind('csvify', ['d'], 1, args)[0] ?? null)],
]);
