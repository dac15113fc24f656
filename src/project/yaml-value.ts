// YAML as a tree in which every key and value knows its place, and its conversions to plain data.
// Reading text into such trees is read-yaml.ts.

import type { JsonObject, JsonValue } from '../base/json-value.ts';
import type { Span } from '../diagnostics/text-file.ts';

export type YamlValue = YamlMap | YamlList | YamlScalar;

export interface YamlMap {
  readonly kind: 'map';
  /** Keys are unique, in the order of the file. */
  readonly entries: readonly YamlEntry[];
  readonly span: Span;
}

export interface YamlEntry {
  readonly key: string;
  /** What the key is to a template, where that is no text: `1`, `true`, `null`, a date. */
  readonly keyValue?: Exclude<ScalarValue, string> | YamlMoment;
  readonly keySpan: Span;
  readonly value: YamlValue;
}

export interface YamlList {
  readonly kind: 'list';
  readonly items: readonly YamlValue[];
  readonly span: Span;
}

export interface YamlScalar {
  readonly kind: 'scalar';
  /** A date or a moment is its text as Python prints it. */
  readonly value: ScalarValue;
  readonly moment?: YamlMoment;
  readonly span: Span;
}

/** Python's view of a scalar: a whole number is a bigint, a float a number, so that `1` and `1.0` stay what they are. */
export type ScalarValue = null | boolean | bigint | number | string;

/** A date or a moment written without quotes, by its text as Python prints it: `2020-01-01`, `2020-01-01 10:00:00+02:00`. */
export class YamlMoment {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** Plain data with whole numbers distinguished from floats, and dates from texts: what `var()` gives to templates. */
export type YamlData = ScalarValue | YamlMoment | readonly YamlData[] | YamlDataObject | YamlDataMap;
/** A map with keys that are no texts. */
export type YamlDataMap = ReadonlyMap<ScalarValue | YamlMoment, YamlData>;
export type YamlDataObject = { readonly [key: string]: YamlData };

export function entryOf(map: YamlMap, key: string): YamlEntry | undefined {
  return map.entries.find((entry) => entry.key === key);
}

/** The key with its value: where a diagnostic about both points to. */
export function spanOfEntry(entry: YamlEntry): Span {
  const end = Math.max(entry.keySpan.end, entry.value.span.end);
  // A value that came through an alias or a merge is elsewhere: the key alone is its place then.
  if (entry.value.span.file !== entry.keySpan.file || entry.value.span.start < entry.keySpan.end) return entry.keySpan;
  return { file: entry.keySpan.file, start: entry.keySpan.start, end };
}

export function isNull(value: YamlValue): boolean {
  return value.kind === 'scalar' && value.value === null;
}

/** Plain JSON data. Whole numbers that a JavaScript number cannot hold exactly become their digits as text. */
export function jsonOf(value: YamlValue): JsonValue {
  if (value.kind === 'list') return value.items.map(jsonOf);
  if (value.kind === 'map') return jsonObjectOf(value);
  if (typeof value.value !== 'bigint') return value.value;
  const number = Number(value.value);
  return Number.isSafeInteger(number) ? number : value.value.toString();
}

export function jsonObjectOf(map: YamlMap): JsonObject {
  return objectOf(map.entries.map((entry) => [entry.key, jsonOf(entry.value)]));
}

export function dataOf(value: YamlValue): YamlData {
  if (value.kind === 'list') return value.items.map(dataOf);
  if (value.kind === 'scalar') return value.moment ?? value.value;
  if (value.entries.every((entry) => entry.keyValue === undefined)) return dataObjectOf(value);
  return new Map(value.entries.map(({ key, keyValue = key, value: item }) => [keyValue, dataOf(item)]));
}

export function isDataObject(data: YamlData): data is YamlDataObject {
  return (
    typeof data === 'object' &&
    data !== null &&
    !Array.isArray(data) &&
    !(data instanceof Map) &&
    !(data instanceof YamlMoment)
  );
}

export function dataObjectOf(map: YamlMap): YamlDataObject {
  return objectOf(map.entries.map((entry) => [entry.key, dataOf(entry.value)]));
}

/** Plain data as a tree whose every part is at one place: how values without places of their own are validated. */
export function yamlOf(value: JsonValue, span: Span): YamlValue {
  if (Array.isArray(value)) return { kind: 'list', items: value.map((item: JsonValue) => yamlOf(item, span)), span };
  if (typeof value === 'object' && value !== null) {
    const entries = Object.entries(value).map(([key, item]) => ({ key, keySpan: span, value: yamlOf(item, span) }));
    return { kind: 'map', entries, span };
  }
  return {
    kind: 'scalar',
    value: typeof value === 'number' && Number.isInteger(value) ? BigInt(value) : (value as ScalarValue),
    span,
  };
}

/** An object whose keys may be anything, `__proto__` included. */
function objectOf<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries(entries);
}
