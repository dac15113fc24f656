// A version of a model: what names it, which of several is the latest, and how a file or an address shows it.

import type { Span } from '../diagnostics/text-file.ts';
import type { Reader } from './read-value.ts';
import { wrongType } from './read-value.ts';

/** As it is written: `2`, `1.5`, `beta`. Two that print alike are one. */
export type VersionName = string | number;

export interface ModelVersion {
  readonly name: VersionName;
  /** The version that a reference without one means. */
  readonly latest: VersionName;
  /** Where a properties file names it. */
  readonly span: Span;
}

export const readVersion: Reader<VersionName> = (value, name, report) => {
  if (value.kind === 'scalar') {
    if (typeof value.value === 'bigint') return Number(value.value);
    // Python prints a float of 1 as 1.0, which is another version than 1.
    if (typeof value.value === 'number') return Number.isInteger(value.value) ? `${value.value}.0` : value.value;
    if (typeof value.value === 'string') return value.value;
  }
  return wrongType(value, name, 'a number or a text', report);
};

export function isSameVersion(a: VersionName, b: VersionName): boolean {
  return String(a) === String(b);
}

/** dbt's order: by number where both are numbers, else as texts. */
export function isOlder(a: VersionName, b: VersionName): boolean {
  const [first, second] = [Number(a), Number(b)];
  if (!Number.isNaN(first) && !Number.isNaN(second)) return first < second;
  return String(a) < String(b);
}

/** Undefined of none. */
export function newest(versions: readonly VersionName[]): VersionName | undefined {
  return versions.reduce<VersionName | undefined>(
    (best, one) => (best === undefined || isOlder(best, one) ? one : best),
    undefined,
  );
}

/** `v2`: the last part of the model's path, and of its id. */
export function versionTag(version: VersionName): string {
  return `v${version}`;
}
