// Edits of what a project holds: rows and headers of seeds, columns of models, what they read, and what they are.

import type { Random } from '../support/random.ts';
import {
  columnsOf,
  type Flow,
  type ModelState,
  nodeNamed,
  type ProjectNode,
  type ProjectState,
  type SeedColumn,
  type SeedState,
  typesOf,
} from './project-state.ts';
import {
  materializations,
  randomColumn,
  randomForm,
  randomModel,
  randomSeedColumn,
  withNode,
} from './random-project.ts';

export type Edit = (state: ProjectState, random: Random, flow: Flow) => ProjectState;

export function seedsOf(state: ProjectState): readonly SeedState[] {
  return state.nodes.filter((node) => node.kind === 'seed');
}

export function modelsOf(state: ProjectState): readonly ModelState[] {
  return state.nodes.filter((node) => node.kind === 'model');
}

export function withChanged(state: ProjectState, changed: ProjectNode): ProjectState {
  return { ...state, nodes: state.nodes.map((node) => (node.name === changed.name ? changed : node)) };
}

function anyModel(state: ProjectState, random: Random): ModelState | null {
  const models = modelsOf(state);
  return models.length === 0 ? null : random.pick(models);
}

/** Rows are taken away in the flow 'any' only: an incremental model keeps those it has. */
export const editRows: Edit = (state, random, flow) => {
  const last = Math.max(...state.ids);
  if (random.chance(0.3)) return { ...state, ids: [...state.ids, last + 1 + random.below(2)] };
  if (flow === 'any' && state.ids.length > 1 && random.chance(0.3)) {
    const gone = random.pick(state.ids);
    return { ...state, ids: state.ids.filter((id) => id !== gone) };
  }
  const seed = random.pick(seedsOf(state));
  return changeSeedColumn(state, seed, random, (column) => ({ ...column, salt: random.below(1000) }));
};

export const editSeedType: Edit = (state, random) => {
  const felt = columnsFelt(state);
  if (felt.length > 0 && random.chance(0.5)) {
    const { seed, name } = random.pick(felt);
    const columns = seed.columns.map((column) => (column.name === name ? otherNumber(column, random) : column));
    return withChanged(state, { ...seed, columns });
  }
  const seed = random.pick(seedsOf(state));
  const retype = (column: SeedColumn): SeedColumn => {
    if (random.chance(0.4)) return randomSeedColumn(column.name, random);
    return { ...column, type: random.chance(0.3) ? null : random.pick(typesOf[column.flavour]) };
  };
  if (random.chance(0.5)) return withChanged(state, { ...seed, columns: seed.columns.map(retype) });
  return changeSeedColumn(state, seed, random, retype);
};

/** Columns of seeds of whose type a model's result depends by itself, without a cast. */
function columnsFelt(state: ProjectState): readonly { readonly seed: SeedState; readonly name: string }[] {
  return modelsOf(state).flatMap((model) =>
    model.columns.flatMap(({ form, side, of }) => {
      const parent = nodeNamed(state, side === 'p' ? model.from : (model.join ?? model.from));
      const feels = form === 'round' || form === 'half' || form === 'twice';
      return feels && parent?.kind === 'seed' && of !== 'id' ? [{ seed: parent, name: of }] : [];
    }),
  );
}

/** Of decimals where it was whole, and the other way round: with the type left to the cells, or stated. */
function otherNumber(column: SeedColumn, random: Random): SeedColumn {
  const flavour = column.flavour === 'whole' ? 'decimal' : 'whole';
  const types =
    flavour === 'whole' ? ['integer', 'bigint', 'numeric'] : ['numeric', 'numeric(10,2)', 'double precision'];
  return { ...column, flavour, type: random.chance(0.5) ? null : random.pick(types) };
}

function changeSeedColumn(
  state: ProjectState,
  seed: SeedState,
  random: Random,
  change: (column: SeedColumn) => SeedColumn,
): ProjectState {
  if (seed.columns.length === 0) return state;
  const chosen = random.below(seed.columns.length);
  const columns = seed.columns.map((column, index) => (index === chosen ? change(column) : column));
  return withChanged(state, { ...seed, columns });
}

export const editSeedColumn: Edit = (state, random) => {
  const seed = random.pick(seedsOf(state));
  const name = random.pick(['a', 'b', 'c', 'd', 'e']);
  const existing = seed.columns.findIndex((column) => column.name === name);
  if (existing < 0) {
    const place = random.below(seed.columns.length + 1);
    const added = randomSeedColumn(name, random);
    return withChanged(state, { ...seed, columns: seed.columns.toSpliced(place, 0, added) });
  }
  const to = random.pick(['f', 'g', 'h']);
  if (random.chance(0.4) && !seed.columns.some((column) => column.name === to)) {
    return renamed(state, seed.name, name, to);
  }
  if (random.chance(0.3)) return withChanged(state, { ...seed, columns: seed.columns.toReversed() });
  return withChanged(state, { ...seed, columns: seed.columns.toSpliced(existing, 1) });
};

/** The column under its new name, also where other models read it. */
function renamed(state: ProjectState, owner: string, from: string, to: string): ProjectState {
  const nodes = state.nodes.map((node) => {
    if (node.name === owner) {
      const rename = <T extends { readonly name: string }>(column: T): T =>
        column.name === from ? { ...column, name: to } : column;
      return node.kind === 'seed'
        ? { ...node, columns: node.columns.map(rename) }
        : { ...node, columns: node.columns.map(rename) };
    }
    if (node.kind === 'seed') return node;
    const columns = node.columns.map((column) => {
      const parent = column.side === 'p' ? node.from : node.join;
      return parent === owner && column.of === from ? { ...column, of: to } : column;
    });
    return { ...node, columns };
  });
  return { ...state, nodes };
}

export const editColumn: Edit = (state, random) => {
  const model = anyModel(state, random);
  if (!model) return state;
  const free = `${model.name}_${1 + random.below(9)}`;
  const { columns } = model;
  const kind = random.pick(['add', 'drop', 'rename', 'form', 'form', 'source', 'order', 'star'] as const);
  const place = columns.length === 0 ? 0 : random.below(columns.length);
  const chosen = columns[place];
  if (kind === 'star') return withChanged(state, { ...model, star: !model.star });
  if (kind === 'order') return withChanged(state, { ...model, columns: columns.toReversed() });
  if (kind === 'add' || !chosen) {
    const added = randomColumn(state, model, free, random);
    return withChanged(state, { ...model, columns: columns.toSpliced(random.below(columns.length + 1), 0, added) });
  }
  if (kind === 'drop') return withChanged(state, { ...model, columns: columns.toSpliced(place, 1) });
  if (kind === 'rename') {
    return columns.some(({ name }) => name === free) ? state : renamed(state, model.name, chosen.name, free);
  }
  if (kind === 'source') {
    const other = randomColumn(state, model, chosen.name, random);
    return withChanged(state, { ...model, columns: columns.toSpliced(place, 1, other) });
  }
  const parent = chosen.side === 'p' ? model.from : (model.join ?? model.from);
  const source = columnsOf(state, parent).find(({ name }) => name === chosen.of);
  if (!source) return state;
  const other = { ...chosen, ...randomForm(source, random) };
  return withChanged(state, { ...model, columns: columns.toSpliced(place, 1, other) });
};

export const editKind: Edit = (state, random) => {
  const model = anyModel(state, random);
  return model ? withChanged(state, { ...model, materialized: random.pick(materializations) }) : state;
};

export const editDependency: Edit = (state, random) => {
  const model = anyModel(state, random);
  if (!model) return state;
  const before = state.nodes.slice(0, state.nodes.indexOf(model)).map(({ name }) => name);
  if (random.chance(0.5)) return withChanged(state, { ...model, from: random.pick(before) });
  const others = before.filter((name) => name !== model.from);
  const join = model.join === null && others.length > 0 ? random.pick(others) : null;
  return withChanged(state, { ...model, join });
};

export const editFilter: Edit = (state, random, flow) => {
  const model = anyModel(state, random);
  // Rows that go from a parent do not go from an incremental model.
  if (!model || flow === 'grow') return state;
  return withChanged(state, { ...model, above: model.above === null ? random.pick(state.ids) : null });
};

export const editNodes: Edit = (state, random) => {
  const models = modelsOf(state);
  if (state.nodes.length < 8 && random.chance(0.6)) {
    const free = Array.from({ length: 9 }, (_, index) => `m${index + 1}`).filter((name) => !nodeNamed(state, name));
    return withNode(state, randomModel(state, random.pick(free), random));
  }
  if (models.length < 2) return state;
  const gone = random.pick(models).name;
  return { ...state, nodes: state.nodes.filter(({ name }) => name !== gone) };
};

export const breakModel: Edit = (state, random) => {
  const model = anyModel(state, random);
  return model ? withChanged(state, { ...model, broken: true }) : state;
};
