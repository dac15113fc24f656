// Config keys of snapshots alone, none of which has an effect before snapshots run.

import type { JsonValue } from '../../base/json-value.ts';
import type { OtherKey } from './config-key.ts';

/** What they wait for, as does whatever is stated for a snapshot: a snapshot is reported as a whole. */
export const snapshots = 'snapshots';

function ofSnapshots(
  name: string,
  parts: Pick<OtherKey, 'takes' | 'example' | 'about'>,
  otherwise: JsonValue = null,
): OtherKey {
  return {
    name,
    kinds: ['snapshot'],
    default: otherwise,
    ...parts,
    state: 'later',
    waitsFor: snapshots,
    meanwhile: 'snapshots are not run yet',
  };
}

export const otherSnapshotKeys: readonly OtherKey[] = [
  ofSnapshots('strategy', {
    takes: '`timestamp`, `check`',
    example: 'timestamp',
    about: 'How changed rows are found: `timestamp` or `check`.',
  }),
  ofSnapshots('updated_at', {
    takes: 'a text',
    example: 'updated_at',
    about: 'The column that says when a row was changed.',
  }),
  ofSnapshots('check_cols', {
    takes: 'a list, or `all`',
    example: '[status, amount]',
    about: 'The columns whose change is one of the row, or `all`.',
  }),
  ofSnapshots('target_schema', { takes: 'a text', example: 'history', about: 'The older way to say `schema`.' }),
  ofSnapshots('target_database', { takes: 'a text', example: 'analytics', about: 'The older way to say `database`.' }),
  ofSnapshots('hard_deletes', {
    takes: '`ignore`, `invalidate`, `new_record`',
    example: 'invalidate',
    about: 'What becomes of rows that are gone: `ignore`, `invalidate` or `new_record`.',
  }),
  ofSnapshots('invalidate_hard_deletes', {
    takes: 'true or false',
    example: 'true',
    about: 'The older way to say `hard_deletes: invalidate`.',
  }),
  ofSnapshots('dbt_valid_to_current', {
    takes: 'a text',
    example: `"date '9999-12-31'"`,
    about: 'What `dbt_valid_to` holds of a row that is valid.',
  }),
  {
    ...ofSnapshots(
      'snapshot_meta_column_names',
      {
        takes: 'a map of texts',
        example: '{ dbt_valid_to: valid_to }',
        about: "Other names for the snapshot's own columns.",
      },
      {
        dbt_valid_to: null,
        dbt_valid_from: null,
        dbt_scd_id: null,
        dbt_updated_at: null,
        dbt_is_deleted: null,
      },
    ),
    merge: 'by key',
  },
];
