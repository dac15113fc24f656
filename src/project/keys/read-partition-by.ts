// `partition_by:` of a model's config.

import type { JsonValue } from '../../base/json-value.ts';
import {
  Fields,
  type Reader,
  readBoolean,
  readInteger,
  readMap,
  readOneOf,
  readText,
  wrongType,
} from '../read-value.ts';
import { isNull, jsonOf, type YamlValue } from '../yaml-value.ts';
import type { Parts } from './config-key.ts';
import { foreignKey } from './foreign-keys.ts';
import { refusal } from './no-effect.ts';

export const granularities = ['day', 'week', 'month', 'quarter', 'year'] as const;
export type Granularity = (typeof granularities)[number];

export type PartitionBy =
  | {
      readonly kind: 'range';
      readonly field: string;
      readonly granularity: Granularity;
      readonly behind: number;
      readonly ahead: number;
      readonly default: boolean;
      readonly maxNew: number;
    }
  | {
      readonly kind: 'list';
      readonly field: string;
      readonly values: readonly JsonValue[];
      readonly default: boolean;
      readonly maxNew: number;
    };

const retention = {
  waitsFor: 'retention of partitions',
  meanwhile: 'partitions are kept, whatever their age',
  about: 'How many partitions stay, and what becomes of older ones: `{keep, then: drop | detach}`.',
};

const field = 'The column that decides where a row goes.';
const sharedParts: Parts = {
  default: 'Whether rows that fit no partition go to a default one: `false` where it is not stated.',
  max_new: 'How many partitions a run may add: 36 where it is not stated.',
};
const rangeParts: Parts = {
  field,
  granularity: `For ranges of time: ${granularities.join(', ')}.`,
  behind: 'How many partitions before the current one are made: 1 where it is not stated.',
  ahead: 'How many after it: 1 where it is not stated.',
  retain: retention,
  ...sharedParts,
};
const listParts: Parts = {
  field,
  values: 'For lists, in place of `granularity`: a partition for each value.',
  ...sharedParts,
};

export const partitionParts: Parts = { ...rangeParts, ...listParts };

/** Keys that the key has on BigQuery alone. */
const foreignKeys = ['data_type', 'range', 'copy_partitions', 'time_ingestion_partitioning'];

/** As other warehouses take it: a column, columns, or a map that says nothing of Smelt's. dbt-postgres passes over them all. */
function isForeign(value: YamlValue): boolean {
  if (value.kind !== 'map') return true;
  const keys = value.entries.map((entry) => entry.key);
  return keys.some((key) => foreignKeys.includes(key)) || (keys.length === 1 && keys[0] === 'field');
}

/** By range of time (`granularity`), or by list (`values`). Undefined, with a warning, where it is for another warehouse. */
export const readPartitionBy: Reader<PartitionBy> = (value, name, report) => {
  if (isForeign(value)) {
    report(foreignKey(name, value.span));
    return undefined;
  }
  const map = readMap(value, name, report);
  if (!map) return undefined;
  const fields = new Fields(map, report);
  const isList = fields.entry('values') !== undefined;
  const parts = Object.keys(isList ? listParts : rangeParts);
  fields.refuseUnknown(parts, isList ? 'partition_by with values' : 'partition_by');
  const field = fields.require('field', readText, 'partition_by');
  const common = {
    default: fields.read('default', readBoolean) ?? false,
    maxNew: fields.read('max_new', readInteger(1)) ?? 36,
  };
  if (isList) {
    const list = fields.entry('values')?.value;
    if (list && list.kind !== 'list') return wrongType(list, 'values', 'a list', report);
    return field === undefined || !list
      ? undefined
      : { kind: 'list', field, values: list.items.map(jsonOf), ...common };
  }
  const granularity = fields.require('granularity', readOneOf(granularities), 'partition_by');
  const retain = fields.entry('retain');
  if (retain && !isNull(retain.value)) report(refusal('partition_by.retain', retention, retain.value.span));
  const behind = fields.read('behind', readInteger(0)) ?? 1;
  const ahead = fields.read('ahead', readInteger(0)) ?? 1;
  if (field === undefined || granularity === undefined) return undefined;
  return { kind: 'range', field, granularity, behind, ahead, ...common };
};
