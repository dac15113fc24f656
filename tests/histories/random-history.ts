// A random history: a project, and edits with a run after each. The same seed and topics give the same history.

import { Random } from '../support/random.ts';
import * as data from './edit-data.ts';
import * as dress from './edit-dress.ts';
import type { Flow, ProjectState } from './project-state.ts';
import { randomProject } from './random-project.ts';
import { settle } from './settle.ts';
import type { Topic } from './topics.ts';

export interface History {
  /** 'any': rows may go, so that incremental models are made anew at the end. */
  readonly flow: Flow;
  readonly steps: readonly Step[];
}

/** The project at that moment, and the `build` of it. */
export interface Step {
  readonly edit: string;
  readonly state: ProjectState;
  /** All without one. */
  readonly select: string | null;
  readonly fullRefresh: boolean;
}

const edits: Readonly<Record<Topic, data.Edit>> = {
  rows: data.editRows,
  'seed type': data.editSeedType,
  'seed column': data.editSeedColumn,
  column: data.editColumn,
  kind: data.editKind,
  dependency: data.editDependency,
  filter: data.editFilter,
  node: data.editNodes,
  failure: data.breakModel,
  nothing: (state) => state,
  description: dress.editDescription,
  grant: dress.editGrant,
  index: dress.editIndex,
  contract: dress.editContract,
  hook: dress.editHook,
  partition: dress.editPartition,
  incremental: dress.editStrategy,
  'schema change': dress.editSchemaChange,
  publish: dress.editPublish,
};

export function randomHistory(seed: number, topics: readonly Topic[]): History {
  const random = new Random(seed);
  const flow: Flow = random.chance(0.6) ? 'grow' : 'any';
  let state = randomProject(random);
  // What hangs on the first relations, so that edits find something to change.
  const dressing = topics.filter((topic) => !['node', 'failure', 'nothing', 'kind', 'rows'].includes(topic));
  for (let count = random.below(6); count > 0 && dressing.length > 0; count -= 1) {
    state = settle(edits[random.pick(dressing)](state, random, flow));
  }
  const steps: Step[] = [{ edit: 'the first build', state, select: null, fullRefresh: false }];
  const length = 4 + random.below(5);
  while (steps.length <= length && topics.length > 0) {
    const topic = random.pick(topics);
    const before = state;
    state = settle(edits[topic](mended(before), random, flow));
    if (JSON.stringify(state) === JSON.stringify(before) && topic !== 'nothing') {
      if (random.chance(0.05)) break;
      continue;
    }
    steps.push({ edit: topic, state, ...randomRun(state, random) });
  }
  return { flow, steps };
}

/** A model that was broken stays so for one step. */
export function mended(state: ProjectState): ProjectState {
  const nodes = state.nodes.map((node) => (node.kind === 'model' ? { ...node, broken: false } : node));
  return { ...state, nodes };
}

function randomRun(state: ProjectState, random: Random): Pick<Step, 'select' | 'fullRefresh'> {
  const fullRefresh = random.chance(0.08);
  if (!random.chance(0.25)) return { select: null, fullRefresh };
  const name = random.pick(state.nodes).name;
  return { select: random.pick([`+${name}`, `+${name}+`, `${name}+`, name]), fullRefresh };
}
