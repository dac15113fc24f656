// Reads the tables of results that Python and Jinja2 printed, and computes the same with the engine's own values.

import type { FilterEnvironment } from '../../../src/jinja/environment.ts';
import { TemplateError } from '../../../src/jinja/errors.ts';
import { builtinFilters } from '../../../src/jinja/filters/builtin-filters.ts';
import { Budget } from '../../../src/jinja/limits.ts';
import { Decimal } from '../../../src/jinja/python/decimal.ts';
import { formatValue } from '../../../src/jinja/python/format-spec.ts';
import { PyGenerator } from '../../../src/jinja/python/generator.ts';
import { Markup } from '../../../src/jinja/python/markup.ts';
import * as python from '../../../src/jinja/python/operators.ts';
import { PyRange } from '../../../src/jinja/python/range.ts';
import { builtinTests } from '../../../src/jinja/tests/builtin-tests.ts';
import {
  type CallArguments,
  Dict,
  HostObject,
  List,
  PySet,
  Tuple,
  Undefined,
  type Value,
} from '../../../src/jinja/value.ts';

/** A value in a table: JSON's own, or an object with one key that names Python's type. */
type Written = null | boolean | string | { readonly [type: string]: unknown };

/** Each left operand with each right one, row by row: the place of its answer, which is Python's repr, or `!` and the error. */
export interface Table {
  readonly kind: string;
  readonly name: string;
  readonly left: readonly Written[];
  readonly right: readonly Written[];
  readonly answers: readonly string[];
  readonly results: readonly number[];
}

export function read(written: Written): Value {
  if (written === null || typeof written !== 'object') return written;
  const [[type, content] = ['', null]] = Object.entries(written);
  const items = () => (content as Written[]).map(read);
  switch (type) {
    case 'i':
      return BigInt(content as string);
    case 'f':
      return Number((content as string).replace('inf', 'Infinity').replace('nan', 'NaN'));
    case 'l':
      return new List(items());
    case 't':
      return new Tuple(items());
    case 's':
      return python.setFrom(items());
    case 'd':
      return python.dictFrom(
        (content as [Written, Written][]).map(([key, value]) => [read(key), read(value)] as const),
      );
    case 'D':
      return Decimal.parse(content as string) ?? null;
    case 'm':
      return new Markup(content as string);
    case 'u':
      return new Undefined(`'${content}' is undefined`, false);
    case 'r': {
      const [start, stop, step] = (content as number[]).map(BigInt);
      return new PyRange(start ?? 0n, stop ?? 0n, step ?? 1n);
    }
  }
  throw new Error(`no such type: ${type}`);
}

export const environment: FilterEnvironment = {
  limits: new Budget(),
  lenient: false,
  filters: builtinFilters,
  tests: builtinTests,
  random: () => 0.5,
  native: false,
};

/** A pair of positional and keyword arguments. */
function argumentsOf(right: Value): CallArguments {
  if (!(right instanceof List)) throw new Error('arguments are a list of a list and a dict');
  const [positional, keywords] = right.items;
  return {
    positional: positional instanceof List ? positional.items : [],
    keywords: new Map(
      keywords instanceof Dict ? Array.from(keywords.entries.values(), ({ key, value }) => [String(key), value]) : [],
    ),
  };
}

function compute(kind: string, name: string, left: Value, right: Value): Value {
  switch (kind) {
    case 'binary':
      return python.binary(name as python.BinaryOperator, left, right);
    case 'unary':
      return python.unary(name as python.UnaryOperator, left);
    case 'text':
      return python.toText(left);
    case 'repr':
      return python.toRepr(left);
    case 'truth':
      return python.isTrue(left);
    case 'length':
      return BigInt(python.lengthOf(left));
    case 'item':
      return python.getItem(left, right) ?? 'missing';
    case 'slice': {
      const [start = null, stop = null, step = null] = right instanceof List ? right.items : [];
      return python.getSlice(left, start, stop, step);
    }
    case 'format':
      return formatValue(left, String(right));
    case 'filter':
      return builtinFilters.get(name)?.(left, argumentsOf(right), environment) ?? null;
    case 'test':
      return builtinTests.get(name)?.(left, argumentsOf(right), environment) ?? null;
    case 'method': {
      const method = python.lookupAttribute(left, name, false);
      if (!(method instanceof HostObject) || !method.callable) throw new TemplateError('value', `no method ${name}`);
      const result = shown(method.call(argumentsOf(right)) as Value);
      const changeable = left instanceof List || left instanceof Dict || left instanceof PySet;
      return changeable ? new Tuple([result, left]) : result;
    }
  }
  throw new Error(`no such kind: ${kind}`);
}

/** What prints an address is shown as the list of its items. */
function shown(value: Value): Value {
  return value instanceof PyGenerator ? new List(python.toArray(value)) : value;
}

/** The result as the tables have it; with `messages`, errors carry theirs. */
export function evaluate(kind: string, name: string, left: Written, right: Written, messages: boolean): string {
  try {
    return python.toRepr(shown(compute(kind, name, read(left), read(right))));
  } catch (error) {
    if (!(error instanceof TemplateError)) throw error;
    return messages ? `!${error.kind}: ${error.message}` : `!${error.kind}`;
  }
}

export interface Difference {
  readonly expression: string;
  readonly expected: string;
  readonly actual: string;
}

/** Where the engine differs from a table, and how many results were compared. */
export function compare(tables: readonly Table[]): { compared: number; differences: Difference[] } {
  const differences: Difference[] = [];
  let compared = 0;
  for (const { kind, name, left, right, answers, results } of tables) {
    for (const [i, l] of left.entries()) {
      for (const [j, r] of right.entries()) {
        const expected = answers[results[i * right.length + j] ?? -1] ?? '';
        const actual = evaluate(kind, name, l, r, expected.includes(': ') && expected.startsWith('!'));
        compared += 1;
        if (actual !== expected) {
          differences.push({
            expression: `${kind} ${name} ${JSON.stringify(l)} ${JSON.stringify(r)}`,
            expected,
            actual,
          });
        }
      }
    }
  }
  return { compared, differences };
}
