// Config keys of the relation that a node makes: what it is, what it has, and how it is published.

import { readBoolean, readOneOf, readText } from '../read-value.ts';
import { asksWhere, everyNode, type OtherKey, works } from './config-key.ts';
import { contractParts, persistDocsParts, readContract, readPersistDocs } from './read-contract.ts';
import { hookParts, readHooks, shownHooks } from './read-hooks.ts';
import { indexParts, readIndexes } from './read-indexes.ts';
import { partitionParts, readPartitionBy } from './read-partition-by.ts';
import { readGrants } from './read-records.ts';

export const relationKeys = {
  materializationName: works({
    name: 'materialized',
    kinds: everyNode,
    default: 'view',
    reader: readText,
    otherwise: 'view',
    about: '`view`, `table`, `incremental`, `materialized_view` or `ephemeral`. A seed is a seed whatever it says.',
  }),
  fullRefresh: works({
    name: 'full_refresh',
    kinds: everyNode,
    default: null,
    reader: readBoolean,
    otherwise: null,
    about: '`true` makes it anew in each run, `false` in none: both win over `--full-refresh`.',
  }),
  contractEnforced: works({
    name: 'contract',
    kinds: everyNode,
    merge: 'by key',
    default: { enforced: false, alias_types: true },
    parts: contractParts,
    reader: readContract,
    otherwise: false,
    shown: (enforced) => ({ enforced, alias_types: true }),
    about: 'Whether columns, types and constraints are as declared.',
  }),
  preHooks: works({
    name: 'pre_hook',
    spellings: ['pre-hook'],
    kinds: everyNode,
    merge: 'append',
    default: [],
    keepsTemplates: true,
    parts: hookParts,
    reader: readHooks,
    otherwise: [],
    shown: shownHooks,
    about: 'Statements before it is built: texts, or maps.',
  }),
  postHooks: works({
    name: 'post_hook',
    spellings: ['post-hook'],
    kinds: everyNode,
    merge: 'append',
    default: [],
    keepsTemplates: true,
    parts: hookParts,
    reader: readHooks,
    otherwise: [],
    shown: shownHooks,
    about: 'Statements after it was built: texts, or maps.',
  }),
  sqlHeader: works({
    name: 'sql_header',
    kinds: ['model'],
    reader: readText,
    otherwise: null,
    about: 'A statement before its query, in its transaction.',
  }),
  indexes: works({
    name: 'indexes',
    kinds: everyNode,
    parts: indexParts,
    reader: readIndexes,
    otherwise: [],
    about: 'Indexes of a table, a seed or a materialized view: a list of maps.',
  }),
  unlogged: works({
    name: 'unlogged',
    kinds: everyNode,
    reader: readBoolean,
    otherwise: false,
    about: 'A table that is not in the write-ahead log: faster, and empty after a crash.',
  }),
  partitionBy: works({
    name: 'partition_by',
    kinds: ['model'],
    refusedIn: ['seed', 'snapshot'],
    own: true,
    parts: partitionParts,
    reader: readPartitionBy,
    otherwise: null,
    about: 'Divides a table or incremental model into partitions. As other warehouses write it, it has no effect.',
  }),
  grants: works({
    name: 'grants',
    kinds: everyNode,
    merge: 'grants',
    default: {},
    reader: readGrants,
    otherwise: {},
    about:
      'Roles by privilege; nobody else has the privilege. With a plus (`+select`) they add to what is stated above.',
  }),
  persistDocs: works({
    name: 'persist_docs',
    kinds: everyNode,
    merge: 'by key',
    default: {},
    parts: persistDocsParts,
    reader: readPersistDocs,
    otherwise: { relation: false, columns: false },
    about: 'Which descriptions are comments in the database.',
  }),
  audit: works({
    name: 'audit',
    kinds: everyNode,
    own: true,
    reader: readBoolean,
    otherwise: false,
    about: 'Changes of its rows are logged in `audit_log`. For incremental models, seeds and snapshots.',
  }),
  publish: works({
    name: 'publish',
    kinds: everyNode,
    own: true,
    reader: readOneOf(['auto', 'in_place', 'swap']),
    otherwise: 'auto',
    about: 'How new rows take the place of old ones: `auto`, `in_place` or `swap`.',
  }),
};

export const otherRelationKeys: readonly OtherKey[] = [
  {
    name: 'publish_after',
    kinds: everyNode,
    own: true,
    state: 'refused',
    asks: asksWhere(readOneOf(['tests']), () => true),
    waitsFor: 'data tests in the transaction that publishes',
    meanwhile: 'rows are published before their data tests have run',
    about: '`tests`: rows that fail their data tests are not published.',
  },
  {
    name: 'on_configuration_change',
    kinds: ['model'],
    defaultIn: everyNode,
    default: 'apply',
    state: 'later',
    asks: asksWhere(readOneOf(['apply', 'continue', 'fail']), (choice) => choice !== 'apply'),
    waitsFor: 'plans that leave a changed config alone',
    meanwhile: 'a materialized view is always made what its config says',
    about: 'What becomes of a materialized view whose config has changed: only `apply` has an effect.',
  },
];
