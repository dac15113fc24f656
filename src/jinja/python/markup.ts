// Text that is marked as safe HTML, as the filters `escape` and `safe` return it: whatever plain text is combined with it is
// escaped, and the result is marked again.

import { List, Tuple, type Value } from '../value.ts';
import { chargeText } from './metering.ts';
import { quote, toRepr, toText } from './printing.ts';
import { TextObject, textOf } from './text-object.ts';

export class Markup extends TextObject {
  override readonly typeName = 'Markup';
  override part(text: string): Value {
    return new Markup(text);
  }
  override toRepr(): string {
    return `Markup(${quote(this.text)})`;
  }
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  "'": '&#39;',
  '"': '&#34;',
};

/** A plain text with the five characters that mean something in HTML replaced. */
export function escapeText(text: string): string {
  if (!/[&<>'"]/.test(text)) return text;
  chargeText(text.length * 2);
  return text.replace(/[&<>'"]/g, (c) => ENTITIES[c] ?? c);
}

/** The text of a value as safe HTML: what is marked already stays as it is. */
export function escaped(value: Value): string {
  return value instanceof Markup ? value.text : escapeText(toText(value));
}

/** Marks every text in the result of a text's method. */
export function mark(value: Value): Value {
  const text = textOf(value);
  if (text !== undefined) return new Markup(text);
  if (value instanceof List) return new List(value.items.map(mark));
  return value instanceof Tuple ? new Tuple(value.items.map(mark)) : value;
}

/** How `%` writes values into marked text. */
export const escapingWriter = { text: escaped, repr: (value: Value) => escapeText(toRepr(value)) };
