// How config stated in several places becomes one: dbt's rules. Tags, hooks and packages add up; meta, docs, column_types and
// persist_docs merge key by key; grants do so where the role has a plus; anything else is replaced by what is more specific.

import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.ts';
import type { ConfigEntry } from './project.ts';

export interface MergedConfig {
  readonly values: ReadonlyMap<string, JsonValue>;
  /** The entries that a key's value is made of, in order; for a replaced key only the last. */
  readonly stated: ReadonlyMap<string, readonly ConfigEntry[]>;
}

const additive = new Set(['tags', 'packages', 'pre_hook', 'post_hook']);
const mergedByKey = new Set(['meta', 'docs', 'column_types', 'persist_docs', 'quoting']);

/** `pre-hook` and `pre_hook` are one key. */
export function canonicalKey(key: string): string {
  if (key === 'pre-hook') return 'pre_hook';
  return key === 'post-hook' ? 'post_hook' : key;
}

/** Entries from general to specific. */
export function mergeConfig(entries: readonly ConfigEntry[]): MergedConfig {
  const values = new Map<string, JsonValue>();
  const stated = new Map<string, readonly ConfigEntry[]>();
  for (const entry of entries) {
    const key = canonicalKey(entry.key);
    const before = values.get(key);
    const adds = additive.has(key) || mergedByKey.has(key) || key === 'grants';
    values.set(key, before === undefined ? withoutPlus(key, entry.value) : mergeValue(key, before, entry.value));
    stated.set(key, adds ? [...(stated.get(key) ?? []), entry] : [entry]);
  }
  return { values, stated };
}

function mergeValue(key: string, before: JsonValue, value: JsonValue): JsonValue {
  if (additive.has(key)) return [...listOf(before), ...listOf(value)];
  if (mergedByKey.has(key) && isJsonObject(before) && isJsonObject(value)) return { ...before, ...value };
  if (key === 'grants' && isJsonObject(before) && isJsonObject(value)) return mergeGrants(before, value);
  return value;
}

function mergeGrants(before: JsonObject, value: JsonObject): JsonObject {
  const merged: Record<string, JsonValue> = { ...before };
  for (const [privilege, roles] of Object.entries(value)) {
    const name = privilege.replace(/^\+/, '');
    merged[name] = name === privilege ? roles : [...listOf(before[name] ?? []), ...listOf(roles)];
  }
  return merged;
}

function withoutPlus(key: string, value: JsonValue): JsonValue {
  return key === 'grants' && isJsonObject(value) ? mergeGrants({}, value) : value;
}

function listOf(value: JsonValue): readonly JsonValue[] {
  if (value === null) return [];
  return Array.isArray(value) ? value : [value];
}
