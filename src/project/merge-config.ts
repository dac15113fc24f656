// How config stated in several places becomes one, by the rule that the table of config keys has for each key.

import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.ts';
import type { ConfigKey, Merge } from './keys/config-key.ts';
import type { ConfigEntry } from './project.ts';

export interface MergedConfig {
  /** By the key's name; what is not known has the name that is stated. */
  readonly values: ReadonlyMap<string, JsonValue>;
  /** The entries that a key's value is made of, in order; for a replaced key only the last. */
  readonly stated: ReadonlyMap<string, readonly ConfigEntry[]>;
}

/** Entries from general to specific; `keys` by each of their names. */
export function mergeConfig(entries: readonly ConfigEntry[], keys: ReadonlyMap<string, ConfigKey>): MergedConfig {
  const values = new Map<string, JsonValue>();
  const stated = new Map<string, readonly ConfigEntry[]>();
  for (const entry of entries) {
    const key = keys.get(entry.key);
    const name = key?.spellings?.includes(entry.key) ? key.name : entry.key;
    const rule = key?.merge ?? 'replace';
    const before = values.get(name);
    values.set(name, before === undefined ? first(rule, entry.value) : merged(rule, before, entry.value));
    stated.set(name, rule === 'replace' ? [entry] : [...(stated.get(name) ?? []), entry]);
  }
  return { values, stated };
}

function first(rule: Merge, value: JsonValue): JsonValue {
  return rule === 'grants' && isJsonObject(value) ? mergeGrants({}, value) : value;
}

function merged(rule: Merge, before: JsonValue, value: JsonValue): JsonValue {
  if (rule === 'append') return [...listOf(before), ...listOf(value)];
  if (!isJsonObject(before) || !isJsonObject(value)) return value;
  if (rule === 'by key') return { ...before, ...value };
  return rule === 'grants' ? mergeGrants(before, value) : value;
}

/** A privilege replaces what was stated of it; with a plus it adds to that. */
function mergeGrants(before: JsonObject, value: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...before };
  for (const [privilege, roles] of Object.entries(value)) {
    const name = privilege.replace(/^\+/, '');
    merged[name] = name === privilege ? roles : [...listOf(before[name] ?? []), ...listOf(roles)];
  }
  return merged;
}

function listOf(value: JsonValue): readonly JsonValue[] {
  if (value === null) return [];
  return Array.isArray(value) ? value : [value];
}
