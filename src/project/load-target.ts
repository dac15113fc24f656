// Which target a run goes to, and its settings: from `targets:` of the project file, else from dbt's profiles.yml.
// Only the chosen target is rendered, so that variables of the others need not be set.

import path from 'node:path';
import { errorAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import type { SourceText, Span } from '../diagnostics/source-text.ts';
import { Fields, type Report, readInteger, readMap, readOneOf, readText } from './read-value.ts';
import { readYaml } from './read-yaml.ts';
import { renderMap, renderSettings, type SettingContext } from './render-setting.ts';
import { sslModes, type Target } from './target.ts';
import { entryOf, type YamlEntry, type YamlMap } from './yaml-value.ts';

export interface TargetChoice {
  readonly root: string;
  readonly projectFile: SourceText;
  /** The project file's map, as written. */
  readonly project: YamlMap;
  readonly profiles: SourceText | null;
  readonly context: SettingContext;
  /** `--target`. */
  readonly targetName: string | null;
  /** `--profile`. */
  readonly profileName: string | null;
}

export interface LoadedTarget {
  readonly target: Target;
  /** Null where the project file has the targets. */
  readonly profileName: string | null;
}

/** Undefined after a report. */
export function loadTarget(choice: TargetChoice, report: Report): LoadedTarget | undefined {
  const context: SettingContext = { ...choice.context, secretsAllowed: true };
  const outputs = entryOf(choice.project, 'targets')
    ? projectOutputs(choice, report)
    : profileOutputs(choice, context, report);
  if (!outputs) return undefined;
  const entry = chooseTarget(choice, outputs, context, report);
  if (!entry) return undefined;
  const written = readMap(entry.value, entry.key, report);
  const target =
    written &&
    readTarget(
      choice.root,
      { entry, map: renderMap(written, context, () => true, report), strict: outputs.strict },
      report,
    );
  for (const other of outputs.map.entries) if (other !== entry) checkKeys(other, outputs.strict, report);
  return target && { target, profileName: outputs.profileName };
}

interface Outputs {
  readonly map: YamlMap;
  /** What `target:` beside them says. */
  readonly defaultEntry: YamlEntry | undefined;
  readonly place: Span;
  /** Whether unknown keys are errors: in Smelt's own block, not in dbt's profiles. */
  readonly strict: boolean;
  readonly profileName: string | null;
}

function projectOutputs(choice: TargetChoice, report: Report): Outputs | undefined {
  const entry = entryOf(choice.project, 'targets');
  const map = entry && readMap(entry.value, 'targets', report);
  return (
    entry &&
    map && {
      map,
      defaultEntry: entryOf(choice.project, 'target'),
      place: entry.keySpan,
      strict: true,
      profileName: null,
    }
  );
}

function profileOutputs(choice: TargetChoice, context: SettingContext, report: Report): Outputs | undefined {
  const start: Span = { source: choice.projectFile, start: 0, end: 0 };
  const profileEntry = entryOf(choice.project, 'profile');
  const example = 'Add "targets: { embedded: { type: embedded, path: .smelt/database } }" to the project file';
  if (!choice.profiles) {
    const message =
      profileEntry || choice.profileName
        ? 'no profiles.yml was found for the profile of this project'
        : 'the project has no targets';
    report(errorAt('TARGET_MISSING', message, { span: profileEntry?.keySpan ?? start, help: example }));
    return undefined;
  }
  const written =
    profileEntry &&
    readText(
      renderSettings(profileEntry.value, context, () => true, report),
      'profile',
      report,
    );
  const name = choice.profileName ?? written;
  if (name === undefined) {
    if (!profileEntry)
      report(
        errorAt('TARGET_MISSING', 'the project has neither targets nor a profile', { span: start, help: example }),
      );
    return undefined;
  }
  const yaml = readYaml(choice.profiles);
  if (!yaml.ok) {
    yaml.problems.forEach(report);
    return undefined;
  }
  const profiles = readMap(yaml.value, 'profiles.yml', report);
  const entry = profiles && entryOf(profiles, name);
  if (profiles && !entry) {
    const names = profiles.entries.map((one) => one.key).filter((one) => one !== 'config');
    report(
      errorAt('TARGET_MISSING', `there is no profile "${name}" in ${choice.profiles.path}`, {
        span: profileEntry?.value.span ?? start,
        notes: [{ message: 'profiles are read from here', span: { source: choice.profiles, start: 0, end: 0 } }],
        help: didYouMean(name, names, `Its profiles are ${names.join(', ')}`),
      }),
    );
  }
  const profile = entry && readMap(entry.value, name, report);
  if (!entry || !profile) return undefined;
  const map = new Fields(profile, report).require('outputs', readMap, 'a profile');
  return (
    map && { map, defaultEntry: entryOf(profile, 'target'), place: entry.keySpan, strict: false, profileName: name }
  );
}

function chooseTarget(
  choice: TargetChoice,
  outputs: Outputs,
  context: SettingContext,
  report: Report,
): YamlEntry | undefined {
  const { map, defaultEntry, place } = outputs;
  const names = map.entries.map((entry) => entry.key);
  const written =
    defaultEntry &&
    readText(
      renderSettings(defaultEntry.value, context, () => true, report),
      'target',
      report,
    );
  if (defaultEntry && written === undefined && choice.targetName === null) return undefined;
  const only = names.length === 1 ? names[0] : undefined;
  const name = choice.targetName ?? written ?? (names.includes('default') ? 'default' : only);
  const known = names.length === 0 ? 'Give at least one target' : `The targets are ${names.join(', ')}`;
  if (name === undefined) {
    report(
      errorAt('TARGET_UNKNOWN', 'it is not said which target to use', {
        span: place,
        help: names.length === 0 ? known : `Add "target: ${names[0]}", or use --target with one of ${names.join(', ')}`,
      }),
    );
    return undefined;
  }
  const entry = entryOf(map, name);
  if (!entry) {
    const span = choice.targetName === null && defaultEntry ? defaultEntry.value.span : place;
    report(errorAt('TARGET_UNKNOWN', `there is no target "${name}"`, { span, help: didYouMean(name, names, known) }));
  }
  return entry;
}

const types = ['embedded', 'postgres'] as const;
const embeddedKeys = ['type', 'path', 'schema', 'state_schema', 'threads', 'time_zone'];
const serverKeys = [
  'type',
  'url',
  'host',
  'port',
  'user',
  'password',
  'pass',
  'dbname',
  'database',
  'schema',
  'state_schema',
  'threads',
  'sslmode',
  'sslrootcert',
  'search_path',
  'role',
  'connect_timeout',
  'keepalives_idle',
  'retries',
  'time_zone',
];

function checkKeys(entry: YamlEntry, strict: boolean, report: Report): void {
  const map = readMap(entry.value, entry.key, report);
  const type = map && entryOf(map, 'type')?.value;
  if (!map || type?.kind !== 'scalar') return;
  const known = type.value === 'embedded' ? embeddedKeys : type.value === 'postgres' ? serverKeys : null;
  if (known)
    new Fields(map, report).refuseUnknown(known, `a target of type ${type.value}`, strict ? 'error' : 'warning');
}

interface WrittenTarget {
  readonly entry: YamlEntry;
  /** Its settings, rendered. */
  readonly map: YamlMap;
  /** Whether a key that nobody knows is an error. */
  readonly strict: boolean;
}

function readTarget(root: string, { entry, map, strict }: WrittenTarget, report: Report): Target | undefined {
  const fields = new Fields(map, report);
  const type = fields.require('type', readOneOf(types), `the target "${entry.key}"`);
  if (type === undefined) return undefined;
  checkKeys({ ...entry, value: map }, strict, report);
  const threads = fields.read('threads', readInteger(1, 1000)) ?? 1;
  const timeZone = fields.read('time_zone', readText);
  const stateSchema = readStateSchema(fields, map, report);
  if (type === 'embedded') {
    const directory = fields.read('path', readText) ?? '.smelt/database';
    const schema = fields.read('schema', readText) ?? 'public';
    return {
      kind: 'embedded',
      name: entry.key,
      path: path.resolve(root, directory),
      schema,
      threads,
      ...defined({ timeZone, stateSchema }),
    };
  }
  const schema = fields.require('schema', readText, `the target "${entry.key}"`);
  const settings = {
    url: fields.read('url', readText),
    host: fields.read('host', readText),
    port: fields.read('port', readInteger(1, 65535)),
    user: fields.read('user', readText),
    password: fields.read('password', readText) ?? fields.read('pass', readText),
    dbname: fields.read('dbname', readText) ?? fields.read('database', readText),
    sslmode: fields.read('sslmode', readOneOf(sslModes)),
    sslrootcert: fields.read('sslrootcert', readText),
    searchPath: fields.read('search_path', readText),
    role: fields.read('role', readText),
    connectTimeout: fields.read('connect_timeout', readInteger(0)),
    keepalivesIdle: fields.read('keepalives_idle', readInteger(0)),
    retries: fields.read('retries', readInteger(0)),
    timeZone,
    stateSchema,
  };
  return schema === undefined ? undefined : { kind: 'server', name: entry.key, schema, threads, ...defined(settings) };
}

/** Another schema than that of the models, whose names could meet those of the state's tables. */
function readStateSchema(fields: Fields, map: YamlMap, report: Report): string | undefined {
  const schema = fields.read('state_schema', readText);
  if (schema === undefined) return undefined;
  const wrong =
    schema === '' || Buffer.byteLength(schema) > 63
      ? 'has no length that a name of PostgreSQL may have'
      : /^pg_|^information_schema$/.test(schema)
        ? "is one of PostgreSQL's own schemas"
        : undefined;
  const value = entryOf(map, 'state_schema')?.value;
  if (wrong === undefined && schema !== valueText(entryOf(map, 'schema')?.value)) return schema;
  report(
    errorAt('SETTING_VALUE', `"state_schema" ${wrong ?? "is the target's schema, where the models go"}`, {
      ...(value ? { span: value.span } : {}),
      help: 'Name a schema in which nothing but the state of Smelt is, or leave the setting out: then it is "smelt"',
    }),
  );
  return undefined;
}

function valueText(value: YamlMap['entries'][number]['value'] | undefined): string | undefined {
  return value?.kind === 'scalar' ? String(value.value) : undefined;
}

type Defined<T> = { [K in keyof T]?: Exclude<T[K], undefined> };

/** The object without the keys that hold undefined. */
function defined<T extends object>(object: T): Defined<T> {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as Defined<T>;
}
