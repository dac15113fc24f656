// `partition_by:` and `indexes:` of a model's config, validated.

import { errorAt, warningAt } from '../diagnostics/diagnostic.ts';
import { granularities, type IndexSettings, type PartitionBy } from './model-config.ts';
import {
  Fields,
  type Reader,
  readBoolean,
  readInteger,
  readListOf,
  readMap,
  readOneOf,
  readText,
  readTexts,
  wrongType,
} from './read-value.ts';
import { jsonOf, type YamlValue } from './yaml-value.ts';

const rangeKeys = ['field', 'granularity', 'behind', 'ahead', 'retain', 'default', 'max_new'];
const listKeys = ['field', 'values', 'default', 'max_new'];

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
    report(
      warningAt('SETTING_FOREIGN', `"${name}" is written for another warehouse, and makes no partitions here`, {
        span: value.span,
        help: 'Leave it, or write {field: …, granularity: day, month or year} or {field: …, values: […]} for partitions',
      }),
    );
    return undefined;
  }
  const map = readMap(value, name, report);
  if (!map) return undefined;
  const fields = new Fields(map, report);
  const isList = fields.entry('values') !== undefined;
  fields.refuseUnknown(isList ? listKeys : rangeKeys, isList ? 'partition_by with values' : 'partition_by');
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
  const retain = fields.read('retain', readRetain) ?? null;
  const behind = fields.read('behind', readInteger(0)) ?? 1;
  const ahead = fields.read('ahead', readInteger(0)) ?? 1;
  if (retain && retain.keep < behind) {
    const span = fields.entry('retain')?.value.span;
    report(
      errorAt(
        'CONFIG_CONFLICT',
        `partition_by keeps ${retain.keep} partitions, but makes ${behind} behind the current one`,
        {
          span,
          help: 'Keep at least as many as "behind" says',
        },
      ),
    );
  }
  if (field === undefined || granularity === undefined) return undefined;
  return { kind: 'range', field, granularity, behind, ahead, retain, ...common };
};

const readRetain: Reader<{ readonly keep: number; readonly action: 'drop' | 'detach' }> = (value, name, report) => {
  const map = readMap(value, name, report);
  if (!map) return undefined;
  const fields = new Fields(map, report);
  fields.refuseUnknown(['keep', 'then'], 'retain');
  const keep = fields.require('keep', readInteger(0), 'retain');
  const action = fields.require('then', readOneOf(['drop', 'detach']), 'retain');
  return keep === undefined || action === undefined ? undefined : { keep, action };
};

const indexKeys = ['name', 'columns', 'expressions', 'unique', 'type', 'include', 'where'];

const readIndex: Reader<IndexSettings> = (value, name, report) => {
  const map = readMap(value, `an item of ${name}`, report);
  if (!map) return undefined;
  const fields = new Fields(map, report);
  fields.refuseUnknown(indexKeys, 'an index');
  const columns = fields.read('columns', readTexts) ?? [];
  const expressions = fields.read('expressions', readTexts) ?? [];
  if (columns.length + expressions.length === 0 && !fields.entry('expressions'))
    fields.require('columns', readTexts, 'an index');
  return {
    name: fields.read('name', readText) ?? null,
    columns,
    expressions,
    unique: fields.read('unique', readBoolean) ?? false,
    type: fields.read('type', readText) ?? 'btree',
    include: fields.read('include', readTexts) ?? [],
    where: fields.read('where', readText) ?? null,
  };
};

export const readIndexes: Reader<readonly IndexSettings[]> = readListOf(readIndex);
