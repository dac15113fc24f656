// Text that carries a mark: what Python writes as a subclass of str. It is a string to every operator, method, filter and
// test; what the mark means belongs to the subclasses (markup.ts, filters/native-marks.ts).

import { HostObject, type Value } from '../value.ts';

export abstract class TextObject extends HostObject {
  readonly text: string;
  constructor(text: string) {
    super();
    this.text = text;
  }
  override toText(): string {
    return this.text;
  }
  /** A part of the text, or a text made of it: plain, unless the mark says otherwise. */
  part(text: string): Value {
    return text;
  }
  override isTrue(): boolean {
    return this.text !== '';
  }
}

/** The text of a string, marked or not; undefined for anything else. */
export function textOf(value: Value): string | undefined {
  if (typeof value === 'string') return value;
  return value instanceof TextObject ? value.text : undefined;
}
