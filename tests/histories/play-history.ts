// Plays a history on one database and its last state on a clean one, and tells the first thing that must not be.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Target } from '../../src/project/target.ts';
import { writeFiles } from '../support/project-files.ts';
import { execute } from '../support/run-app.ts';
import {
  changedColumns,
  differenceOf,
  driftedModels,
  reorderedModels,
  withBetween,
  withoutDrift,
  withoutKeptPartitions,
} from './compare-facts.ts';
import { databaseFacts, type Fact } from './database-facts.ts';
import { dropOrphans } from './drop-orphans.ts';
import { type HistoryDatabase, type HistoryDatabases, targetLine } from './history-databases.ts';
import type { ProjectState } from './project-state.ts';
import { type History, mended, type Step } from './random-history.ts';
import { type Mistake, mistakesIn, nodesIn } from './run-log.ts';
import { filesOf } from './write-state.ts';

export interface Finding {
  /** Two findings of one kind are taken for the same fault. */
  readonly kind: string;
  readonly lines: readonly string[];
}

/** Refusals that the documentation tells, each with the advice to make the model anew. */
const refusals = new Set(['SCHEMA_CHANGED', 'CONTRACT_DRIFT', 'PARTITION_CHANGED']);
/** What a run of a part may meet where the other part is of an older state. */
const stale = new Set([
  'SQL_UNKNOWN_COLUMN',
  'SQL_UNKNOWN_RELATION',
  'SQL_UNKNOWN_FUNCTION',
  'SQL_MEANING',
  'SQL_DATA',
  'CONTRACT_BROKEN',
  'PARENT_MISSING',
]);

const whole = { select: null, fullRefresh: false };

export async function playHistory(history: History, databases: HistoryDatabases): Promise<Finding | null> {
  const lived = await databases.create();
  try {
    for (const step of history.steps) {
      const finding = await play(step, lived, databases);
      if (finding) return finding;
    }
    const last = history.steps.at(-1);
    return last ? await compare(mended(last.state), history, lived, databases) : null;
  } finally {
    await lived.drop();
  }
}

async function play(step: Step, lived: HistoryDatabase, databases: HistoryDatabases): Promise<Finding | null> {
  const mistakes = await buildAndHeal(lived.target, step.state, step);
  if (mistakes.length === 0) return null;
  if (step.select !== null && mistakes.every(({ code }) => stale.has(code))) return null;
  const clean = await buildClean(step.state, databases);
  if (mistakes.every((mistake) => clean.some((one) => isSame(one, mistake)))) return null;
  return unexpected(`in the step "${step.edit}"`, mistakes);
}

/** A node that a clean build cannot make either need not come to the same words: there may be none that say both what exists and what is asked for. */
function isSame(one: Mistake, other: Mistake): boolean {
  return one.code === other.code || (one.node !== null && one.node === other.node);
}

function unexpected(where: string, mistakes: readonly Mistake[]): Finding {
  const codes = [...new Set(mistakes.map(({ code }) => code))].sort();
  return { kind: `a build fails: ${codes.join(', ')}`, lines: [where, ...mistakes.map(({ text }) => text)] };
}

/** A build; after a documented refusal the model is made anew, as the refusal advises. */
async function buildAndHeal(
  target: Target,
  state: ProjectState,
  run: Pick<Step, 'select' | 'fullRefresh'>,
): Promise<readonly Mistake[]> {
  const renewed = new Set<string>();
  for (;;) {
    const mistakes = await build(target, state, run);
    const refused = nodesIn(mistakes.filter((mistake) => isRefusal(state, mistake)));
    const missed = nodesIn(mistakes.filter(({ code }) => stale.has(code)));
    // What is behind a refused model is refused when that one is made. What fails again when it was made anew, fails.
    const anew = [...refused, ...ignoringParents(state, missed)].filter((name) => !renewed.has(name));
    if (anew.length === 0) return mistakes;
    for (const name of anew) renewed.add(name);
    const again = await build(target, movable(state, anew), { select: anew.join(' '), fullRefresh: true });
    if (again.some(({ code }) => !stale.has(code))) return again;
    // Its parents may lack what it asks for, which is reported only when it is made anew.
    const above = ignoringParents(state, nodesIn(again)).filter((name) => !renewed.has(name));
    for (const name of above) renewed.add(name);
    for (const name of nodesIn(again)) if (above.length > 0) renewed.delete(name);
    if (above.length > 0) await build(target, movable(state, above), { select: above.join(' '), fullRefresh: true });
  }
}

/** Above the nodes: incremental models that do not follow their query's columns or types, which the nodes may miss. */
function ignoringParents(state: ProjectState, names: readonly string[]): readonly string[] {
  const above = new Set(names);
  for (const node of state.nodes.toReversed()) {
    if (node.kind !== 'model' || !above.has(node.name)) continue;
    above.add(node.from);
    if (node.join !== null) above.add(node.join);
  }
  return state.nodes.flatMap((node) =>
    node.kind === 'model' &&
    node.materialized === 'incremental' &&
    (node.onSchemaChange === 'ignore' || node.onSchemaChange === 'append_new_columns') &&
    above.has(node.name) &&
    !names.includes(node.name)
      ? [node.name]
      : [],
  );
}

/** A table that must stay in its place cannot be made anew, nor can its columns change places. */
function movable(state: ProjectState, names: readonly string[]): ProjectState {
  const nodes = state.nodes.map((node) =>
    node.kind === 'model' && names.includes(node.name) ? { ...node, publish: 'auto' as const } : node,
  );
  return { ...state, nodes };
}

/** Of rows that stand, whose column is to have a type that no assignment gives them: in dbt, too. */
const isCast = /^\S+: SQL_MEANING: column ".*" cannot be cast automatically to type/;

/** Documented, or what PostgreSQL says of a column that stands with another type, where dbt would leave it existing. */
function isRefusal(state: ProjectState, { node, code, text }: Mistake): boolean {
  if (refusals.has(code) || isCast.test(text)) return true;
  const model = state.nodes.find(({ name }) => name === node);
  if (model?.kind === 'model' && model.publish === 'in_place' && code === 'PUBLISH_REFUSED') return true;
  const ignores =
    model?.kind === 'model' && model.materialized === 'incremental' && model.onSchemaChange !== 'sync_all_columns';
  const missesIndexed =
    model?.kind === 'model' && model.indexes.some(({ column }) => text.includes(`column "${column}" does not exist`));
  if (ignores && missesIndexed) return true;
  return ignores && ['SQL_MEANING', 'SQL_DATA', 'SQL_UNKNOWN_FUNCTION'].includes(code);
}

async function compare(
  state: ProjectState,
  history: History,
  lived: HistoryDatabase,
  databases: HistoryDatabases,
): Promise<Finding | null> {
  let mistakes = await buildAndHeal(lived.target, state, whole);
  if (mistakes.length === 0 && (await dropOrphans(lived.target, state))) {
    mistakes = await buildAndHeal(lived.target, state, whole);
  }
  const clean = await databases.create();
  try {
    const cleanMistakes = await build(clean.target, state, whole);
    if (cleanMistakes.length > 0) {
      const lines = cleanMistakes.map(({ text }) => text);
      return mistakes.length > 0 ? null : { kind: 'only a clean build fails', lines };
    }
    if (mistakes.length > 0) return unexpected('in the last build', mistakes);
    return await compareWith(await databaseFacts(clean.target), state, history, lived);
  } finally {
    await clean.drop();
  }
}

async function compareWith(
  expected: readonly Fact[],
  state: ProjectState,
  history: History,
  { target }: HistoryDatabase,
): Promise<Finding | null> {
  const found = await databaseFacts(target);
  const drifted = driftedModels(history, state, expected, found);
  const difference = differenceOf(expected, found, withoutDrift(state, drifted));
  if (difference) return difference;
  const reordered = reorderedModels(state, expected, found);
  const renewed = [...new Set([...drifted, ...reordered])];
  if (renewed.length > 0) {
    const last = movable(state, [...reordered, ...changedColumns(renewed, expected, found)]);
    const mistakes = await build(target, last, { select: withBetween(state, renewed).join(' '), fullRefresh: true });
    if (mistakes.length > 0) return unexpected('in the full refresh at the end', mistakes);
  }
  // Once more where nothing has been made anew: what repeats itself must leave no mark.
  const mistakes = await build(target, state, whole);
  if (mistakes.length > 0) return unexpected('in a build of the same once more', mistakes);
  const after = differenceOf(expected, await databaseFacts(target), withoutKeptPartitions(state, renewed));
  return after && { ...after, lines: ['after a build of the same once more', ...after.lines] };
}

async function buildClean(state: ProjectState, databases: HistoryDatabases): Promise<readonly Mistake[]> {
  const clean = await databases.create();
  try {
    return await build(clean.target, state, { select: null, fullRefresh: false });
  } finally {
    await clean.drop();
  }
}

async function build(
  target: Target,
  state: ProjectState,
  { select, fullRefresh }: Pick<Step, 'select' | 'fullRefresh'>,
): Promise<readonly Mistake[]> {
  const root = await mkdtemp(join(tmpdir(), 'smelt-history-'));
  try {
    await writeFiles(root, { 'project.yml': `name: histories\n${targetLine(target)}\n`, ...filesOf(state) });
    const selected = select === null ? [] : select.split(' ');
    const ran = await execute(root, 'build', { select: selected, fullRefresh, logFormat: 'json' });
    return mistakesIn(ran);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}
