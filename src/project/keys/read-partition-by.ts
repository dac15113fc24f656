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
import type { Part, Parts, Waiting } from './config-key.ts';
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

const retention: Waiting = {
  waitsFor: 'retention of partitions',
  meanwhile: 'partitions are kept, whatever their age',
};

const field: Part = {
  takes: 'a text',
  absent: 'needed',
  example: '{ field: created_at, granularity: day }',
  about: 'The column that decides where a row goes.',
};
const sharedParts: Parts = {
  default: {
    takes: 'true or false',
    absent: '`false`',
    example: '{ field: day, granularity: month, default: true }',
    about: 'Whether rows that fit no partition go to a default one.',
  },
  max_new: {
    takes: 'a whole number from 1',
    absent: '`36`',
    example: '{ field: day, granularity: day, max_new: 400 }',
    about: 'How many partitions a run may add.',
  },
};
const rangeParts: Parts = {
  field,
  granularity: {
    takes: granularities.map((one) => `\`${one}\``).join(', '),
    absent: 'needed, unless there are `values`',
    example: '{ field: day, granularity: week }',
    about: 'For ranges of time: how long a partition is.',
  },
  behind: {
    takes: 'a whole number from 0',
    absent: '`1`',
    example: '{ field: day, granularity: month, behind: 12 }',
    about: 'How many partitions before the current one are made.',
  },
  ahead: {
    takes: 'a whole number from 0',
    absent: '`1`',
    example: '{ field: day, granularity: month, ahead: 3 }',
    about: 'How many after it.',
  },
  retain: {
    takes: 'a map: `keep` (a number), `then` (`drop`, `detach`)',
    absent: 'all partitions stay',
    example: '{ field: day, granularity: month, retain: { keep: 12, then: detach } }',
    about: 'How many partitions stay, and what becomes of older ones.',
    waits: retention,
  },
  ...sharedParts,
};
const listParts: Parts = {
  field,
  values: {
    takes: 'a list',
    absent: 'needed, unless there is a `granularity`',
    example: '{ field: country, values: [de, fr, it] }',
    about: 'For lists, in place of `granularity`: a partition for each value.',
  },
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
