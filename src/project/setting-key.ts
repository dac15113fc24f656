// A table of the keys of a map: from it follow how they are read, which are known, and the documentation.

import { errorAt } from '../diagnostics/diagnostic.ts';
import type { Fields, Reader, Report } from './read-value.ts';

export interface SettingKey<T> {
  /** dbt's name, where dbt has the key. */
  readonly name: string;
  /** Another name of it, of which only one can be given. */
  readonly otherName?: string;
  readonly reader: Reader<T>;
  /** Which values it takes, in words. */
  readonly type: string;
  /** What holds where it is absent: a value (`shown` as people write it), an error, or something that others decide, in words. */
  readonly absent: { readonly value: T; readonly shown?: string } | 'needed' | { readonly words: string };
  /** A value of it, as YAML. */
  readonly example: string;
  /** For the documentation: what it means, in one line. */
  readonly about: string;
}

/** By the property that holds the value. */
export type SettingKeys = Readonly<Record<string, SettingKey<unknown>>>;

/** A value that is absent, or wrong, is undefined unless the table has one in its place. */
export type SettingValues<Keys extends SettingKeys> = {
  readonly [Property in keyof Keys]: Keys[Property] extends SettingKey<infer T>
    ? Keys[Property]['absent'] extends { readonly value: unknown }
      ? T
      : T | undefined
    : never;
};

/** All names of the keys. */
export function namesOfKeys(keys: SettingKeys): readonly string[] {
  return Object.values(keys).flatMap(({ name, otherName }) => (otherName === undefined ? [name] : [name, otherName]));
}

export interface SettingPlace {
  readonly fields: Fields;
  /** What messages call the map. */
  readonly of: string;
}

/** What is wrong is reported, and reads as if it were absent. */
export function readKeys<Keys extends SettingKeys>(
  keys: Keys,
  place: SettingPlace,
  report: Report,
): SettingValues<Keys> {
  const entries = Object.entries(keys).map(([property, key]) => [property, readKey(key, place, report)]);
  return Object.fromEntries(entries) as SettingValues<Keys>;
}

function readKey<T>(key: SettingKey<T>, { fields, of }: SettingPlace, report: Report): T | undefined {
  const { name, otherName, reader, absent } = key;
  const other = otherName === undefined ? undefined : fields.entry(otherName);
  const first = fields.entry(name);
  if (first && other) {
    report(
      errorAt('CONFIG_CONFLICT', `"${name}" and "${otherName}" are two names of one key, and both are given`, {
        span: other.keySpan,
        notes: [{ message: 'the other one is here', span: first.keySpan }],
        help: `Keep ${name}`,
      }),
    );
  }
  if (absent === 'needed') return fields.require(name, reader, of);
  const value = fields.read(other && !first ? other.key : name, reader);
  return value ?? (typeof absent === 'object' && 'value' in absent ? absent.value : undefined);
}
