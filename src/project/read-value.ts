// Small readers that turn a YAML value into a typed one, or report what is wrong with it where it is.
// A reader returns undefined after it has reported; several mistakes of one file are so reported in one go.

import { type Diagnostic, errorAt, warningAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import type { Span } from '../diagnostics/text-file.ts';
import { isNull, type YamlEntry, type YamlMap, type YamlValue } from './yaml-value.ts';

export type Report = (diagnostic: Diagnostic) => void;

/** Reads one value; `name` is what messages call it (`threads`). */
export type Reader<T> = (value: YamlValue, name: string, report: Report) => T | undefined;

export const readText: Reader<string> = (value, name, report) => {
  if (value.kind === 'scalar') {
    if (typeof value.value === 'string') return value.value;
    if (typeof value.value === 'bigint' || typeof value.value === 'number') return String(value.value);
  }
  return wrongType(value, name, 'text', report);
};

export const readBoolean: Reader<boolean> = (value, name, report) => {
  if (value.kind === 'scalar') {
    if (typeof value.value === 'boolean') return value.value;
    // What a template rendered is text.
    if (value.value === 'true' || value.value === 'True') return true;
    if (value.value === 'false' || value.value === 'False') return false;
  }
  return wrongType(value, name, 'true or false', report);
};

/** A whole number from `least` on. Digits as text count, because environment variables are text. */
export function readInteger(least: number, most: number = Number.MAX_SAFE_INTEGER): Reader<number> {
  return (value, name, report) => {
    const given = value.kind === 'scalar' ? value.value : null;
    const number =
      typeof given === 'bigint'
        ? Number(given)
        : typeof given === 'string' && /^[-+]?\d+$/.test(given)
          ? Number(given)
          : undefined;
    if (number === undefined) return wrongType(value, name, 'a whole number', report);
    if (number >= least && number <= most) return number;
    const bounds = most === Number.MAX_SAFE_INTEGER ? `at least ${least}` : `between ${least} and ${most}`;
    report(
      errorAt('SETTING_VALUE', `"${name}" must be ${bounds}, and is ${number}`, {
        span: value.span,
        help: `Give a number that is ${bounds}`,
      }),
    );
    return undefined;
  };
}

export function readOneOf<const T extends string>(allowed: readonly T[]): Reader<T> {
  return (value, name, report) => {
    const text = readText(value, name, report);
    if (text === undefined) return undefined;
    const found = allowed.find((candidate) => candidate === text);
    if (found !== undefined) return found;
    const choices = `"${name}" takes one of ${allowed.join(', ')}`;
    report(
      errorAt('SETTING_VALUE', `"${text}" is not a value of "${name}"`, {
        span: value.span,
        help: didYouMean(text, allowed, choices),
      }),
    );
    return undefined;
  };
}

/** A list, or a single item in its place. Null is the empty list. */
export function readListOf<T>(item: Reader<T>): Reader<readonly T[]> {
  return (value, name, report) => {
    if (isNull(value)) return [];
    const items = value.kind === 'list' ? value.items : [value];
    const read = items.map((one) => item(one, name, report));
    return read.every((one) => one !== undefined) ? (read as T[]) : undefined;
  };
}

export const readTexts: Reader<readonly string[]> = readListOf(readText);

export const readMap: Reader<YamlMap> = (value, name, report) =>
  value.kind === 'map' ? value : wrongType(value, name, 'a map of keys to values', report);

/** The maps of a list: `models:` and its like. Null is the empty list. */
export const readMaps: Reader<readonly YamlMap[]> = (value, name, report) => {
  if (isNull(value)) return [];
  if (value.kind !== 'list') return wrongType(value, name, 'a list', report);
  return value.items.flatMap((item) => readMap(item, `an item of ${name}`, report) ?? []);
};

/** The fields of a map by key, and how unknown ones are met. */
export class Fields {
  readonly map: YamlMap;
  readonly #byKey: ReadonlyMap<string, YamlEntry>;
  readonly #report: Report;

  constructor(map: YamlMap, report: Report) {
    this.map = map;
    this.#byKey = new Map(map.entries.map((entry) => [entry.key, entry]));
    this.#report = report;
  }

  entry(key: string): YamlEntry | undefined {
    return this.#byKey.get(key);
  }

  /** The value at the key; undefined where it is absent, null, or wrong (then it has been reported). */
  read<T>(key: string, reader: Reader<T>): T | undefined {
    const entry = this.#byKey.get(key);
    return entry === undefined || isNull(entry.value) ? undefined : reader(entry.value, key, this.#report);
  }

  /** As read, with the value's place. */
  readPlaced<T>(key: string, reader: Reader<T>): { readonly value: T; readonly span: Span } | undefined {
    const entry = this.#byKey.get(key);
    const value = this.read(key, reader);
    return entry === undefined || value === undefined ? undefined : { value, span: entry.value.span };
  }

  /** As read, but its absence is an error; `of` is what messages call the map (`a source`). */
  require<T>(key: string, reader: Reader<T>, of: string): T | undefined {
    return this.requirePlaced(key, reader, of)?.value;
  }

  /** As require, with the value's place. */
  requirePlaced<T>(key: string, reader: Reader<T>, of: string): { readonly value: T; readonly span: Span } | undefined {
    const entry = this.#byKey.get(key);
    if (entry && !isNull(entry.value)) return this.readPlaced(key, reader);
    const span = entry?.keySpan ?? startOf(this.map.span);
    this.#report(errorAt('SETTING_MISSING', `${of} needs "${key}"`, { span, help: `Add "${key}:" here` }));
    return undefined;
  }

  /** Keys outside `known`: an error in what is Smelt's own, a warning in what dbt's files may hold. */
  refuseUnknown(known: readonly string[], of: string, severity: 'error' | 'warning' = 'error'): void {
    for (const entry of this.map.entries) {
      if (!known.includes(entry.key)) this.#report(unknownKey(entry, known, of, severity));
    }
  }
}

export function unknownKey(
  { key, keySpan: span }: Pick<YamlEntry, 'key' | 'keySpan'>,
  known: readonly string[],
  of: string,
  severity: 'error' | 'warning',
): Diagnostic {
  const listed =
    known.length <= 20 ? `Choose among its keys: ${[...known].sort().join(', ')}` : 'Correct the name, or remove it';
  const otherwise = severity === 'error' ? listed : 'Remove it, or put it under "meta:" where it is data of your own';
  const make = severity === 'error' ? errorAt : warningAt;
  return make('SETTING_UNKNOWN', `${of} has no key "${key}"`, { span, help: didYouMean(key, known, otherwise) });
}

export function wrongType(value: YamlValue, name: string, expected: string, report: Report): undefined {
  report(
    errorAt('SETTING_TYPE', `${named(name)} must be ${expected}, and is ${kindOf(value)}`, {
      span: value.span,
      help:
        expected === 'text' && value.kind === 'scalar' && value.value !== null
          ? 'Put it in quotes'
          : `Give ${expected} here`,
    }),
  );
  return undefined;
}

/** A key in quotes; a phrase (`an item of models`) as it is. */
function named(name: string): string {
  return name.includes(' ') ? name : `"${name}"`;
}

function kindOf(value: YamlValue): string {
  if (value.kind !== 'scalar') return value.kind === 'map' ? 'a map' : 'a list';
  if (value.value === null) return 'empty';
  if (typeof value.value === 'string') return value.value === '' ? 'empty text' : quotedOrCounted(value.value);
  if (typeof value.value === 'boolean') return String(value.value);
  return `the number ${value.value}`;
}

/** Whole or not at all: nobody would know the beginning of a secret for one. */
function quotedOrCounted(text: string): string {
  return text.length > 40 || text.includes('\n') ? `a text of ${text.length} characters` : `the text "${text}"`;
}

function startOf(span: Span): Span {
  return { file: span.file, start: span.start, end: span.start };
}
