// `latest_version_pointer:`, a map, or a truth in its place.

import { Fields, type Reader, readBoolean, readMap, readText } from '../read-value.ts';
import { isNull } from '../yaml-value.ts';
import type { Parts } from './config-key.ts';

export type LatestVersionPointer = {
  /** Null: as the project's flag `latest_version_pointer_enabled_by_default` says. */
  readonly enabled: boolean | null;
  /** Null: the model's name. */
  readonly alias: string | null;
};

export const latestVersionPointerParts: Parts = {
  enabled: {
    takes: 'true or false',
    absent: 'as the flag `latest_version_pointer_enabled_by_default` says',
    example: '{ enabled: true }',
    about: 'Whether there is such a view.',
  },
  alias: {
    takes: 'a text',
    absent: "the model's name",
    example: '{ enabled: true, alias: orders_latest }',
    about: 'Its name. A macro `generate_latest_version_pointer_alias` has the last word.',
  },
};

export const readLatestVersionPointer: Reader<LatestVersionPointer> = (value, name, report) => {
  if (value.kind === 'scalar' && !isNull(value)) {
    const enabled = readBoolean(value, name, report);
    return enabled === undefined ? undefined : { enabled, alias: null };
  }
  const map = readMap(value, name, report);
  if (!map) return undefined;
  const fields = new Fields(map, report);
  fields.refuseUnknown(Object.keys(latestVersionPointerParts), name);
  return {
    enabled: fields.read('enabled', readBoolean) ?? null,
    alias: fields.read('alias', readText) ?? null,
  };
};
