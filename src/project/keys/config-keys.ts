// The table of config keys. From it follow the known names, how values are merged and read, the types of parsed configs, what
// config.get gives, what is reported for keys without effect, and docs/configs.md.

import type { JsonValue } from '../../base/json-value.ts';
import type { ConfigKey, ConfigKind, OtherKey, ValuesOf, WorkingKeys } from './config-key.ts';
import { groupKeys, modelKeys, otherGeneralKeys, placeKeys, sharedKeys } from './general-keys.ts';
import { incrementalKeys, otherIncrementalKeys } from './incremental-keys.ts';
import { otherRelationKeys, relationKeys } from './relation-keys.ts';
import { seedKeys } from './seed-keys.ts';
import { otherSnapshotKeys } from './snapshot-keys.ts';
import { otherSourceKeys } from './source-keys.ts';
import { otherTestKeys, ownTestKeys } from './test-keys.ts';

/** Of models, seeds and snapshots. */
export const nodeKeys = {
  ...sharedKeys,
  ...placeKeys,
  ...groupKeys,
  ...modelKeys,
  ...relationKeys,
  ...incrementalKeys,
  ...seedKeys,
};
export const testKeys = { ...sharedKeys, ...groupKeys, ...ownTestKeys };
export const sourceKeys = sharedKeys;

export type NodeValues = ValuesOf<typeof nodeKeys>;
export type TestValues = ValuesOf<typeof testKeys>;
export type SourceValues = ValuesOf<typeof sourceKeys>;

/** By the sections of docs/configs.md. */
export const configSections: ReadonlyMap<string, readonly ConfigKey[]> = new Map([
  ['Names and places', rows({ ...sharedKeys, ...placeKeys, ...groupKeys, ...modelKeys }, otherGeneralKeys)],
  ['Relations', rows(relationKeys, otherRelationKeys)],
  ['Incremental models', rows(incrementalKeys, otherIncrementalKeys)],
  ['Seeds', rows(seedKeys, [])],
  ['Data tests', rows(ownTestKeys, otherTestKeys)],
  ['Sources', rows({}, otherSourceKeys)],
  ['Snapshots', rows({}, otherSnapshotKeys)],
]);

export const configKeys: readonly ConfigKey[] = [...configSections.values()].flat();

function rows(working: WorkingKeys, others: readonly OtherKey[]): readonly ConfigKey[] {
  return [...Object.values(working), ...others];
}

/** The name with its other spellings. */
export function namesOf({ name, spellings = [] }: ConfigKey): readonly string[] {
  return [name, ...spellings];
}

/** Those, and the older names that are keys of their own for config.get. */
export function allNamesOf(key: ConfigKey): readonly string[] {
  return [...namesOf(key), ...(key.olderNames ?? [])];
}

interface KeysOfKind {
  readonly byName: ReadonlyMap<string, ConfigKey>;
  readonly others: readonly OtherKey[];
  readonly defaults: ReadonlyMap<string, JsonValue>;
}

const kinds: Readonly<Record<ConfigKind, KeysOfKind>> = {
  model: keysTakenBy('model'),
  seed: keysTakenBy('seed'),
  snapshot: keysTakenBy('snapshot'),
  test: keysTakenBy('test'),
  source: keysTakenBy('source'),
};

function keysTakenBy(kind: ConfigKind): KeysOfKind {
  const taken = configKeys.filter((key) => key.kinds.includes(kind) || key.refusedIn?.includes(kind));
  const named = taken.flatMap((key) => allNamesOf(key).map((name) => [name, key] as const));
  const defaults = configKeys.flatMap((key) => {
    const { default: value, defaultIn = key.kinds } = key;
    return value === undefined || !defaultIn.includes(kind) ? [] : namesOf(key).map((name) => [name, value] as const);
  });
  return {
    byName: new Map(named),
    others: taken.filter((key) => key.state !== 'works'),
    defaults: new Map(defaults),
  };
}

/** What a config of the kind may hold, by every name of it. */
export function keysOf(kind: ConfigKind): ReadonlyMap<string, ConfigKey> {
  return kinds[kind].byName;
}

/** Those that no property of the parsed config holds, in the order of the table. */
export function otherKeysOf(kind: ConfigKind): readonly OtherKey[] {
  return kinds[kind].others;
}

/** What config.get gives where nothing is stated. */
export function defaultsOf(kind: ConfigKind): ReadonlyMap<string, JsonValue> {
  return kinds[kind].defaults;
}

/** Keys whose templates are rendered where the value is used, by every name of them. */
export function keysWithTemplates(kind: ConfigKind): ReadonlySet<string> {
  return new Set([...keysOf(kind)].filter(([, key]) => key.keepsTemplates).map(([name]) => name));
}

/** Keys that the properties of the kind take beside `config:`. */
export function keysBeside(kind: ConfigKind): ReadonlySet<string> {
  return new Set(configKeys.filter((key) => key.besideIn?.includes(kind)).map(({ name }) => name));
}
