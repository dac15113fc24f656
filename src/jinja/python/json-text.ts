// Python's json.dumps.

import { checkTextLength } from '../limits.ts';
import { Dict, List, Tuple, type Value } from '../value.ts';
import { limitError, typeError, valueError } from './failures.ts';
import { floatRepr } from './float-text.ts';
import { integerText } from './integers.ts';
import { charge, maximumNesting } from './metering.ts';
import { sorted } from './order.ts';
import { textOf } from './text-object.ts';
import { typeName } from './type-name.ts';

export interface JsonOptions {
  readonly sortKeys: boolean;
  /** The text that indents one level; undefined keeps everything on one line. */
  readonly indent?: string | undefined;
  /** Whether characters beyond ASCII are written as escapes; they are where nothing says otherwise. */
  readonly ascii?: boolean;
}

/** Like Python's json.dumps; a TypeError for what JSON cannot say. */
export function jsonText(value: Value, options: JsonOptions): string {
  return new Writer(options).write(value, '');
}

/** A text as a JSON string of ASCII characters. */
function jsonString(text: string): string {
  const quoted = JSON.stringify(text);
  return quoted.replace(/[\x7f-\uffff]/g, (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

class Writer {
  readonly #options: JsonOptions;
  readonly #within = new Set<Value>();
  #written = 0;

  constructor(options: JsonOptions) {
    this.#options = options;
  }

  /** `margin` is the indentation of the line that the value starts on. */
  write(value: Value, margin: string): string {
    charge(3);
    if (value instanceof List || value instanceof Tuple) {
      return this.#inside(value, '[', ']', margin, (inner) => value.items.map((item) => this.write(item, inner)));
    }
    if (value instanceof Dict) return this.#inside(value, '{', '}', margin, (inner) => this.#entries(value, inner));
    const text = this.#scalar(value);
    if (text === undefined) throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
    this.#written += text.length + margin.length;
    checkTextLength(this.#written);
    return text;
  }

  #inside(container: Value, open: string, close: string, margin: string, parts: (inner: string) => string[]): string {
    if (this.#within.has(container)) throw valueError('Circular reference detected');
    if (this.#within.size > maximumNesting)
      throw limitError(`the value is nested deeper than ${maximumNesting} levels`);
    this.#within.add(container);
    const { indent } = this.#options;
    const inner = margin + (indent ?? '');
    const written = parts(inner);
    this.#within.delete(container);
    if (written.length === 0) return open + close;
    return indent === undefined
      ? open + written.join(', ') + close
      : `${open}\n${inner}${written.join(`,\n${inner}`)}\n${margin}${close}`;
  }

  #entries(dict: Dict, margin: string): string[] {
    const entries = Array.from(dict.entries.values());
    const ordered = this.#options.sortKeys ? sorted(entries, ({ key }) => key, false) : entries;
    return ordered.map(({ key, value }) => {
      const name = textOf(key) ?? plainScalar(key);
      if (name === undefined) throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
      return `${this.#quoted(name)}: ${this.write(value, margin)}`;
    });
  }

  #scalar(value: Value): string | undefined {
    const text = textOf(value);
    return text === undefined ? plainScalar(value) : this.#quoted(text);
  }

  #quoted(text: string): string {
    return (this.#options.ascii ?? true) ? jsonString(text) : JSON.stringify(text);
  }
}

/** Of anything but texts. */
function plainScalar(value: Value): string | undefined {
  if (value === null) return 'null';
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'bigint') return integerText(value);
  if (typeof value !== 'number') return undefined;
  if (Number.isFinite(value)) return floatRepr(value);
  return Number.isNaN(value) ? 'NaN' : value > 0 ? 'Infinity' : '-Infinity';
}
