// Random projects: up to eight nodes, seeds first, each model over one or two of those before it.

import type { Random } from '../support/random.ts';
import {
  columnsOf,
  type Flavour,
  type Form,
  forms,
  isNumber,
  type KnownColumn,
  type Materialization,
  type ModelColumn,
  type ModelState,
  type ProjectState,
  type SeedColumn,
  type SeedState,
  typesOf,
} from './project-state.ts';
import { settle } from './settle.ts';

const flavours: readonly Flavour[] = ['whole', 'whole', 'whole', 'decimal', 'decimal', 'word', 'day'];
export const materializations: readonly Materialization[] = [
  'view',
  'view',
  'table',
  'table',
  'incremental',
  'incremental',
  'materialized_view',
  'ephemeral',
];

const bare = {
  description: '',
  columnDescriptions: {},
  persistDocs: false,
  grants: null,
  indexes: [],
  hooks: [],
};

export function randomProject(random: Random): ProjectState {
  const rows = 2 + random.below(4);
  let state: ProjectState = { nodes: [], ids: Array.from({ length: rows }, (_, index) => index + 1) };
  const seeds = 1 + random.below(2);
  for (let index = 1; index <= seeds; index += 1) state = withNode(state, randomSeed(`s${index}`, random));
  const models = 2 + random.below(7 - seeds);
  for (let index = 1; index <= models; index += 1) state = withNode(state, randomModel(state, `m${index}`, random));
  return settle(state);
}

export function withNode(state: ProjectState, node: SeedState | ModelState): ProjectState {
  return settle({ ...state, nodes: [...state.nodes, node] });
}

export function randomSeed(name: string, random: Random): SeedState {
  const columns = ['a', 'b', 'c'].slice(0, 2 + random.below(2)).map((column) => randomSeedColumn(column, random));
  return { ...bare, kind: 'seed', name, columns };
}

export function randomSeedColumn(name: string, random: Random): SeedColumn {
  const flavour = random.pick(flavours);
  return { name, flavour, type: random.chance(0.5) ? random.pick(typesOf[flavour]) : null, salt: random.below(1000) };
}

/** Over nodes of `before`, which has at least one. */
export function randomModel(before: ProjectState, name: string, random: Random): ModelState {
  const names = before.nodes.map((node) => node.name);
  const from = random.pick(names);
  const others = names.filter((other) => other !== from);
  const model: ModelState = {
    ...bare,
    kind: 'model',
    name,
    materialized: random.pick(materializations),
    from,
    join: others.length > 0 && random.chance(0.35) ? random.pick(others) : null,
    star: random.chance(0.3),
    columns: [],
    above: null,
    broken: false,
    strategy: random.pick(['delete+insert', 'merge', 'delete+insert', 'merge', 'append']),
    onSchemaChange: 'ignore',
    contract: null,
    partition: null,
    publish: 'auto',
  };
  const count = 1 + random.below(3);
  const columns = Array.from({ length: count }, (_, index) =>
    randomColumn(before, model, `${name}_${index + 1}`, random),
  );
  return { ...model, columns };
}

/** Of a name that need not be new: a doubled one is left out. */
export function randomColumn(before: ProjectState, model: ModelState, name: string, random: Random): ModelColumn {
  const side = model.join !== null && random.chance(0.4) ? 'q' : 'p';
  const source = random.pick(columnsOf(before, side === 'p' ? model.from : (model.join ?? model.from)));
  return { name, side, of: source.name, ...randomForm(source, random) };
}

export function randomForm(source: KnownColumn, random: Random): { readonly form: Form; readonly type: string } {
  // What PostgreSQL makes of these depends on the type of what they are given: a stale one shows.
  const numeric: readonly Form[] = ['round', 'twice', 'half'];
  const others = forms.filter((one) => !numeric.includes(one));
  const form = random.chance(0.3) ? 'plain' : random.pick(isNumber(source) && random.chance(0.6) ? numeric : others);
  return { form, type: random.pick(typesOf[source.flavour]) };
}
