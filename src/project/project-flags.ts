// `flags:` of the project file as far as it holds options of commands: which there are, and what each takes. They are looked at before
// the project is read, since they say how its mistakes are reported. What is wrong counts as absent then, and is reported later.

import path from 'node:path';
import { logLevels } from '../diagnostics/log-level.ts';
import { isFile, readTextFile } from './list-files.ts';
import {
  Fields,
  type Reader,
  type Report,
  readBoolean,
  readInteger,
  readMap,
  readOneOf,
  readText,
} from './read-value.ts';
import { readYaml } from './read-yaml.ts';
import type { YamlMap } from './yaml-value.ts';

export type FlagValue = boolean | number | string;

const format = readOneOf(['text', 'json', 'debug', 'default']);
const level = readOneOf(logLevels);
const width = readInteger(1);
const size = readInteger(0);

/** dbt's `ProjectFlags`, by name; those that change what a project means are not options, and are not here. */
export const optionFlags: Readonly<Record<string, Reader<FlagValue>>> = {
  cache_selected_only: readBoolean,
  debug: readBoolean,
  fail_fast: readBoolean,
  hints_enabled: readBoolean,
  indirect_selection: readOneOf(['eager', 'cautious', 'buildable', 'empty']),
  log_format: format,
  log_format_file: format,
  log_level: level,
  log_level_file: level,
  maximum_seed_size_mib: size,
  partial_parse: readBoolean,
  populate_cache: readBoolean,
  printer_width: width,
  send_anonymous_usage_stats: readBoolean,
  snowflake_projects_otel: readBoolean,
  static_parser: readBoolean,
  use_colors: readBoolean,
  use_colors_file: readBoolean,
  use_experimental_parser: readBoolean,
  use_v2_parser: readBoolean,
  v2_parser: readText,
  version_check: readBoolean,
  warn_error: readBoolean,
  write_json: readBoolean,
};

/** What is given, by name. */
export function readOptionFlags(flags: YamlMap, report: Report): ReadonlyMap<string, FlagValue> {
  const fields = new Fields(flags, report);
  const found = new Map<string, FlagValue>();
  for (const [name, reader] of Object.entries(optionFlags)) {
    const value = fields.read(name, reader);
    if (value !== undefined) found.set(name, value);
  }
  return found;
}

/** Of the project file in the folder, as it is written: nothing of it is rendered, as in dbt. Nothing where there is none to be read. */
export async function findOptionFlags(directory: string): Promise<ReadonlyMap<string, FlagValue>> {
  const ignore = () => undefined;
  for (const name of ['project.yml', 'dbt_project.yml']) {
    const place = { path: name, absolute: path.join(directory, name) };
    const file = (await isFile(place.absolute)) ? await readTextFile(place, ignore) : null;
    const yaml = file && readYaml(file);
    if (!yaml?.ok || yaml.value.kind !== 'map') continue;
    const flags = new Fields(yaml.value, ignore).read('flags', readMap);
    return flags ? readOptionFlags(flags, ignore) : new Map();
  }
  return new Map();
}
