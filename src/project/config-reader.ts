// Reads a config by the table of its keys: merged, each value validated where it was stated last, with what a key is when
// nobody states it, and with what is reported for keys that are not known or have no effect.

import type { JsonObject, JsonValue } from '../base/json-value.ts';
import { type Diagnostic, warningAt } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/text-file.ts';
import {
  type ConfigKey,
  type ConfigKind,
  type OtherKey,
  pluralOf,
  type ValuesOf,
  type WorkingKey,
  type WorkingKeys,
} from './keys/config-key.ts';
import { allNamesOf, configKeys, defaultsOf, keysOf, namesOf, otherKeysOf } from './keys/config-keys.ts';
import { foreignKey, isForeignKey } from './keys/foreign-keys.ts';
import { noEffect } from './keys/no-effect.ts';
import { type MergedConfig, mergeConfig } from './merge-config.ts';
import type { ConfigEntry } from './project.ts';
import { type Report, unknownKey } from './read-value.ts';
import { type YamlValue, yamlOf } from './yaml-value.ts';

export class ConfigReader {
  readonly problems: Diagnostic[] = [];
  readonly report: Report = (diagnostic) => this.problems.push(diagnostic);
  readonly #kind: ConfigKind;
  readonly #known: ReadonlyMap<string, ConfigKey>;
  readonly #merged: MergedConfig;

  /** Entries from general to specific. */
  constructor(kind: ConfigKind, entries: readonly ConfigEntry[]) {
    this.#kind = kind;
    this.#known = keysOf(kind);
    this.#merged = mergeConfig(entries, this.#known);
  }

  /** Every key's value. What is wrong is reported, and reads as if nothing stated it; so does what is not for the kind. */
  values<Keys extends WorkingKeys>(keys: Keys): ValuesOf<Keys> {
    const { otherwise, properties } = unstated(keys, this.#kind);
    const read = { ...otherwise };
    for (const [property, key] of properties) if (this.#mentions(key)) read[property] = this.#valueOf(key);
    return read as ValuesOf<Keys>;
  }

  /** What config.get reads: every key as it is stated, with dbt's defaults, and some as they were read. */
  shown(keys: WorkingKeys, values: Readonly<Record<string, unknown>>): JsonObject {
    const { shown: otherwise, properties } = unstated(keys, this.#kind);
    const shown = new Map<string, JsonValue>();
    const defaults = defaultsOf(this.#kind);
    for (const [name, value] of this.#merged.values) if (value !== null || !defaults.has(name)) shown.set(name, value);
    for (const [property, key] of properties) {
      if (!this.#mentions(key)) continue;
      const value = key.shown?.(values[property]);
      if (value !== undefined) for (const name of namesOf(key)) shown.set(name, value);
    }
    return { ...otherwise, ...Object.fromEntries(shown) };
  }

  /** Every key as merged, by its name. */
  raw(): JsonObject {
    return Object.fromEntries(this.#merged.values);
  }

  /** With a value that is not null. */
  isStated(name: string): boolean {
    return this.#stated(name) !== undefined;
  }

  /** Where the key was stated last. */
  spanOf(name: string): Span | undefined {
    return this.#merged.stated.get(name)?.at(-1)?.span;
  }

  /** The project file gives it to all of a folder, and nothing more specific states it. */
  isOfFolder(name: string): boolean {
    return this.#merged.stated.get(name)?.at(-1)?.ofFolder === true;
  }

  spans(): ReadonlyMap<string, Span> {
    return new Map(
      [...this.#merged.stated].flatMap(([name, entries]) =>
        entries.slice(-1).map((entry) => [name, entry.span] as const),
      ),
    );
  }

  /** Keys that are not known are reported, and stay readable for config.get. */
  reportUnknown(what: string): void {
    const known = [...this.#known.keys()];
    for (const name of this.#merged.stated.keys()) {
      const span = this.spanOf(name);
      if (this.#known.has(name) || !span) continue;
      if (isForeignKey(name)) {
        this.report(foreignKey(name, span));
        continue;
      }
      const elsewhere = configKeys.filter((key) => allNamesOf(key).includes(name)).flatMap(({ kinds }) => kinds);
      this.report(
        elsewhere.length === 0
          ? unknownKey({ key: name, keySpan: span }, known, what, 'warning')
          : warningAt('SETTING_UNKNOWN', `${what} has no key "${name}"`, {
              span,
              help: `Remove it: it is for ${[...new Set(elsewhere)].map((kind) => pluralOf[kind]).join(', ')}`,
            }),
      );
    }
  }

  /** Keys without effect, one of those that wait for the same; those that wait for what is in `reported` have been reported. */
  reportWithoutEffect(reported: readonly string[] = []): void {
    const done = new Set(reported);
    for (const key of otherKeysOf(this.#kind)) {
      if (key.state === 'templates') continue;
      const span = this.spanOf(key.name);
      if (!span || !this.#asks(key)) continue;
      const diagnostic = noEffect(key, span);
      const waitsFor = key.state === 'never' ? key.name : key.waitsFor;
      if (diagnostic && !done.has(waitsFor)) this.report(diagnostic);
      done.add(waitsFor);
    }
  }

  #asks(key: OtherKey): boolean {
    const value = this.#stated(key.name);
    if (!value) return false;
    return key.asks ? (key.asks(value, key.name, this.report) ?? false) : true;
  }

  /** Whether it is stated under one of its names, be it as null. */
  #mentions({ name, olderNames }: WorkingKey<unknown>): boolean {
    const { stated } = this.#merged;
    return stated.has(name) || (olderNames?.some((older) => stated.has(older)) ?? false);
  }

  #valueOf<T>(key: WorkingKey<T>): T {
    for (const name of [key.name, ...(key.olderNames ?? [])]) {
      const value = this.#stated(name);
      if (value) return key.reader(value, name, this.report) ?? key.otherwise;
    }
    return key.otherwise;
  }

  /** The merged value; undefined where nothing or null is stated. Of what adds up, each item has the place that states it. */
  #stated(name: string): YamlValue | undefined {
    const value = this.#merged.values.get(name);
    const span = this.spanOf(name);
    if (value === undefined || value === null || !span) return undefined;
    const entries = this.#merged.stated.get(name) ?? [];
    if (entries.length < 2 || this.#known.get(name)?.merge !== 'append') return yamlOf(value, span);
    const items = entries.flatMap((entry) => {
      const item = yamlOf(entry.value, entry.span);
      return item.kind === 'list' ? item.items : entry.value === null ? [] : [item];
    });
    return { kind: 'list', items, span };
  }
}

interface Unstated {
  /** Each property of the config where nothing states it. */
  readonly otherwise: Readonly<Record<string, unknown>>;
  /** What config.get gives then. */
  readonly shown: Readonly<Record<string, JsonValue>>;
  /** The keys that the kind takes, by their properties. */
  readonly properties: readonly (readonly [property: string, key: WorkingKey<unknown>])[];
}

const unstatedByKind = new Map<ConfigKind, Map<WorkingKeys, Unstated>>();

/** The same for every config of the kind: few of many keys are stated in one. */
function unstated(keys: WorkingKeys, kind: ConfigKind): Unstated {
  const known = unstatedByKind.get(kind) ?? new Map<WorkingKeys, Unstated>();
  unstatedByKind.set(kind, known);
  const found = known.get(keys) ?? configOfNothing(keys, kind);
  known.set(keys, found);
  return found;
}

function configOfNothing(keys: WorkingKeys, kind: ConfigKind): Unstated {
  const all = Object.entries(keys);
  const properties = all.filter(([, key]) => keysOf(kind).get(key.name) === key);
  const shown = new Map(defaultsOf(kind));
  for (const [, key] of properties) {
    const value = key.shown?.(key.otherwise);
    if (value !== undefined) for (const name of namesOf(key)) shown.set(name, value);
  }
  return {
    otherwise: Object.fromEntries(all.map(([property, key]) => [property, key.otherwise])),
    shown: Object.fromEntries(shown),
    properties,
  };
}
