// Config keys of incremental models, and of other tables whose rows are changed in place.

import { type Reader, readOneOf, readTexts } from '../read-value.ts';
import { type ConfigKind, everyNode, type OtherKey, tables, works } from './config-key.ts';

const models: readonly ConfigKind[] = ['model'];

export const incrementalStrategies = ['append', 'delete+insert', 'merge', 'insert_overwrite', 'microbatch'] as const;

/** What the keys of batches wait for, and the strategy itself. */
export const microbatch = 'the strategy microbatch';

/** As in dbt an empty text is no key. */
const readUniqueKey: Reader<readonly string[]> = (value, name, report) =>
  value.kind === 'scalar' && value.value === '' ? [] : readTexts(value, name, report);

export const incrementalKeys = {
  incrementalStrategy: works({
    name: 'incremental_strategy',
    takes: 'a text',
    example: 'merge',
    absent: '`delete+insert`; without `unique_key` `append`',
    beside: 'materialized: incremental, unique_key: id',
    kinds: models,
    defaultIn: everyNode,
    default: null,
    reader: readOneOf(incrementalStrategies),
    otherwise: null,
    about:
      '`append`, `delete+insert` or `merge`; `insert_overwrite` and `microbatch` are errors until a later version has them.',
  }),
  uniqueKey: works({
    name: 'unique_key',
    takes: 'a text or a list',
    example: '[affiliate_id, day]',
    beside: 'materialized: incremental',
    kinds: everyNode,
    default: null,
    reader: readUniqueKey,
    otherwise: [],
    about:
      'The columns by which a new row finds the one that it replaces: in incremental models, and where a table or seed is changed in place. As SQL: `\'"Id"\'` is quoted, and `delete+insert` takes expressions too.',
  }),
  incrementalPredicates: works({
    name: 'incremental_predicates',
    takes: 'a text or a list',
    example: `["dbt_internal_dest.day > now() - interval '7 days'"]`,
    beside: 'materialized: incremental, unique_key: id',
    olderNames: ['predicates'],
    kinds: models,
    reader: readTexts,
    otherwise: [],
    about: 'Conditions on the rows of the table that a batch may replace, as SQL.',
  }),
  mergeUpdateColumns: works({
    name: 'merge_update_columns',
    takes: 'a text or a list',
    example: '[status, amount]',
    absent: 'all but those of `unique_key`',
    beside: 'materialized: incremental, incremental_strategy: merge, unique_key: id',
    kinds: models,
    reader: readTexts,
    otherwise: null,
    about: 'The only columns that `merge` updates, as SQL.',
  }),
  mergeExcludeColumns: works({
    name: 'merge_exclude_columns',
    takes: 'a text or a list',
    example: '[created_at]',
    beside: 'materialized: incremental, incremental_strategy: merge, unique_key: id',
    kinds: models,
    reader: readTexts,
    otherwise: [],
    about: 'Columns that `merge` does not update, in any case.',
  }),
  touchColumns: works({
    name: 'touch_columns',
    takes: 'a text or a list',
    example: '[updated_at, updated_by]',
    beside: 'materialized: incremental, unique_key: id',
    kinds: everyNode,
    actsOn: tables,
    own: true,
    reader: readTexts,
    otherwise: [],
    about:
      "Set when another column of the row really changed: to the column's default, else to now in UTC or the session's user.",
  }),
  onSchemaChange: works({
    name: 'on_schema_change',
    takes: '`ignore`, `fail`, `append_new_columns`, `sync_all_columns`',
    example: 'append_new_columns',
    beside: 'materialized: incremental',
    kinds: everyNode,
    default: 'ignore',
    reader: readOneOf(['ignore', 'fail', 'append_new_columns', 'sync_all_columns']),
    otherwise: 'ignore',
    about: 'What becomes of a table that stays when its query, or the file of a seed, gives other columns.',
  }),
};

/** A row of a key that says how a model is made in batches. */
function ofBatches(
  name: string,
  parts: Pick<OtherKey, 'takes' | 'example' | 'about'> & { readonly default: null | number },
): OtherKey {
  return {
    name,
    kinds: models,
    defaultIn: everyNode,
    state: 'later',
    waitsFor: microbatch,
    meanwhile: 'no model is made in batches of time',
    ...parts,
  };
}

export const otherIncrementalKeys: readonly OtherKey[] = [
  ofBatches('batch_size', {
    takes: '`hour`, `day`, `month`, `year`',
    example: 'day',
    default: null,
    about: 'The length of a batch: `hour`, `day`, `month` or `year`.',
  }),
  ofBatches('begin', {
    takes: 'a text',
    example: "'2024-01-01'",
    default: null,
    about: 'The beginning of the first batch.',
  }),
  ofBatches('lookback', {
    takes: 'a whole number',
    example: '3',
    default: 1,
    about: 'How many batches before the newest are made again.',
  }),
  ofBatches('concurrent_batches', {
    takes: 'true or false',
    example: 'true',
    default: null,
    about: 'Whether batches are made at once.',
  }),
  {
    ...ofBatches('event_time', {
      takes: 'a text',
      example: 'created_at',
      default: null,
      about: 'The column by which rows belong to a batch.',
    }),
    kinds: [...everyNode, 'source'],
    defaultIn: [...everyNode, 'source'],
  },
];
