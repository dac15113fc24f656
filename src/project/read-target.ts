// The settings of one target, read by the table of their keys.

import path from 'node:path';
import { errorAt } from '../diagnostics/diagnostic.ts';
import { Fields, type Report, readMap } from './read-value.ts';
import { readKeys } from './setting-key.ts';
import type { Target } from './target.ts';
import { embeddedKeys, serverKeys, targetKeyNames, typeKey } from './target-keys.ts';
import { entryOf, type YamlEntry, type YamlMap } from './yaml-value.ts';

export interface WrittenTarget {
  readonly entry: YamlEntry;
  /** Its settings, rendered. */
  readonly map: YamlMap;
  /** Whether a key that nobody knows is an error. */
  readonly strict: boolean;
}

/** Undefined after a report. */
export function readTarget(root: string, { entry, map, strict }: WrittenTarget, report: Report): Target | undefined {
  const fields = new Fields(map, report);
  const name = entry.key;
  const of = `the target "${name}"`;
  const type = fields.require(typeKey.name, typeKey.reader, of);
  if (type === undefined) return undefined;
  checkTargetKeys({ ...entry, value: map }, strict, report);
  if (type === 'embedded') {
    const values = readKeys(embeddedKeys, { fields, of }, report);
    checkStateSchema(map, values, report);
    return { kind: 'embedded', name, ...defined(values), path: path.resolve(root, values.path) };
  }
  const values = readKeys(serverKeys, { fields, of }, report);
  checkStateSchema(map, values, report);
  const { schema } = values;
  return schema === undefined ? undefined : { kind: 'server', name, ...defined(values), schema };
}

/** Keys that a target of its type does not have; without a type that is known nothing is reported here. */
export function checkTargetKeys(entry: YamlEntry, strict: boolean, report: Report): void {
  const map = readMap(entry.value, entry.key, report);
  const type = map && entryOf(map, typeKey.name)?.value;
  if (!map || type?.kind !== 'scalar') return;
  const keys = type.value === 'embedded' ? embeddedKeys : type.value === 'postgres' ? serverKeys : null;
  if (!keys) return;
  const severity = strict ? 'error' : 'warning';
  new Fields(map, report).refuseUnknown(targetKeyNames(keys), `a target of type ${type.value}`, severity);
}

/** Another schema than that of the models, whose names could meet those of the state's tables. */
function checkStateSchema(
  map: YamlMap,
  { schema, stateSchema }: { readonly schema: string | undefined; readonly stateSchema: string | undefined },
  report: Report,
): void {
  if (stateSchema === undefined) return;
  const wrong =
    stateSchema === '' || Buffer.byteLength(stateSchema) > 63
      ? 'has no length that a name of PostgreSQL may have'
      : /^pg_|^information_schema$/.test(stateSchema)
        ? "is one of PostgreSQL's own schemas"
        : stateSchema === schema
          ? "is the target's schema, where the models go"
          : undefined;
  if (wrong === undefined) return;
  const value = entryOf(map, 'state_schema')?.value;
  report(
    errorAt('SETTING_VALUE', `"state_schema" ${wrong}`, {
      ...(value ? { span: value.span } : {}),
      help: 'Name a schema in which nothing but the state of Smelt is, or leave the setting out: then it is "smelt"',
    }),
  );
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

/** The object without the keys that hold undefined. */
function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
