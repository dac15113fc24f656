// `groups:` of a properties file: names that models are gathered under, each with its owner.

import type { JsonObject } from '../base/json-value.ts';
import { errorAt } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/text-file.ts';
import { groupKeys } from './declaration-keys.ts';
import { Fields, type Reader, type Report, readMap, readText } from './read-value.ts';
import { entryOf, isNull, jsonObjectOf, type YamlMap } from './yaml-value.ts';

export interface Group {
  readonly packageName: string;
  readonly name: string;
  readonly owner: JsonObject;
  readonly description: string | null;
  readonly span: Span;
}

/** Of groups and exposures: a name or an email, and whatever else. */
export const readOwner: Reader<JsonObject> = (value, name, report) => {
  const map = readMap(value, name, report);
  if (!map) return undefined;
  const isGiven = (key: string) => {
    const entry = entryOf(map, key);
    return entry !== undefined && !isNull(entry.value);
  };
  if (isGiven('name') || isGiven('email')) return jsonObjectOf(map);
  report(
    errorAt('SETTING_MISSING', 'an owner needs "name" or "email"', { span: map.span, help: 'Add "email:" or "name:"' }),
  );
  return undefined;
};

export function readGroup(map: YamlMap, packageName: string, report: Report): Group | undefined {
  const fields = new Fields(map, report);
  const name = fields.requirePlaced('name', readText, 'a group');
  const owner = fields.require('owner', readOwner, 'a group');
  fields.refuseUnknown(Object.keys(groupKeys), 'a group', 'warning');
  if (!name || !owner) return undefined;
  const description = fields.read('description', readText) ?? null;
  return { packageName, name: name.value, owner, description, span: name.span };
}

/** One package's groups have one name each. */
export function reportDuplicateGroups(groups: readonly Group[], report: Report): void {
  const seen = new Map<string, Group>();
  for (const group of groups) {
    const key = JSON.stringify([group.packageName, group.name]);
    const first = seen.get(key);
    if (!first) seen.set(key, group);
    else
      report(
        errorAt('RESOURCE_DUPLICATE', `the group "${group.name}" is declared twice`, {
          span: group.span,
          notes: [{ message: 'it is declared here first', span: first.span }],
          help: 'Keep one of the two',
        }),
      );
  }
}
