// dbt's unique ids and the names of generic tests, made the way dbt makes them.

import { createHash } from 'node:crypto';
import type { JsonObject, JsonValue } from '../base/json-value.ts';
import { isJsonObject } from '../base/json-value.ts';
import type { NodeId } from '../graph/node.ts';

/** `model.package.name`; the parts never contain what could make two ids equal, because names are checked on loading. */
export function nodeId(...parts: readonly string[]): NodeId {
  return parts.join('.') as NodeId;
}

/** The last ten digits of the md5 of what makes a generic test the one it is. */
export function testId(packageName: string, name: string, identity: JsonValue): NodeId {
  const hash = createHash('md5').update(JSON.stringify(identity)).digest('hex').slice(-10);
  return nodeId('test', packageName, name, hash);
}

/**
 * `test_relation_arguments`, arguments by name in alphabetical order, anything but letters, digits and underscores made
 * an underscore (dbt-core, `synthesize_generic_test_names`). A source's relation is `source_name_table`.
 */
export function genericTestName(
  test: string,
  subject: string,
  testArguments: JsonObject,
  column: string | null,
): string {
  const all: JsonObject = column === null ? testArguments : { ...testArguments, column_name: column };
  const flat = Object.keys(all)
    .sort()
    .flatMap((key) => flatten(all[key] ?? null))
    .map((text) => text.replace(/[^0-9a-zA-Z_]+/g, '_'));
  return `${test.replace('.', '_')}_${subject}_${flat.join('__')}`;
}

function flatten(value: JsonValue): readonly string[] {
  if (Array.isArray(value)) return value.map(pythonText);
  if (isJsonObject(value)) return Object.values(value).map(pythonText);
  return [pythonText(value)];
}

function pythonText(value: JsonValue): string {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'string' ? value : JSON.stringify(value);
}
