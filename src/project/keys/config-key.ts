// What the table of config keys says of one key. Its rows are in the files beside this one, the whole of it is config-keys.ts.

import type { JsonValue } from '../../base/json-value.ts';
import type { Reader } from '../read-value.ts';

/** What can have a config. */
export type ConfigKind = 'model' | 'seed' | 'snapshot' | 'test' | 'source';

export const pluralOf: Readonly<Record<ConfigKind, string>> = {
  model: 'models',
  seed: 'seeds',
  snapshot: 'snapshots',
  test: 'data tests',
  source: 'sources',
};

/** Of what several places state: the most specific alone counts; all of it, in order; key by key; dbt's way with grants. */
export type Merge = 'replace' | 'append' | 'by key' | 'grants';

interface KeyParts {
  /** dbt's name, where dbt has the key. */
  readonly name: string;
  /** Other spellings of the name. */
  readonly spellings?: readonly string[];
  /** Names that are read where the key itself is not stated; for config.get they are keys of their own. */
  readonly olderNames?: readonly string[];
  readonly kinds: readonly ConfigKind[];
  /** Kinds that take it only to say that it is not for them. */
  readonly refusedIn?: readonly ConfigKind[];
  /** Kinds whose properties take it beside `config:` as well. */
  readonly besideIn?: readonly ConfigKind[];
  /** 'replace' where it is absent. */
  readonly merge?: Merge;
  /** What config.get gives where nothing states it; absent where dbt has no such attribute. */
  readonly default?: JsonValue;
  /** Kinds that have the default, where dbt gives it to others than those that take the key. */
  readonly defaultIn?: readonly ConfigKind[];
  /** In YAML its templates are left as they are, to be rendered where the value is used. */
  readonly keepsTemplates?: true;
  /** The keys of its value, where that is a map. */
  readonly parts?: Parts;
  /** The materializations that it has an effect on, where that is not all of them; a project's own may read it too. */
  readonly actsOn?: readonly string[];
  /** Smelt's own, which dbt does not have. */
  readonly own?: true;
  /** Which values it takes, in words. */
  readonly takes: string;
  /** What holds where nothing states it, in words, where neither the parsed config nor `default` says it. */
  readonly absent?: string;
  /** A value of it, as YAML. */
  readonly example: string;
  /** What the example needs beside it to have its effect, as YAML. */
  readonly beside?: string;
  /** For the documentation: one line. */
  readonly about: string;
}

/** A key of a map that is the value of a key. */
export interface Part {
  readonly takes: string;
  /** What holds where it is not stated, in words or as code. */
  readonly absent: string;
  /** A value of the whole map that states it, as YAML. */
  readonly example: string;
  /** For the documentation: one line. */
  readonly about: string;
  /** It is refused until then. */
  readonly waits?: Waiting;
}

export type Parts = Readonly<Record<string, Part>>;

/** What a key waits for, and what holds until then. */
export interface Waiting {
  /** What is to make it work: `stored failures`. Of the keys of a node that wait for the same one is reported. */
  readonly waitsFor: string;
  /** What happens although it is stated: `the failing rows are shown, but not kept`. */
  readonly meanwhile: string;
}

/** A key that works is a property of the parsed config, and something reads it there. */
export interface WorkingKey<T> extends KeyParts {
  readonly state: 'works';
  readonly reader: Reader<T>;
  /** Where nothing states it. */
  readonly otherwise: T;
  /** What config.get gives, where that is not the value as it is stated. */
  shown?(value: T): JsonValue;
}

/** Keys that no property holds, because nothing but a template reads them. */
export type OtherKey = KeyParts & {
  /** Whether the value asks for anything; one that does not is not reported. All do where it is absent. */
  readonly asks?: Reader<boolean>;
} & (
    | ({ readonly state: 'later' } & Waiting)
    /** A promise that is not kept yet: an error, because nobody may rely on it. */
    | ({ readonly state: 'refused' } & Waiting)
    /** Never has an effect here: what holds instead, and what to do about it. */
    | { readonly state: 'never'; readonly meanwhile: string; readonly instead: string }
    /** For config.get and for documentation, on dbt-postgres too. */
    | { readonly state: 'templates' }
  );

export type ConfigKey = WorkingKey<unknown> | OtherKey;

/** Keys that work, by the property that holds the value. */
export type WorkingKeys = Readonly<Record<string, WorkingKey<unknown>>>;

/** The parsed config of such keys. */
export type ValuesOf<Keys extends WorkingKeys> = {
  readonly [Property in keyof Keys]: Keys[Property] extends WorkingKey<infer T> ? T : never;
};

type Unread<T> = Omit<WorkingKey<T>, 'state' | 'reader' | 'otherwise'>;

/** A row of a key that works. */
export function works<T>(
  key: Unread<T | null> & { readonly reader: Reader<T>; readonly otherwise: null },
): WorkingKey<T | null>;
export function works<T>(
  key: Unread<T> & { readonly reader: Reader<T>; readonly otherwise: NoInfer<T> },
): WorkingKey<T>;
export function works<T>(key: Omit<WorkingKey<T>, 'state'>): WorkingKey<T> {
  return { ...key, state: 'works' };
}

/** For `shown`: the value as it was read (a text `true` is true, a single item a list). */
export function asRead<T extends JsonValue>(value: T): T {
  return value;
}

/** For `asks`: whether what `reader` reads is one of the values that ask for something. */
export function asksWhere<T>(reader: Reader<T>, asks: (value: T) => boolean): Reader<boolean> {
  return (value, name, report) => {
    const read = reader(value, name, report);
    return read === undefined ? undefined : asks(read);
  };
}

export const everyNode: readonly ConfigKind[] = ['model', 'seed', 'snapshot'];

/** Materializations that make a table. */
export const tables: readonly string[] = ['table', 'incremental', 'seed', 'snapshot'];
