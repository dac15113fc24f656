// Python's json.loads: whole numbers are ints of any size, others floats; NaN and Infinity are numbers, too.

import { dictSet } from '../jinja/python/dicts.ts';
import { typeError, valueError } from '../jinja/python/failures.ts';
import { charge, chargeText, maximumNesting } from '../jinja/python/metering.ts';
import { textOf } from '../jinja/python/text-object.ts';
import { typeName } from '../jinja/python/type-name.ts';
import { Dict, List, type Value } from '../jinja/value.ts';

/** A 'value' error for what is not JSON. */
export function parseJson(value: Value): Value {
  const text = textOf(value);
  if (text === undefined) throw typeError(`the JSON object must be str, bytes or bytearray, not ${typeName(value)}`);
  chargeText(text.length);
  return new JsonReader(text).read();
}

const token =
  /[ \t\n\r]*(?:([[\]{},:])|("(?:[^"\\\x00-\x1f]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?)(?![\w.])|(true|false|null|NaN|-?Infinity)\b)/y;
const words: Readonly<Record<string, Value>> = {
  true: true,
  false: false,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  '-Infinity': Number.NEGATIVE_INFINITY,
};

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }
  read(): Value {
    const value = this.#value(this.#next(), 0);
    if (this.#text.slice(this.#at).trim() !== '') throw this.#error('Extra data');
    return value;
  }
  #error(message = 'Expecting value'): Error {
    return valueError(`${message}: char ${this.#at}`);
  }
  #next(): RegExpExecArray {
    charge(1);
    token.lastIndex = this.#at;
    const found = token.exec(this.#text);
    if (!found) throw this.#error();
    this.#at = token.lastIndex;
    return found;
  }
  #value([, sign, string, number, fraction, exponent, word]: RegExpExecArray, depth: number): Value {
    if (depth > maximumNesting) throw this.#error('nested too deeply');
    if (string !== undefined) return unquoted(string);
    if (number !== undefined) return fraction || exponent ? Number(number) : BigInt(number);
    if (word !== undefined) return words[word] ?? null;
    if (sign === '[') return this.#list(depth);
    if (sign === '{') return this.#dict(depth);
    throw this.#error();
  }
  #list(depth: number): List {
    const list = new List();
    for (let next = this.#next(); next[1] !== ']'; ) {
      list.items.push(this.#value(next, depth + 1));
      if (this.#separator(']')) break;
      next = this.#next();
      if (next[1] === ']') throw this.#error();
    }
    return list;
  }
  #dict(depth: number): Dict {
    const dict = new Dict();
    for (let next = this.#next(); next[1] !== '}'; ) {
      if (next[2] === undefined) throw this.#error('Expecting property name enclosed in double quotes');
      const key = unquoted(next[2]);
      if (this.#next()[1] !== ':') throw this.#error("Expecting ':' delimiter");
      dictSet(dict, key, this.#value(this.#next(), depth + 1));
      if (this.#separator('}')) break;
      next = this.#next();
      if (next[1] === '}') throw this.#error();
    }
    return dict;
  }
  /** Whether the container ends. */
  #separator(end: string): boolean {
    const [, sign] = this.#next();
    if (sign !== ',' && sign !== end) throw this.#error("Expecting ',' delimiter");
    return sign === end;
  }
}

function unquoted(string: string): string {
  const value: unknown = JSON.parse(string);
  return String(value);
}
