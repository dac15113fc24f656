// What Python's str() and repr() write.

import { checkTextLength } from '../limits.ts';
import { Dict, HostObject, List, PySet, Tuple, Undefined, type Value } from '../value.ts';
import { isPrintable } from './characters.ts';
import { limitError } from './failures.ts';
import { floatRepr } from './float-text.ts';
import { integerText } from './integers.ts';
import { charge, maximumNesting } from './metering.ts';

/** Python's str(): what `{{ value }}` prints. */
export function toText(value: Value): string {
  if (typeof value === 'string') return value;
  if (value instanceof Undefined) return '';
  if (value instanceof HostObject) return value.toText();
  return toRepr(value);
}

/** Python's repr(). A container within itself shows as `[...]` or `{...}`. */
export function toRepr(value: Value): string {
  if (typeof value === 'string') return quote(value);
  if (active !== undefined) return active.repr(value);
  active = new Printer();
  try {
    return active.repr(value);
  } finally {
    active = undefined;
  }
}

/** The repr() under way: an object that prints values of its own (a dict's view, say) joins it. */
let active: Printer | undefined;

/** A text as a Python literal: single quotes unless only those occur in it. */
export function quote(text: string): string {
  const mark = text.includes("'") && !text.includes('"') ? '"' : "'";
  if (/^[\x20-\x7e]*$/.test(text) && !text.includes('\\') && !text.includes(mark)) return mark + text + mark;
  let quoted = '';
  for (const c of text) quoted += c === mark || c === '\\' ? `\\${c}` : isPrintable(c) ? c : escapeSequence(c);
  return mark + quoted + mark;
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeSequence(c: string): string {
  const short = named[c];
  if (short !== undefined) return short;
  const code = c.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  if (code <= 0xff) return `\\x${hex.padStart(2, '0')}`;
  return code <= 0xffff ? `\\u${hex.padStart(4, '0')}` : `\\U${hex.padStart(8, '0')}`;
}

/** One repr(): remembers the containers it is in, and how much it has written, as shared parts can unfold without end. */
class Printer {
  readonly #within = new Set<Value>();
  #written = 0;

  repr(value: Value): string {
    // Printing a value costs more than a step of the machine.
    charge(3);
    const before = this.#written;
    const text = this.#one(value);
    this.#written = before + text.length;
    checkTextLength(this.#written);
    return text;
  }

  #one(value: Value): string {
    if (value === null) return 'None';
    switch (typeof value) {
      case 'string':
        return quote(value);
      case 'bigint':
        return integerText(value);
      case 'number':
        return floatRepr(value);
      case 'boolean':
        return value ? 'True' : 'False';
    }
    if (value instanceof List) return this.#inside(value, '[...]', () => `[${this.#all(value.items)}]`);
    if (value instanceof Tuple) {
      return this.#inside(value, '(...)', () => `(${this.#all(value.items)}${value.items.length === 1 ? ',' : ''})`);
    }
    if (value instanceof Dict) return this.#inside(value, '{...}', () => `{${this.#entries(value)}}`);
    if (value instanceof PySet) {
      return value.entries.size === 0
        ? 'set()'
        : this.#inside(value, 'set(...)', () => `{${this.#all(value.entries.values())}}`);
    }
    if (value instanceof Undefined) return 'Undefined';
    return this.#inside(value, '...', () => value.toRepr());
  }

  #inside(container: Value, again: string, print: () => string): string {
    if (this.#within.has(container)) return again;
    if (this.#within.size > maximumNesting)
      throw limitError(`the value is nested deeper than ${maximumNesting} levels`);
    this.#within.add(container);
    const text = print();
    this.#within.delete(container);
    return text;
  }

  #all(items: Iterable<Value>): string {
    const parts: string[] = [];
    for (const item of items) parts.push(this.repr(item));
    return parts.join(', ');
  }

  #entries(dict: Dict): string {
    const parts: string[] = [];
    for (const { key, value } of dict.entries.values()) {
      parts.push(`${this.repr(key)}: ${this.repr(value)}`);
    }
    return parts.join(', ');
  }
}
