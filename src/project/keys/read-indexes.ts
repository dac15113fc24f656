// `indexes:` of a config.

import { Fields, type Reader, readBoolean, readListOf, readMap, readText, readTexts } from '../read-value.ts';
import type { Parts } from './config-key.ts';

export interface IndexSettings {
  readonly name: string | null;
  readonly columns: readonly string[];
  readonly expressions: readonly string[];
  readonly unique: boolean;
  readonly type: string;
  readonly include: readonly string[];
  readonly where: string | null;
}

export const indexParts: Parts = {
  name: 'Where it is not stated, a hash of what the index is, as in dbt.',
  columns: 'The columns, in order, as SQL: `created desc` and `lower(email)` too.',
  expressions: 'SQL expressions, after the columns.',
  unique: 'Whether it is unique: `false` where it is not stated.',
  type: 'The access method: `btree` where it is not stated.',
  include: 'Columns that are in the index without being part of its key.',
  where: 'The condition of a partial index.',
};

const readIndex: Reader<IndexSettings> = (value, name, report) => {
  const map = readMap(value, `an item of ${name}`, report);
  if (!map) return undefined;
  const fields = new Fields(map, report);
  fields.refuseUnknown(Object.keys(indexParts), 'an index');
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
