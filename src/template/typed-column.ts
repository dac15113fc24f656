// What dbt makes of a column of a result before templates see it: agate's types, of which one holds for the whole column. Lists
// and objects become JSON texts; where nothing else fits all values, they become texts.

import { Decimal } from '../jinja/python/decimal.ts';
import { floatRepr } from '../jinja/python/float-text.ts';
import { jsonText } from '../jinja/python/json-text.ts';
import { toText } from '../jinja/python/printing.ts';
import { Dict, List, type Value } from '../jinja/value.ts';
import { PyDate } from '../pylib/datetime/date.ts';
import { PyDateTime } from '../pylib/datetime/datetime.ts';

export type ColumnType = 'Integer' | 'Number' | 'Date' | 'DateTime' | 'Boolean' | 'Text';

export interface TypedColumn {
  /** The name of agate's class. */
  readonly type: ColumnType;
  readonly values: readonly Value[];
}

interface Cast {
  readonly type: ColumnType;
  /** Undefined where the value has no place in a column of the type. Never asked for null, which has one in all of them. */
  readonly cast: (value: Value) => Value | undefined;
}

/** In the order in which dbt tries them (dbt_common/clients/agate_helper.py). */
const casts: readonly Cast[] = [
  { type: 'Integer', cast: (value) => (typeof value === 'bigint' ? value : undefined) },
  { type: 'Number', cast: numberOf },
  { type: 'Date', cast: (value) => (value instanceof PyDate ? value : undefined) },
  { type: 'DateTime', cast: (value) => (value instanceof PyDateTime ? value : undefined) },
  { type: 'Boolean', cast: truthOf },
];

/** A value as the driver gives it, with lists and objects as texts. */
export function flatValue(value: Value): Value {
  return value instanceof List || value instanceof Dict ? jsonOf(value) : value;
}

/** `flat` are values as `flatValue` gives them. A column without values is one of integers. */
export function typedColumn(flat: readonly Value[]): TypedColumn {
  for (const { type, cast } of casts) {
    const made = flat.map((value) => (value === null ? null : cast(value)));
    if (made.every((value) => value !== undefined)) return { type, values: made };
  }
  return { type: 'Text', values: flat.map((value) => (value === null ? null : toText(value))) };
}

/** Floats become decimals, by their shortest digits. */
function numberOf(value: Value): Value | undefined {
  if (value instanceof Decimal) return value;
  if (typeof value === 'bigint') return Decimal.fromInteger(value);
  return typeof value === 'number' ? Decimal.parse(floatRepr(value)) : undefined;
}

function truthOf(value: Value): Value | undefined {
  if (typeof value === 'boolean') return value;
  if (value === 0n || value === 1n) return value === 1n;
  return undefined;
}

/** As dbt's encoder writes it: decimals are floats, dates ISO texts. */
function jsonOf(value: Value): string {
  return jsonText(plain(value), { sortKeys: false });
}

function plain(value: Value): Value {
  if (value instanceof List) return new List(value.items.map(plain));
  if (value instanceof Decimal) return value.toFloat();
  if (value instanceof PyDateTime) return value.isoformat('T', 'auto');
  return value instanceof PyDate ? value.toText() : value;
}
