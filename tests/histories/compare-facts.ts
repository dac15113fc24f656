// Holds what a history left against a clean build. Incremental models are compared by dbt's meaning of them: what a run adds to
// rows and columns that stand need not be what a clean build gives, and these are made anew before the last comparison.

import { type Fact, keyOf } from './database-facts.ts';
import { standingNames } from './drop-orphans.ts';
import type { Finding } from './play-history.ts';
import type { ModelState, ProjectState } from './project-state.ts';
import type { History } from './random-history.ts';

export function differenceOf(
  expected: readonly Fact[],
  found: readonly Fact[],
  counts: (fact: Fact) => boolean,
): Finding | null {
  const judged = found.filter(counts);
  const wanted = expected.filter(counts);
  const missing = without(wanted, judged);
  const added = without(judged, wanted);
  if (missing.length + added.length === 0) return null;
  const subjects = [...new Set([...missing, ...added].map(({ subject }) => subject))].sort();
  return {
    kind: `a difference: ${subjects.join(', ')}`,
    lines: [...missing.map((fact) => `- ${keyOf(fact)}`), ...added.map((fact) => `+ ${keyOf(fact)}`)],
  };
}

/** Of relations that have a node, and of none. */
export function ofTheProject(state: ProjectState): (fact: Fact) => boolean {
  const names = standingNames(state);
  return ({ relation }) => relation === '' || names.has(relation);
}

/** With the tables and views that read them: one of them may stand between two that are made anew. */
export function withBetween(state: ProjectState, renewed: readonly string[]): readonly string[] {
  const names = new Set(renewed);
  for (const node of models(state)) {
    const reads = names.has(node.from) || (node.join !== null && names.has(node.join));
    if (reads && node.materialized !== 'incremental') names.add(node.name);
  }
  return [...names];
}

/** What must be as in a clean build although incremental models have only been added to. */
export function withoutDrift(state: ProjectState, drifted: readonly string[]): (fact: Fact) => boolean {
  const away = new Set(drifted);
  for (const node of state.nodes) {
    if (node.kind === 'model' && (away.has(node.from) || (node.join !== null && away.has(node.join))))
      away.add(node.name);
  }
  const within = ofTheProject(state);
  // Columns that came later stand last, also where a `*` reads them.
  return (fact) =>
    within(fact) && !away.has(fact.relation) && fact.subject !== 'order of columns' && fact.subject !== 'definition';
}

/** What must be as in a clean build when `renewed` have been made anew: in place the partitions that stood have stayed, empty. */
export function withoutKeptPartitions(state: ProjectState, renewed: readonly string[]): (fact: Fact) => boolean {
  const kept = new Set(
    incrementals(state).flatMap(({ name, publish }) =>
      publish === 'in_place' && renewed.includes(name) ? [name] : [],
    ),
  );
  const within = ofTheProject(state);
  return (fact) => within(fact) && !(kept.has(fact.relation) && fact.line.startsWith(`${fact.relation}_`));
}

/** Incremental models whose rows or columns need not be those of a clean build. */
export function driftedModels(
  { flow }: History,
  state: ProjectState,
  expected: readonly Fact[],
  found: readonly Fact[],
): readonly string[] {
  return incrementals(state).flatMap(({ name, strategy, onSchemaChange }) => {
    const rows = flow === 'any' || strategy === 'append';
    const columns = onSchemaChange !== 'sync_all_columns' && !same('column', name, expected, found);
    // Those of a contract are made with the table; what has left it stays on the table.
    const constraints = !same('constraint', name, expected, found);
    return rows || columns || constraints ? [name] : [];
  });
}

/** Of these models those that have other columns, or columns of other types. */
export function changedColumns(
  names: readonly string[],
  expected: readonly Fact[],
  found: readonly Fact[],
): readonly string[] {
  return names.filter((name) => !same('column', name, expected, found));
}

/** Models whose columns have kept their places, as those that are changed in place do. */
export function reorderedModels(
  state: ProjectState,
  expected: readonly Fact[],
  found: readonly Fact[],
): readonly string[] {
  return models(state)
    .filter(({ materialized, publish }) => materialized === 'incremental' || publish === 'in_place')
    .flatMap(({ name }) => (same('order of columns', name, expected, found) ? [] : [name]));
}

function incrementals(state: ProjectState): readonly ModelState[] {
  return models(state).filter(({ materialized }) => materialized === 'incremental');
}

function models(state: ProjectState): readonly ModelState[] {
  return state.nodes.filter((node) => node.kind === 'model');
}

function same(subject: string, relation: string, expected: readonly Fact[], found: readonly Fact[]): boolean {
  const linesIn = (facts: readonly Fact[]): string =>
    facts.flatMap((fact) => (fact.subject === subject && fact.relation === relation ? [fact.line] : [])).join('\n');
  return linesIn(expected) === linesIn(found);
}

/** As often as they are more in `facts`. */
function without(facts: readonly Fact[], others: readonly Fact[]): readonly Fact[] {
  const counted = new Map<string, number>();
  for (const fact of others) counted.set(keyOf(fact), (counted.get(keyOf(fact)) ?? 0) + 1);
  return facts.filter((fact) => {
    const left = counted.get(keyOf(fact)) ?? 0;
    counted.set(keyOf(fact), left - 1);
    return left <= 0;
  });
}
