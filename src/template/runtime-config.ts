// `builtins.ref.config`: what dbt's RuntimeConfig says of the project and of the run, as far as packages read it.

import { isJsonObject, type JsonObject } from '../base/json-value.ts';
import { dictFrom } from '../jinja/python/dicts.ts';
import { fromJson } from '../jinja/python/from-json.ts';
import { toJson } from '../jinja/python/to-json.ts';
import { HostObject, type Value } from '../jinja/value.ts';
import type { YamlDataObject } from '../project/yaml-value.ts';
import { dataValueOf } from './data-value.ts';
import { notThere } from './not-there.ts';
import { ConfigRecord, RecordObject } from './record-object.ts';
import type { RunFacts } from './vocabulary.ts';

export class RuntimeConfig extends HostObject {
  override readonly typeName = 'RuntimeConfig';
  readonly #run: RunFacts;

  constructor(run: RunFacts) {
    super();
    this.#run = run;
  }
  override toText(): string {
    return '<RuntimeConfig>';
  }
  override getAttribute(name: string): Value | undefined {
    const make = fields.get(name);
    return make ? make(this.#run) : notThere(missing, name);
  }
}

/** `config.vars`: an object in dbt, which packages make a dictionary of. */
function varsOf(vars: YamlDataObject): RecordObject {
  const value = dataValueOf(vars);
  const plain = toJson(value);
  return new RecordObject('VarProvider', new Map([['vars', value]]), isJsonObject(plain) ? plain : {});
}

function projectOf(name: string, version: string | null): RecordObject {
  const plain: JsonObject = { project_name: name, version };
  const entries = Object.entries(plain).map(([key, one]) => [key, fromJson(one)] as const);
  return new RecordObject('RuntimeConfig', new Map(entries), plain);
}

const fields: ReadonlyMap<string, (run: RunFacts) => Value> = new Map<string, (run: RunFacts) => Value>([
  ['project_name', ({ projectName }) => projectName],
  ['version', ({ versions, projectName }) => versions.get(projectName) ?? null],
  ['profile_name', ({ target }) => target.profileName],
  ['target_name', ({ target }) => target.name],
  ['threads', ({ threads }) => BigInt(threads)],
  ['vars', ({ vars }) => varsOf(vars)],
  ['cli_vars', ({ givenVars }) => dataValueOf(givenVars)],
  ['args', ({ command, fullRefresh }) => new ConfigRecord({ which: command, full_refresh: fullRefresh })],
  [
    'dependencies',
    ({ versions }) => dictFrom([...versions].map(([name, version]) => [name, projectOf(name, version)])),
  ],
]);

const missing = {
  of: 'the config of a run',
  help: 'There are project_name, version, profile_name, target_name, threads, vars, cli_vars, args and dependencies',
  attributes: [
    ...[
      'credentials',
      'dispatch',
      'packages',
      'query_comment',
      'quoting',
      'selectors',
      'restrict_access',
      'unrendered',
    ],
    ...['models', 'seeds', 'snapshots', 'sources', 'tests', 'unit_tests', 'exposures', 'functions', 'metrics'],
    ...['semantic_models', 'saved_queries', 'on_run_start', 'on_run_end', 'manifest_selectors'],
    ...['model_paths', 'seed_paths', 'snapshot_paths', 'test_paths', 'macro_paths', 'analysis_paths', 'docs_paths'],
    ...['asset_paths', 'function_paths', 'target_path', 'log_path', 'packages_install_path', 'clean_targets'],
    ...['project_root', 'project_target_path', 'config_version', 'require_dbt_version', 'hashed_name'],
    ...['profile_env_vars', 'project_env_vars'],
  ],
};
