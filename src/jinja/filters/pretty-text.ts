// The filter `pprint`: Python's pprint.pformat. What fits into 80 columns stays on one line, containers that do not fit take
// a line for each item; dicts are sorted by their keys.

import { TemplateError } from '../errors.ts';
import { checkTextLength } from '../limits.ts';
import { SPACE } from '../python/characters.ts';
import { textLength } from '../python/code-points.ts';
import { limitError } from '../python/failures.ts';
import { charge, maximumNesting } from '../python/metering.ts';
import { NamedTuple } from '../python/named-tuple.ts';
import { ordered } from '../python/order.ts';
import { quote, toRepr } from '../python/printing.ts';
import { splitLines } from '../python/text-split.ts';
import { typeName } from '../python/type-name.ts';
import { Dict, List, PySet, Tuple, type Value } from '../value.ts';

const WIDTH = 80;
const SPACED_WORD = new RegExp(`[^${SPACE}]*[${SPACE}]*`, 'gu');

export function prettyText(value: Value): string {
  return new PrettyPrinter().print(value, { indent: 0, allowance: 0, level: 0 });
}

/** Where a value is printed: the column, the columns that closing brackets will need behind it, and how deep it is. */
interface Place {
  readonly indent: number;
  readonly allowance: number;
  readonly level: number;
}

class PrettyPrinter {
  readonly #within = new Set<Value>();

  print(value: Value, place: Place): string {
    if (this.#within.has(value)) return recursion(value);
    const line = this.#oneLine(value);
    if (textLength(line) <= WIDTH - place.indent - place.allowance) return line;
    const inner = { ...place, level: place.level + 1 };
    if (typeof value === 'string') return value === '' ? line : printText(value, inner);
    return this.#inside(value, () => this.#lines(value, inner)) ?? line;
  }

  #inside<T>(value: Value, work: () => T): T {
    if (this.#within.size > maximumNesting)
      throw limitError(`the value is nested deeper than ${maximumNesting} levels`);
    this.#within.add(value);
    const result = work();
    this.#within.delete(value);
    return result;
  }

  /** A container with each item on a line of its own; undefined for anything else. */
  #lines(value: Value, { indent, allowance, level }: Place): string | undefined {
    const item = (own: Value, end: number) => this.print(own, { indent: indent + 1, allowance: end, level });
    const list = (items: readonly Value[], close: string) =>
      items
        .map((own, i) => item(own, i === items.length - 1 ? allowance + close.length : 1))
        .join(`,\n${' '.repeat(indent + 1)}`);
    if (value instanceof List) return `[${list(value.items, ']')}]`;
    if (value instanceof Tuple && !(value instanceof NamedTuple)) {
      const close = value.items.length === 1 ? ',)' : ')';
      return `(${list(value.items, close)}${close}`;
    }
    if (value instanceof PySet && value.entries.size > 0) {
      return `{${list(Array.from(value.entries.values()).sort(safeOrder), '}')}}`;
    }
    if (!(value instanceof Dict)) return undefined;
    const entries = sortedEntries(value);
    const parts = entries.map(({ key, value: own }, i) => {
      const name = this.#oneLine(key);
      const end = i === entries.length - 1 ? allowance + 1 : 1;
      return `${name}: ${this.print(own, { indent: indent + 1 + textLength(name) + 2, allowance: end, level })}`;
    });
    return `{${parts.join(`,\n${' '.repeat(indent + 1)}`)}}`;
  }

  /** As repr, with sorted dicts; but what Python gives a repr of its own, as tuples with names, is that repr throughout. */
  #oneLine(value: Value): string {
    charge(1);
    if (value instanceof NamedTuple) return toRepr(value);
    if (!(value instanceof Dict || value instanceof List || value instanceof Tuple)) return toRepr(value);
    if (this.#within.has(value)) return recursion(value);
    return this.#inside(value, () => {
      const parts: string[] = [];
      let length = 0;
      const add = (part: string) => {
        length += part.length;
        checkTextLength(length);
        parts.push(part);
      };
      if (value instanceof Dict) {
        for (const entry of sortedEntries(value)) add(`${this.#oneLine(entry.key)}: ${this.#oneLine(entry.value)}`);
        return `{${parts.join(', ')}}`;
      }
      for (const own of value.items) add(this.#oneLine(own));
      if (value instanceof List) return `[${parts.join(', ')}]`;
      return `(${parts.join(', ')}${parts.length === 1 ? ',' : ''})`;
    });
  }
}

function recursion(value: Value): string {
  return `<Recursion on ${typeName(value)} with id=0>`;
}

function sortedEntries(dict: Dict): { key: Value; value: Value }[] {
  return Array.from(dict.entries.values()).sort((a, b) => safeOrder(a.key, b.key));
}

/** What has no order is ordered by the names of the types. */
function safeOrder(left: Value, right: Value): number {
  try {
    return ordered('<', left, right) ? -1 : ordered('<', right, left) ? 1 : 0;
  } catch (error) {
    if (!(error instanceof TemplateError) || error.kind !== 'type') throw error;
    const [a, b] = [typeName(left), typeName(right)];
    return a < b ? -1 : a > b ? 1 : 0;
  }
}

/** A long text as adjacent literals, broken at line ends and between words; in brackets where it stands alone. */
function printText(text: string, { indent, allowance, level }: Place): string {
  const alone = level === 1 ? 1 : 0;
  const column = indent + alone;
  const closing = allowance + alone;
  const lines = splitLines(text, true);
  const chunks: string[] = [];
  for (const [i, line] of lines.entries()) {
    const lastLine = i === lines.length - 1;
    const whole = quote(line);
    if (textLength(whole) <= WIDTH - column - (lastLine ? closing : 0)) {
      chunks.push(whole);
      continue;
    }
    const words = (line.match(SPACED_WORD) ?? []).filter((word) => word !== '');
    let current = '';
    for (const [j, word] of words.entries()) {
      const room = WIDTH - column - (lastLine && j === words.length - 1 ? closing : 0);
      charge(1 + (current.length >> 6));
      if (textLength(quote(current + word)) <= room) {
        current += word;
        continue;
      }
      if (current !== '') chunks.push(quote(current));
      current = word;
    }
    if (current !== '') chunks.push(quote(current));
  }
  if (chunks.length === 1) return quote(lines.at(-1) ?? '');
  const joined = chunks.join(`\n${' '.repeat(column)}`);
  return alone ? `(${joined})` : joined;
}
