// Edits of what hangs on a node's relation: descriptions, grants, indexes, constraints, hooks, partitions, and how it is written.

import type { Random } from '../support/random.ts';
import { type Edit, modelsOf, withChanged } from './edit-data.ts';
import {
  columnsOf,
  type HookState,
  type IndexState,
  type ModelState,
  type PartitionState,
  type ProjectNode,
  type ProjectState,
  roles,
} from './project-state.ts';

const texts = ['first', 'second', "it's third", 'fourth\nin two lines'];

export const editDescription: Edit = (state, random) => {
  const node = random.pick(state.nodes);
  const what = random.pick(['node', 'node', 'column', 'column', 'persist'] as const);
  // Turned off, it leaves the comments of what is not made anew, as in dbt.
  if (what === 'persist') return withChanged(state, { ...node, persistDocs: true });
  const text = random.chance(0.2) ? '' : random.pick(texts);
  const described = { ...node, persistDocs: true };
  if (what === 'node') return withChanged(state, { ...described, description: text });
  const column = random.pick(columnsOf(state, node.name)).name;
  const { [column]: _, ...others } = node.columnDescriptions;
  const columnDescriptions = text === '' ? others : { ...others, [column]: text };
  return withChanged(state, { ...described, columnDescriptions });
};

/** Once there, the key stays: without it grants are left as they stand. A hook's grant and the config's exclude each other. */
export const editGrant: Edit = (state, random) => {
  const node = random.pick(state.nodes);
  if (node.hooks.some(({ kind }) => kind === 'grant')) return state;
  return withChanged(state, { ...node, grants: roles.filter(() => random.chance(0.5)) });
};

export const editIndex: Edit = (state, random) => {
  const node = random.pick(state.nodes);
  if (node.indexes.length > 0 && random.chance(0.4)) {
    const gone = random.below(node.indexes.length);
    return withChanged(state, { ...node, indexes: node.indexes.toSpliced(gone, 1) });
  }
  return withChanged(state, { ...node, indexes: [...node.indexes, randomIndex(state, node, random)] });
};

function randomIndex(state: ProjectState, node: ProjectNode, random: Random): IndexState {
  return {
    column: random.pick(columnsOf(state, node.name)).name,
    name: random.chance(0.3) ? `${node.name}_named_${1 + random.below(2)}` : null,
    unique: random.chance(0.3),
    type: random.pick(['btree', 'btree', 'hash']),
  };
}

export const editContract: Edit = (state, random) => {
  const models = modelsOf(state);
  if (models.length === 0) return state;
  const model = random.pick(models);
  if (model.contract !== null && random.chance(0.3)) return withChanged(state, { ...model, contract: null });
  const contract = {
    primaryKey: random.chance(0.4),
    notNull: random.chance(0.5),
    check: random.chance(0.4),
    unique: random.chance(0.2) ? 'id' : null,
  };
  return withChanged(state, { ...model, contract });
};

export const editHook: Edit = (state, random) => {
  const node = random.pick(state.nodes);
  // What a hook has granted stays granted, as in dbt.
  const others = node.hooks.filter(({ kind }) => kind !== 'grant');
  if (others.length > 0 && random.chance(0.4)) {
    const gone = random.pick(others);
    return withChanged(state, { ...node, hooks: node.hooks.filter((hook) => hook !== gone) });
  }
  const hook = randomHook(state, node, random);
  if (hook.kind === 'grant' && node.grants !== null) return state;
  return node.hooks.some((one) => doubles(one, hook))
    ? state
    : withChanged(state, { ...node, hooks: [...node.hooks, hook] });
};

/** Both together fail, or give what depends on their order. */
function doubles(one: HookState, other: HookState): boolean {
  if (one.kind !== other.kind) return false;
  if (one.kind === 'column comment' && other.kind === 'column comment') return one.column === other.column;
  return one.kind === 'index' && other.kind === 'index' ? one.name !== null && one.name === other.name : true;
}

function randomHook(state: ProjectState, node: ProjectNode, random: Random): HookState {
  const column = random.pick(columnsOf(state, node.name)).name;
  const hooks: readonly HookState[] = [
    { kind: 'index', column, name: null },
    { kind: 'index', column, name: `${node.name}_hook_index` },
    { kind: 'check', name: null },
    { kind: 'check', name: `${node.name}_hook_check` },
    { kind: 'primary key' },
    { kind: 'unique', name: `${node.name}_hook_unique` },
    { kind: 'not null' },
    { kind: 'default' },
    { kind: 'fillfactor', value: random.pick([50, 70]) },
    { kind: 'statistics', value: random.pick([10, 200]) },
    { kind: 'trigger' },
    { kind: 'comment', text: random.pick(['hook one', 'hook two']) },
    { kind: 'column comment', column, text: random.pick(['hook one', 'hook two']) },
    { kind: 'grant', role: random.pick(roles) },
  ];
  return random.pick(hooks);
}

export const editPartition: Edit = (state, random) => {
  const models = modelsOf(state).filter(
    ({ materialized }) => materialized === 'table' || materialized === 'incremental',
  );
  if (models.length === 0) return state;
  const model = random.pick(models);
  if (model.partition !== null && random.chance(0.5)) return withChanged(state, { ...model, partition: null });
  const moments = columnsOf(state, model.name).filter(({ type }) => type === 'date' || type === 'timestamp');
  const choices: readonly PartitionState[] = [
    { by: 'list' },
    ...moments.map(({ name }): PartitionState => {
      return { by: 'range', column: name, granularity: random.chance(0.5) ? 'month' : 'year' };
    }),
  ];
  return withChanged(state, { ...model, partition: random.pick(choices) });
};

export const editStrategy: Edit = (state, random) => {
  const model = anyIncremental(state, random);
  return model ? withChanged(state, { ...model, strategy: random.pick(['delete+insert', 'merge', 'append']) }) : state;
};

export const editSchemaChange: Edit = (state, random) => {
  const model = anyIncremental(state, random);
  const choices = ['ignore', 'fail', 'append_new_columns', 'sync_all_columns', 'sync_all_columns'] as const;
  return model ? withChanged(state, { ...model, onSchemaChange: random.pick(choices) }) : state;
};

function anyIncremental(state: ProjectState, random: Random): ModelState | null {
  const models = modelsOf(state).filter(({ materialized }) => materialized === 'incremental');
  return models.length === 0 ? null : random.pick(models);
}

export const editPublish: Edit = (state, random) => {
  const models = modelsOf(state);
  if (models.length === 0) return state;
  return withChanged(state, { ...random.pick(models), publish: random.pick(['auto', 'swap', 'in_place']) });
};
