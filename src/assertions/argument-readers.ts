// How an argument of a built-in data test is read, by the type that its row of the table states. A reader answers undefined
// after it has reported what is wrong.

import type { JsonValue } from '../base/json-value.ts';
import { qualified } from '../sql/sql.ts';
import type { ArgumentType, ArgumentValues } from './argument-shape.ts';
import type { DeclaredArguments } from './declared-arguments.ts';

type Reader<T> = (declared: DeclaredArguments, name: string, value: JsonValue) => T | undefined;
type Given = readonly [declared: DeclaredArguments, name: string];

export const argumentReaders: { readonly [Type in ArgumentType]: Reader<ArgumentValues[Type]> } = {
  text: readText,
  expression: (declared, name, value) => {
    const isText = typeof value === 'string' && value.trim() !== '';
    if (typeof value !== 'number' && !isText)
      return mustBe([declared, name], 'an SQL expression', 'Write it in quotes');
    return { text: String(value), sql: declared.piece(name, String(value)) };
  },
  column: (declared, name, value) => {
    const text = readText(declared, name, value);
    return text === undefined ? undefined : declared.key(name, text);
  },
  columns: (declared, name, value) => {
    const names = Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
    if (Array.isArray(value) && names.length > 0 && names.length === value.length)
      return names.map((item) => declared.key(name, item));
    return mustBe([declared, name], 'a list of columns', 'Write it as [a, b]');
  },
  flag: (declared, name, value) =>
    typeof value === 'boolean'
      ? value
      : mustBe([declared, name], 'true or false', 'Write true or false, without quotes'),
  'whole number': (declared, name, value) =>
    /^-?\d+$/.test(String(value))
      ? BigInt(String(value))
      : mustBe([declared, name], 'a whole number', 'Write digits alone'),
  list: (declared, name, value) =>
    Array.isArray(value) && value.length > 0
      ? value
      : mustBe([declared, name], 'a list with values', 'Write it as [a, b]'),
  relation: (declared, name, value) => {
    const text = readText(declared, name, value);
    if (text === undefined) return undefined;
    if (declared.relation) return { name: declared.relation.name, sql: qualified(declared.relation) };
    // As in dbt any text is SQL; one that is a mere name is a reference that was not written as one.
    if (!/^\s*\w+\s*$/.test(text)) return { name: text.trim(), sql: declared.piece(name, text) };
    const message = `"${name}" of the data test ${declared.label} is not a reference`;
    return declared.wrong(name, message, "Write it as ref('…') or source('…', '…')");
  },
};

/** What is asked for in "Give it …". */
const wanted: Readonly<Record<ArgumentType, string>> = {
  text: 'a text',
  expression: 'an SQL expression',
  column: 'a text',
  columns: 'a list of columns',
  flag: 'true or false',
  'whole number': 'a whole number',
  list: 'a list',
  relation: 'a text',
};

export function missingArgument(declared: DeclaredArguments, name: string, type: ArgumentType): undefined {
  const message = `the data test ${declared.label} has no "${name}"`;
  return declared.wrong(name, message, `Give it ${wanted[type]}, below "arguments:"`);
}

function readText(declared: DeclaredArguments, name: string, value: JsonValue): string | undefined {
  if (typeof value === 'string' && value.trim() !== '') return value;
  return mustBe([declared, name], 'a text', 'Write it in quotes');
}

function mustBe([declared, name]: Given, what: string, help: string): undefined {
  return declared.wrong(name, `"${name}" of the data test ${declared.label} must be ${what}`, help);
}
