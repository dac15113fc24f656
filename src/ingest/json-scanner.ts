// Walks over one JSON value in bytes: strict as RFC 8259 says, and noting on the way what jsonb will refuse although it is
// JSON. It makes no objects and decodes nothing. UTF-8 is not its matter; a page is checked for that as a whole.

import { numberFitsNumeric } from './number-range.ts';

/** What jsonb refuses in a value that is good JSON. */
export type Flaw = 'nul' | 'surrogate' | 'number' | 'depth';

/** jsonb is parsed, printed and compared by recursion. 15 takes 10,000 levels and more, the embedded one some 4,000 on a small stack. */
export const deepestNesting = 1000;

/** `at` of a scan that ran into the end of the bytes: more of them may complete the value. */
export const incomplete = -1;
/** `at` of a scan that met something that is not JSON: `errorAt` and `reason` say. */
export const invalid = -2;

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const COMMA = 0x2c;
const MINUS = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

const literals: ReadonlyMap<number, Uint8Array> = new Map(
  ['true', 'false', 'null'].map((word) => [word.charCodeAt(0), Buffer.from(word)]),
);

/** Bytes that a string may hold as they are: everything but controls, the quote and the backslash. */
const plainInString = new Uint8Array(256).map((_, byte) =>
  byte < SPACE || byte === QUOTE || byte === BACKSLASH ? 0 : 1,
);

/** Values of hexadecimal digits; 16 for every other byte. */
const hexDigits = new Uint8Array(256).map((_, byte) => {
  const value = Number.parseInt(String.fromCharCode(byte), 16);
  return Number.isNaN(value) ? 16 : value;
});

/** The notes of one walk are read from its fields and hold until the next one. */
export class JsonScanner {
  /** Where the bytes stop being JSON, after `invalid`. */
  errorAt = 0;
  reason = '';
  /** The first thing in the value that jsonb refuses. */
  flaw: Flaw | null = null;
  flawAt = 0;
  /** Whether COPY's text format needs an escape in the value: it holds a backslash, a tab or a line's end. */
  escapes = false;

  #bytes: Uint8Array = new Uint8Array(0);
  /** For every open container, whether it is an object. */
  #objects = new Uint8Array(256);

  /** The offset after the value that begins at `at` (no whitespace before it), or `incomplete`, or `invalid`. */
  value(bytes: Uint8Array, at: number): number {
    this.#bytes = bytes;
    this.flaw = null;
    this.escapes = false;
    return this.#walk(at);
  }

  /** The offset after the string whose quote is at `at`; notes as those of `value`, added to what is noted already. */
  string(bytes: Uint8Array, at: number): number {
    this.#bytes = bytes;
    return this.#string(at);
  }

  /** The offset of the first byte from `at` on that is not whitespace. */
  space(bytes: Uint8Array, at: number): number {
    this.#bytes = bytes;
    return this.#space(at);
  }

  /** Says that the bytes are not JSON at `at`, or that they end there. */
  unexpected(bytes: Uint8Array, at: number, expected: string): number {
    this.#bytes = bytes;
    return this.#unexpected(at, expected);
  }

  #walk(start: number): number {
    const bytes = this.#bytes;
    let objects = this.#objects;
    let depth = 0;
    let at = start;
    for (;;) {
      let byte = bytes[at] ?? 0;
      let closed = true;
      if (byte === QUOTE) at = this.#string(at);
      else if (byte === OPEN_OBJECT || byte === OPEN_ARRAY) {
        const object = byte === OPEN_OBJECT;
        if (depth === objects.length) objects = this.#deeper();
        objects[depth] = object ? 1 : 0;
        depth += 1;
        if (depth === deepestNesting + 1) this.#note('depth', at);
        at = this.#space(at + 1);
        byte = bytes[at] ?? 0;
        if (byte === (object ? CLOSE_OBJECT : CLOSE_ARRAY)) {
          depth -= 1;
          at += 1;
        } else {
          if (object) at = this.#key(at, 'a key or }');
          closed = false;
        }
      } else if (byte === MINUS || (byte >= ZERO && byte <= NINE)) at = this.#number(at);
      else at = this.#literal(at, byte);
      if (at < 0) return at;

      while (closed) {
        if (depth === 0) return at;
        at = this.#space(at);
        byte = bytes[at] ?? 0;
        const object = objects[depth - 1] === 1;
        if (byte === COMMA) {
          at = this.#space(at + 1);
          if (object) at = this.#key(at, 'a key');
          if (at < 0) return at;
          closed = false;
        } else if (byte === (object ? CLOSE_OBJECT : CLOSE_ARRAY)) {
          depth -= 1;
          at += 1;
        } else return this.#unexpected(at, object ? ', or }' : ', or ]');
      }
    }
  }

  /** A member's key and colon; answers where its value begins. */
  #key(start: number, expected: string): number {
    if (this.#bytes[start] !== QUOTE) return this.#unexpected(start, expected);
    let at = this.#string(start);
    if (at < 0) return at;
    at = this.#space(at);
    return this.#bytes[at] === COLON ? this.#space(at + 1) : this.#unexpected(at, ':');
  }

  #space(start: number): number {
    const bytes = this.#bytes;
    let at = start;
    for (;;) {
      const byte = bytes[at] ?? 0;
      if (byte === SPACE) at += 1;
      else if (byte === LINE_FEED || byte === CARRIAGE_RETURN || byte === TAB) {
        this.escapes = true;
        at += 1;
      } else return at;
    }
  }

  #string(start: number): number {
    const bytes = this.#bytes;
    let at = start + 1;
    for (;;) {
      while (plainInString[bytes[at] ?? 0] === 1) at += 1;
      const byte = bytes[at] ?? 0;
      if (byte === QUOTE) return at + 1;
      if (byte !== BACKSLASH) return this.#unexpected(at, 'no control character in a string');
      this.escapes = true;
      at = this.#escape(at);
      if (at < 0) return at;
    }
  }

  /** An escape sequence, or the pair of them that makes one character. */
  #escape(start: number): number {
    switch (this.#bytes[start + 1] ?? 0) {
      case 0x22: // "
      case 0x5c: // \
      case 0x2f: // /
      case 0x62: // b
      case 0x66: // f
      case 0x6e: // n
      case 0x72: // r
      case 0x74: // t
        return start + 2;
      case 0x75: // u
        break;
      default:
        return this.#unexpected(start + 1, 'an escape that JSON knows');
    }
    const unit = this.#unit(start);
    if (unit < 0) return unit;
    if (unit === 0) this.#note('nul', start);
    if (unit < 0xd800 || unit > 0xdfff) return start + 6;
    // A high surrogate must be followed at once by a low one.
    const paired = unit < 0xdc00 && this.#bytes[start + 6] === BACKSLASH && this.#bytes[start + 7] === 0x75;
    if (!paired) {
      this.#note('surrogate', start);
      return start + 6;
    }
    const low = this.#unit(start + 6);
    if (low < 0) return low;
    if (low >= 0xdc00 && low <= 0xdfff) return start + 12;
    this.#note('surrogate', start);
    // What follows is read again as an escape of its own: it may be the first half of a pair, or a NUL.
    return start + 6;
  }

  /** The code unit of the `\uXXXX` at `start`. */
  #unit(start: number): number {
    let unit = 0;
    for (let at = start + 2; at < start + 6; at += 1) {
      const digit = hexDigits[this.#bytes[at] ?? 0] ?? 16;
      if (digit === 16) return this.#unexpected(at, 'four hexadecimal digits');
      unit = unit * 16 + digit;
    }
    return unit;
  }

  #number(start: number): number {
    const bytes = this.#bytes;
    let at = bytes[start] === MINUS ? start + 1 : start;
    if (bytes[at] === ZERO) at += 1;
    else {
      const digits = this.#digits(at);
      if (digits === at) return this.#unexpected(at, 'a digit');
      at = digits;
    }
    if (bytes[at] === POINT) {
      const digits = this.#digits(at + 1);
      if (digits === at + 1) return this.#unexpected(digits, 'a digit');
      at = digits;
    }
    let exponent = false;
    if (((bytes[at] ?? 0) | 0x20) === 0x65) {
      exponent = true;
      const sign = bytes[at + 1];
      const first = sign === MINUS || sign === 0x2b ? at + 2 : at + 1;
      at = this.#digits(first);
      if (at === first) return this.#unexpected(at, 'a digit');
    }
    if ((exponent || at - start > 1000) && !numberFitsNumeric(bytes, start, at)) this.#note('number', start);
    return at;
  }

  #digits(start: number): number {
    const bytes = this.#bytes;
    let at = start;
    for (;;) {
      const byte = bytes[at] ?? 0;
      if (byte < ZERO || byte > NINE) return at;
      at += 1;
    }
  }

  #literal(start: number, byte: number): number {
    const word = literals.get(byte);
    if (word === undefined) return this.#unexpected(start, 'a value');
    for (let index = 1; index < word.length; index += 1) {
      if (this.#bytes[start + index] !== word[index]) return this.#unexpected(start + index, 'true, false or null');
    }
    return start + word.length;
  }

  #deeper() {
    const larger = new Uint8Array(this.#objects.length * 4);
    larger.set(this.#objects);
    return (this.#objects = larger);
  }

  #note(flaw: Flaw, at: number): void {
    if (this.flaw !== null) return;
    this.flaw = flaw;
    this.flawAt = at;
  }

  #unexpected(at: number, expected: string): number {
    if (at >= this.#bytes.length) return incomplete;
    this.errorAt = at;
    this.reason = `expected ${expected}, found ${described(this.#bytes[at] ?? 0)}`;
    return invalid;
  }
}

function described(byte: number): string {
  return byte > SPACE && byte < 0x7f ? String.fromCharCode(byte) : `byte 0x${byte.toString(16).padStart(2, '0')}`;
}
