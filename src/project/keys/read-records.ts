// Readers of maps whose keys are names that the project chooses: grants, column types, meta.

import type { JsonObject } from '../../base/json-value.ts';
import { type Reader, readMap, readText, readTexts } from '../read-value.ts';
import { jsonObjectOf } from '../yaml-value.ts';

export const readMeta: Reader<JsonObject> = (value, name, report) => {
  const map = readMap(value, name, report);
  return map && jsonObjectOf(map);
};

/** Roles by privilege. */
export const readGrants = readRecordOf(readTexts);
/** Types by column. */
export const readColumnTypes = readRecordOf(readText);

function readRecordOf<T>(reader: Reader<T>): Reader<Readonly<Record<string, T>>> {
  return (value, name, report) => {
    const map = readMap(value, name, report);
    if (!map) return undefined;
    const entries = map.entries.flatMap((entry) => {
      const item = reader(entry.value, entry.key, report);
      return item === undefined ? [] : [[entry.key, item] as const];
    });
    return Object.fromEntries(entries);
  };
}
