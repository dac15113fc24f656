// The structure of a JSON page: walks down the path of keys to the records, notes where each record lies, and keeps the rest
// of the page, its envelope, in its own bytes. It takes the page in windows, so that a page of any size can be read.

import { isUtf8 } from 'node:buffer';
import { isJsonObject, type JsonValue } from '../base/json-value.ts';
import { type Flaw, incomplete, invalid, JsonScanner } from './json-scanner.ts';
import { type PageFailure, PageFault } from './page-fault.ts';
import { hasByteOrderMark, type PageScanner } from './page-scanner.ts';
import { firstNotUtf8, type RecordIndex } from './record-index.ts';

export interface JsonPageOptions {
  /** Path of keys to the records; empty: the page is an array of records, or itself the one record. */
  readonly records: readonly string[];
  readonly ok: readonly { readonly path: readonly string[]; readonly equals: JsonValue }[];
}

/*
 *  start ──▶ member ──▶ after member ──▶ (, member)* ──▶ } … end
 *              │ the path's key: {            ▲
 *              ├──────▶ member (one level down)
 *              │ the records: [               │ ]
 *              └──────▶ element ──────────────┘
 */
type Phase = 'start' | 'first member' | 'member' | 'after member' | 'first element' | 'element' | 'end';

const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_ARRAY = 0x5b;
const CLOSE_ARRAY = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;
const QUOTE = 0x22;

const envelopeFlaws: Readonly<Record<Flaw, string>> = {
  nul: 'the envelope holds \\u0000, which jsonb cannot',
  surrogate: 'the envelope holds half of a surrogate pair, which jsonb cannot',
  number: 'the envelope holds a number beyond the range of numeric',
  depth: 'the envelope is nested too deeply',
};

export class JsonPage implements PageScanner {
  readonly #settings: JsonPageOptions;
  readonly #json = new JsonScanner();
  #phase: Phase = 'start';
  /** How many objects on the way to the records are open; the innermost one's key on the path is `records[level - 1]`. */
  #level = 0;
  /** For each open object: whether the path's key has been met, and whether the envelope has a member of it. */
  #open: { found: boolean; members: number }[] = [];
  readonly #envelope: Uint8Array[] = [];
  /** What stands in the way of the records; reported when the whole page has been read and found `ok`. */
  #problem: PageFailure | null = null;
  /** A page that is itself its record: what `ok` looks at. */
  #itself: Buffer | null = null;
  #bytes: Buffer = Buffer.alloc(0);
  #base = 0;
  #final = false;

  constructor(options: JsonPageOptions) {
    this.#settings = options;
  }

  scan(bytes: Buffer, base: number, final: boolean, index: RecordIndex): number {
    this.#bytes = bytes;
    this.#base = base;
    this.#final = final;
    let at = 0;
    for (;;) {
      if (this.#amongRecords()) at = this.#elements(at, index);
      const next = this.#amongRecords() ? incomplete : this.#step(at, index);
      if (next === incomplete) {
        if (final) throw new PageFault(base + bytes.length, 'the page ends before its JSON does');
        return at;
      }
      at = next;
      if (this.#phase === 'end' && at === bytes.length) return at;
    }
  }

  finish(): Buffer | null {
    const envelope = this.#envelope.length > 0 ? Buffer.concat(this.#envelope) : null;
    this.#judge(envelope ?? this.#itself);
    if (this.#problem) throw new PageFault(this.#problem.byte, this.#problem.reason);
    return envelope;
  }

  #amongRecords(): boolean {
    return this.#phase === 'first element' || this.#phase === 'element';
  }

  #step(start: number, index: RecordIndex): number {
    const bytes = this.#bytes;
    let first = start;
    if (this.#phase === 'start') {
      if (bytes.length < 3 && !this.#final) return incomplete;
      if (hasByteOrderMark(bytes)) first = 3;
    }
    const at = this.#json.space(bytes, first);
    if (at === bytes.length) {
      if (this.#phase === 'end') return at;
      if (this.#phase === 'start' && this.#final) throw new PageFault(0, 'the page is empty');
      return incomplete;
    }
    const byte = bytes[at];
    switch (this.#phase) {
      case 'start':
        return this.#target(at, at, index);
      case 'first member':
        if (byte === CLOSE_OBJECT) return this.#close(at);
        return this.#member(at, index);
      case 'member':
        return this.#member(at, index);
      case 'after member':
        if (byte === CLOSE_OBJECT) return this.#close(at);
        if (byte !== COMMA) return this.#unexpected(at, ', or }');
        this.#phase = 'member';
        return at + 1;
      default:
        return this.#unexpected(at, "the page's end");
    }
  }

  #member(at: number, index: RecordIndex): number {
    const bytes = this.#bytes;
    if (bytes[at] !== QUOTE) return this.#unexpected(at, 'a key');
    const keyEnd = this.#value(at);
    if (keyEnd === incomplete) return incomplete;
    const flaw = this.#json.flaw;
    const colon = this.#json.space(bytes, keyEnd);
    if (bytes[colon] !== COLON) return this.#unexpected(colon, ':');
    const valueAt = this.#json.space(bytes, colon + 1);
    if (valueAt === bytes.length) return incomplete;
    const open = this.#open[this.#level - 1];
    if (open && textOf(bytes.subarray(at, keyEnd)) === this.#settings.records[this.#level - 1]) {
      if (open.found) throw new PageFault(this.#base + at, `the page has the key ${this.#pathTo(this.#level)} twice`);
      const end = this.#target(at, valueAt, index);
      if (end !== incomplete) open.found = true;
      return end;
    }
    const end = this.#value(valueAt);
    if (end === incomplete) return incomplete;
    this.#keep(at, end, flaw ?? this.#json.flaw);
    this.#phase = 'after member';
    return end;
  }

  /** The value to which the keys so far lead: the records, an object on the way, or something else. */
  #target(keyAt: number, at: number, index: RecordIndex): number {
    const bytes = this.#bytes;
    const byte = bytes[at];
    const arrived = this.#level === this.#settings.records.length;
    if (arrived && byte === OPEN_ARRAY) {
      this.#phase = 'first element';
      return at + 1;
    }
    if (!arrived && byte === OPEN_OBJECT) {
      if (this.#level > 0) this.#separate();
      this.#envelope.push(Buffer.from(bytes.subarray(keyAt, at + 1)));
      this.#open.push({ found: false, members: 0 });
      this.#level += 1;
      this.#phase = 'first member';
      return at + 1;
    }
    const end = this.#value(at);
    if (end === incomplete) return incomplete;
    if (arrived && byte === OPEN_OBJECT && this.#level === 0) {
      index.add(at, end, this.#json.escapes, this.#json.flaw, this.#json.flawAt);
      if (this.#settings.ok.length > 0) this.#itself = Buffer.from(bytes.subarray(at, end));
    } else {
      const wanted = arrived ? 'an array' : 'an object';
      this.#problem ??= {
        byte: this.#base + at,
        reason: `${this.#pathTo(this.#level)} is ${kindOf(byte)}, not ${wanted}`,
      };
    }
    this.#phase = this.#level === 0 ? 'end' : 'after member';
    return end;
  }

  /** Records up to the end of the array or of the window; answers where the first one not yet complete begins. */
  #elements(start: number, index: RecordIndex): number {
    const bytes = this.#bytes;
    const json = this.#json;
    let at = start;
    for (;;) {
      const valueAt = json.space(bytes, at);
      if (this.#phase === 'first element' && bytes[valueAt] === CLOSE_ARRAY) return this.#closeRecords(valueAt);
      const end = json.value(bytes, valueAt);
      if (end === incomplete) return at;
      if (end === invalid) throw new PageFault(this.#base + json.errorAt, json.reason);
      const escapes = json.escapes;
      const next = json.space(bytes, end);
      const byte = bytes[next];
      if (byte !== COMMA && byte !== CLOSE_ARRAY) {
        if (this.#unexpected(next, ', or ]') === incomplete) return at;
      }
      index.add(valueAt, end, escapes, json.flaw, json.flawAt);
      if (byte === CLOSE_ARRAY) return this.#closeRecords(next);
      this.#phase = 'element';
      at = next + 1;
    }
  }

  #closeRecords(at: number): number {
    this.#phase = this.#level === 0 ? 'end' : 'after member';
    return at + 1;
  }

  #close(at: number): number {
    if (!this.#open.pop()?.found) {
      this.#problem ??= { byte: this.#base + at, reason: `the page has no ${this.#pathTo(this.#level)}` };
    }
    this.#envelope.push(Buffer.from('}'));
    this.#level -= 1;
    this.#phase = this.#level === 0 ? 'end' : 'after member';
    return at + 1;
  }

  #keep(start: number, end: number, flaw: Flaw | null): void {
    if (flaw !== null) throw new PageFault(this.#base + start, envelopeFlaws[flaw]);
    const bytes = Buffer.from(this.#bytes.subarray(start, end));
    if (!isUtf8(bytes)) {
      throw new PageFault(this.#base + start + firstNotUtf8(bytes), 'the envelope is not UTF-8');
    }
    this.#separate();
    this.#envelope.push(bytes);
  }

  #separate(): void {
    const open = this.#open[this.#level - 1];
    if (!open) return;
    if (open.members > 0) this.#envelope.push(Buffer.from(','));
    open.members += 1;
  }

  #value(at: number): number {
    const end = this.#json.value(this.#bytes, at);
    if (end === invalid) throw new PageFault(this.#base + this.#json.errorAt, this.#json.reason);
    // A number at the window's end may have more digits to come.
    return end === this.#bytes.length && !this.#final ? incomplete : end;
  }

  #unexpected(at: number, expected: string): number {
    if (this.#json.unexpected(this.#bytes, at, expected) === incomplete) return incomplete;
    throw new PageFault(this.#base + at, this.#json.reason);
  }

  #pathTo(length: number): string {
    return length === 0 ? 'the page' : this.#settings.records.slice(0, length).join('.');
  }

  #judge(envelope: Buffer | null): void {
    if (this.#settings.ok.length === 0) return;
    if (envelope === null) throw new PageFault(null, 'the page has no envelope that could be ok');
    const said: JsonValue = JSON.parse(envelope.toString('utf8'));
    for (const { path, equals } of this.#settings.ok) {
      const value = path.reduce<JsonValue | undefined>((of, key) => (isJsonObject(of) ? of[key] : undefined), said);
      if (JSON.stringify(value) === JSON.stringify(equals)) continue;
      const found = value === undefined ? 'missing' : JSON.stringify(value).slice(0, 80);
      throw new PageFault(null, `${path.join('.')} is ${found}, not ${JSON.stringify(equals)}`);
    }
  }
}

/** A key's text; its bytes are a valid JSON string. */
function textOf(bytes: Buffer): string {
  const text: unknown = JSON.parse(bytes.toString('utf8'));
  return String(text);
}

function kindOf(byte: number | undefined): string {
  switch (byte) {
    case OPEN_OBJECT:
      return 'an object';
    case OPEN_ARRAY:
      return 'an array';
    case QUOTE:
      return 'a string';
    case 0x74:
    case 0x66:
      return 'a boolean';
    case 0x6e:
      return 'null';
    default:
      return 'a number';
  }
}
