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
  name: {
    takes: 'a text',
    absent: 'a hash of what the index is, as in dbt',
    example: '[{ name: orders_by_day, columns: [day] }]',
    about: 'What the index is called.',
  },
  columns: {
    takes: 'a text or a list',
    absent: 'needed, unless there are `expressions`',
    example: '[{ columns: [customer_id, created_at desc] }]',
    about: 'The columns, in order, as SQL: `created desc` and `lower(email)` too.',
  },
  expressions: {
    takes: 'a text or a list',
    absent: 'none',
    example: "[{ expressions: ['lower(email)'] }]",
    about: 'SQL expressions, after the columns.',
  },
  unique: {
    takes: 'true or false',
    absent: '`false`',
    example: '[{ columns: [id], unique: true }]',
    about: 'Whether it is unique.',
  },
  type: {
    takes: 'a text',
    absent: '`btree`',
    example: '[{ columns: [tags], type: gin }]',
    about: 'The access method.',
  },
  include: {
    takes: 'a text or a list',
    absent: 'none',
    example: '[{ columns: [id], include: [status] }]',
    about: 'Columns that are in the index without being part of its key.',
  },
  where: {
    takes: 'a text',
    absent: 'all rows',
    example: `[{ columns: [day], where: "status = 'open'" }]`,
    about: 'The condition of a partial index.',
  },
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
