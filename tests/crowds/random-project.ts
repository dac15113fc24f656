// Draws a project of a crowd, and the edits that make its next version.

import type { Random } from '../support/random.ts';
import {
  type CrowdNode,
  type CrowdProject,
  isPlannable,
  type Kind,
  type OwnColumn,
  valueTypes,
} from './crowd-project.ts';

/** `nodes` of them, of all kinds; the first are seeds. */
export function randomProject(random: Random, nodes: number): CrowdProject {
  let project: CrowdProject = { rows: 10 + random.below(60), version: 1, nodes: [] };
  const seeds = Math.max(1, Math.round(nodes / 12));
  while (project.nodes.length < nodes) {
    const kind = project.nodes.length < seeds ? 'seed' : random.pick(kinds);
    const next = { ...project, nodes: [...project.nodes, randomNode(random, project, kind)] };
    if (isPlannable(next)) project = next;
  }
  return project;
}

/** As often as they are wanted. */
const kinds: readonly Kind[] = [
  ...Array<Kind>(8).fill('view'),
  ...Array<Kind>(6).fill('table'),
  ...Array<Kind>(4).fill('materialized_view'),
  ...Array<Kind>(3).fill('incremental'),
  'ephemeral',
  'ephemeral',
];

function randomNode(random: Random, project: CrowdProject, kind: Kind): CrowdNode {
  const name = `${kind === 'seed' ? 's' : 'n'}${String(project.nodes.length + 1).padStart(3, '0')}`;
  const parents = kind === 'seed' ? [] : randomParents(random, project.nodes);
  return {
    name,
    kind,
    parents,
    takes: random.chance(0.5) ? 'star' : 1 + random.below(4),
    own: Array.from({ length: 1 + random.below(2) }, (_, index) => randomColumn(random, name, parents, index)),
    uniqueIndex: random.chance(0.5),
    strategy: random.chance(0.5) ? 'merge' : 'delete+insert',
    made: project.version,
  };
}

/** One to three of those that stand before, more often late ones, so that layers come about. */
function randomParents(random: Random, before: readonly CrowdNode[]): readonly string[] {
  const wanted = Math.min(before.length, random.pick([1, 1, 1, 2, 2, 3]));
  const chosen = new Set<string>();
  while (chosen.size < wanted) {
    const from = random.chance(0.6) ? Math.max(0, before.length - 30) : 0;
    chosen.add(random.pick(before.slice(from)).name);
  }
  return [...chosen];
}

function randomColumn(random: Random, node: string, parents: readonly string[], index: number): OwnColumn {
  const kind =
    parents.length === 0 ? 'value' : random.pick(['value', 'value', 'copied', 'printed', 'rounded'] as const);
  const way = kind === 'value' ? { kind, type: random.pick(valueTypes) } : { kind };
  return { name: `${node}_${'abcdefgh'[index % 8]}`, way };
}

/** The next version: `edits` of its nodes are other than before. */
export function editedProject(random: Random, project: CrowdProject, edits: number): CrowdProject {
  let edited: CrowdProject = { ...project, version: project.version + 1 };
  for (let left = edits; left > 0; ) {
    const at = random.below(edited.nodes.length);
    const node = edited.nodes[at];
    if (!node) continue;
    const changed = { ...random.pick(editsOf(node))(random, node, edited.nodes.slice(0, at)), made: edited.version };
    const next = { ...edited, nodes: edited.nodes.with(at, changed) };
    if (!isPlannable(next)) continue;
    edited = next;
    left -= 1;
  }
  return edited;
}

type Edit = (random: Random, node: CrowdNode, before: readonly CrowdNode[]) => CrowdNode;

/** An incremental model keeps its columns, and its kind: what it holds would not be that of a fresh build. */
function editsOf(node: CrowdNode): readonly Edit[] {
  if (node.kind === 'seed') return [touch, retype, retype, rename, addColumn, dropColumn];
  if (node.kind === 'incremental') return [touch, rewire];
  const rest = [touch, retype, retype, rename, addColumn, dropColumn, rewire];
  return node.kind === 'ephemeral' ? rest : [...rest, rekind];
}

const touch: Edit = (_, node) => node;

const rename: Edit = (random, node) =>
  changeColumn(random, node, (column) => ({ ...column, name: freshName(random, node) }));

const retype: Edit = (random, node) =>
  changeColumn(random, node, (column) => ({ ...column, way: { kind: 'value', type: random.pick(valueTypes) } }));

const addColumn: Edit = (random, node) => {
  if (node.own.length >= 4) return node;
  const column: OwnColumn = { name: freshName(random, node), way: { kind: 'value', type: random.pick(valueTypes) } };
  return { ...node, own: [...node.own, column] };
};

const dropColumn: Edit = (random, node) =>
  node.own.length < 2 ? node : { ...node, own: node.own.toSpliced(random.below(node.own.length), 1) };

const rewire: Edit = (random, node, before) => ({ ...node, parents: randomParents(random, before) });

const rekind: Edit = (random, node) => ({
  ...node,
  kind: random.pick((['view', 'table', 'materialized_view'] as const).filter((kind) => kind !== node.kind)),
});

function changeColumn(random: Random, node: CrowdNode, change: (column: OwnColumn) => OwnColumn): CrowdNode {
  const at = random.below(node.own.length);
  const column = node.own[at];
  return column ? { ...node, own: node.own.with(at, change(column)) } : node;
}

/** Not one that another of its columns has. */
function freshName(random: Random, node: CrowdNode): string {
  for (;;) {
    const name = `${node.name}_${random.below(1000)}`;
    if (!node.own.some((column) => column.name === name)) return name;
  }
}
