// `value.name` and `value[key]` as Jinja looks them up. Attributes are the methods of Python's types, and what a host's object
// answers; names that start with an underscore never are. No property of a JavaScript object is ever looked up.

import { type CallArguments, Dict, HostObject, List, PySet, Tuple, Undefined, type Value } from '../value.ts';
import { BuiltinFunction, boundMethod, type Method } from './callable.ts';
import { asInteger } from './conversion.ts';
import { dictMethods } from './dict-methods.ts';
import { undefinedError } from './failures.ts';
import { formatValue } from './format-spec.ts';
import { getItem } from './items.ts';
import { iterate } from './iteration.ts';
import { listMethods, tupleMethods } from './list-methods.ts';
import { escaped, escapeText, Markup, mark } from './markup.ts';
import { namedItem } from './named-tuple.ts';
import { floatAttribute, integerAttribute } from './number-methods.ts';
import { toRepr } from './printing.ts';
import { setMethods } from './set-methods.ts';
import type { Lookups } from './str-format.ts';
import { makeTextMethods } from './text-methods.ts';
import { textOf } from './text-object.ts';
import { typeName } from './type-name.ts';

/** Python's attribute of that name, or JavaScript's undefined where Python raises an AttributeError. */
export function getAttribute(value: Value, name: string): Value | undefined {
  if (name.startsWith('_')) return undefined;
  if (value instanceof Dict) return boundMethod(dictMethods, name, value);
  if (value instanceof List) return boundMethod(listMethods, name, value);
  if (value instanceof Tuple) return namedItem(value, name) ?? boundMethod(tupleMethods, name, value);
  if (value instanceof PySet) return boundMethod(setMethods, name, value);
  if (value instanceof Undefined) return undefined;
  const text = textOf(value);
  if (text !== undefined)
    return value instanceof Markup ? markedMethod(text, name) : boundMethod(textMethods, name, text);
  if (value instanceof HostObject) return value.getAttribute(name);
  if (typeof value === 'number') return floatAttribute(value, name);
  const integer = asInteger(value);
  return integer === undefined ? undefined : integerAttribute(integer, name);
}

/** `value.name`: the attribute, else the item, else an undefined. Of an undefined: an error, or itself if it is lenient. */
export function lookupAttribute(value: Value, name: string, lenient: boolean): Value {
  if (value instanceof Undefined) return partOfUndefined(value);
  const attribute = getAttribute(value, name);
  if (attribute !== undefined) return attribute;
  const item = getItem(value, name);
  return item === undefined ? missing(value, name, lenient) : item;
}

/** `value[key]`: the item, else the attribute if the key is a text, else an undefined. */
export function lookupItem(value: Value, key: Value, lenient: boolean): Value {
  if (value instanceof Undefined) return partOfUndefined(value);
  const item = getItem(value, key);
  if (item !== undefined) return item;
  const name = textOf(key);
  const attribute = name === undefined ? undefined : getAttribute(value, name);
  return attribute === undefined ? missing(value, key, lenient) : attribute;
}

function partOfUndefined(value: Undefined): Undefined {
  if (!value.lenient) throw undefinedError(value.message);
  return value;
}

/** The undefined that stands for a missing attribute or item, with Jinja's message. */
export function missing(value: Value, key: Value, lenient: boolean): Undefined {
  const owner = value === null ? 'None' : `${typeName(value)} object`;
  const written = textOf(key);
  // The message stays short, whatever it is that was looked up.
  const name = written !== undefined && written.length > 100 ? `${written.slice(0, 100)}…` : written;
  if (name?.startsWith('__')) {
    return new Undefined(`access to attribute ${toRepr(name)} of '${typeName(value)}' object is unsafe`, lenient);
  }
  const message =
    name === undefined ? `${owner} has no element ${toRepr(key)}` : `${toRepr(owner)} has no attribute ${toRepr(name)}`;
  return new Undefined(message, lenient);
}

const lookups: Lookups = {
  attribute: (value, name) => lookupAttribute(value, name, false),
  item: (value, key) => lookupItem(value, key, false),
};

const textMethods = makeTextMethods(lookups, formatValue);
const escapingMethods = makeTextMethods(lookups, (value, spec) =>
  value instanceof Markup ? value.text : escapeText(formatValue(value, spec)),
);

// Methods of marked text whose results are plain: numbers and truths pass through mark() untouched anyway.
const escapedArgument: ReadonlyMap<string, number> = new Map([
  ['replace', 1],
  ['ljust', 1],
  ['rjust', 1],
  ['center', 1],
]);

/** A method of marked text: takes its texts escaped where they become part of the result, and marks the result. */
function markedMethod(text: string, name: string): BuiltinFunction | undefined {
  const method: Method<string> | undefined = escapingMethods.get(name);
  if (method === undefined) return undefined;
  return new BuiltinFunction(name, (args) => mark(method(text, escapeArguments(name, args))));
}

function escapeArguments(name: string, args: CallArguments): CallArguments {
  const [first] = args.positional;
  if (name === 'join' && first !== undefined)
    return { ...args, positional: [new List(Array.from(iterate(first), escaped))] };
  const place = escapedArgument.get(name);
  if (place === undefined) return args;
  return { ...args, positional: args.positional.map((value, i) => (i === place ? escaped(value) : value)) };
}
