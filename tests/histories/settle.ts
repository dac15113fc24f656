// Makes a project of whatever an edit or a reduction has left: what names a node or a column that is gone goes too, and
// settings that do not fit the kind of their node.

import {
  columnsOf,
  fits,
  type HookState,
  type IndexState,
  type KnownColumn,
  type ModelState,
  type ProjectNode,
  type ProjectState,
} from './project-state.ts';

export function settle(state: ProjectState): ProjectState {
  let nodes: readonly ProjectNode[] = [];
  for (const node of state.nodes) {
    const before = { ...state, nodes };
    const settled = node.kind === 'seed' ? node : settleModel(before, node);
    if (settled === null) continue;
    const columns = columnsOf({ ...state, nodes: [...nodes, settled] }, settled.name);
    nodes = [...nodes, dress(settled, columns)];
  }
  return { ...state, nodes };
}

/** Null for a model without a parent. */
function settleModel(before: ProjectState, node: ModelState): ModelState | null {
  const known = (name: string): boolean => before.nodes.some((one) => one.name === name);
  const from = known(node.from) ? node.from : before.nodes[0]?.name;
  if (from === undefined) return null;
  const join = node.join !== null && known(node.join) && node.join !== from ? node.join : null;
  const sides = { p: columnsOf(before, from), q: join === null ? [] : columnsOf(before, join) };
  const taken = new Set(node.star ? sides.p.map(({ name }) => name) : ['id']);
  const columns = node.columns.flatMap((column) => {
    const source = sides[column.side].find(({ name }) => name === column.of);
    if (!source || taken.has(column.name)) return [];
    taken.add(column.name);
    return [fits(column, source) ? column : { ...column, form: 'plain' as const }];
  });
  return { ...node, from, join, columns };
}

function dress<T extends ProjectNode>(node: T, columns: readonly KnownColumn[]): T {
  const has = (name: string): boolean => columns.some((column) => column.name === name);
  const kind = node.kind === 'seed' ? 'seed' : node.materialized;
  const isTable = kind === 'table' || kind === 'incremental';
  const holds = isTable || kind === 'seed' || kind === 'materialized_view';
  const described = Object.entries(node.columnDescriptions).filter(([name]) => has(name));
  const indexes = holds ? withoutDoubles(node.indexes.filter(({ column }) => has(column))) : [];
  const hooks = node.hooks.filter((hook) => hookFits(hook, kind, has));
  const dressed = { ...node, columnDescriptions: Object.fromEntries(described), indexes, hooks };
  if (dressed.kind === 'seed') return dressed;
  const partition = isTable ? partitionOf(dressed, columns) : null;
  // A key of a partitioned table must hold what divides it, and `publish: swap` has nothing to say of a view.
  const keyed = partition === null || partition.by === 'list';
  return {
    ...dressed,
    partition,
    publish: isTable ? dressed.publish : 'auto',
    contract: isTable && dressed.contract !== null ? contractOf(dressed, keyed, has) : null,
    indexes: partition === null ? dressed.indexes : dressed.indexes.filter(({ unique }) => !unique),
    hooks: dressed.hooks.filter(({ kind: hook }) => keyed || (hook !== 'primary key' && hook !== 'unique')),
  };
}

function contractOf(node: ModelState, keyed: boolean, has: (name: string) => boolean): ModelState['contract'] {
  const contract = node.contract;
  if (contract === null) return null;
  // The key of a partitioned table stands on `id`, which divides it.
  const unique = contract.unique !== null && node.partition === null && has(contract.unique) ? contract.unique : null;
  return { ...contract, primaryKey: contract.primaryKey && keyed, unique };
}

function partitionOf(node: ModelState, columns: readonly KnownColumn[]): ModelState['partition'] {
  const { partition } = node;
  if (partition === null || partition.by === 'list') return partition;
  const column = columns.find(({ name }) => name === partition.column);
  return column && (column.type === 'date' || column.type === 'timestamp') ? partition : null;
}

function withoutDoubles(indexes: readonly IndexState[]): readonly IndexState[] {
  const seen = new Set<string>();
  return indexes.filter((index) => {
    const key = index.name ?? JSON.stringify({ ...index, name: null });
    return !seen.has(key) && seen.add(key);
  });
}

/** Hooks that run on what exists must bear to run again there, in dbt as well. */
function hookFits(hook: HookState, kind: string, has: (name: string) => boolean): boolean {
  const rebuilt = kind === 'table';
  const stays = kind === 'incremental' || kind === 'seed';
  switch (hook.kind) {
    case 'index':
      return has(hook.column) && (rebuilt || ((stays || kind === 'materialized_view') && hook.name !== null));
    case 'check':
    case 'primary key':
    case 'unique':
      return rebuilt;
    case 'not null':
    case 'default':
    case 'trigger':
    case 'fillfactor':
    case 'statistics':
      return rebuilt || stays;
    case 'comment':
    case 'grant':
      return kind !== 'ephemeral';
    case 'column comment':
      return has(hook.column) && kind !== 'ephemeral';
  }
}
