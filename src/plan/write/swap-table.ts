// A table built anew at the waiting place, from a contract or as its query gives it, and published.

import type { CatalogRelation } from '../../catalog/relation.ts';
import { run } from '../common-actions.ts';
import type { ModelSubject, PlanContext } from '../input.ts';
import { refuseLosses } from '../shape/carry-over.ts';
import type { DeclaredTable } from '../shape/declared-table.ts';
import { keptIndexes } from '../shape/hand-made.ts';
import { declaredIndexes } from '../shape/indexes.ts';
import { outputNames } from '../shape/output-shape.ts';
import type { Action } from '../step.ts';
import { buildTable } from './build-table.ts';
import { countReplaced } from './count-rows.ts';
import { publishReplacement, type WaitingPlace, waitingPlace } from './swap-relation.ts';

export function swapTable(
  context: PlanContext<ModelSubject>,
  actual: CatalogRelation,
  declared: DeclaredTable | null,
): readonly Action[] {
  const waiting = waitingPlace(context);
  const indexes = declaredIndexes(context.node);
  const names = [...indexes.map(({ name }) => name), ...keyNames(declared)];
  const columns = declared?.columns.map(({ name }) => name) ?? outputNames(context.subject.compiled, context.catalog);
  const kept = keptIndexes(actual, names, columns);
  return [
    // What its partitions hold is not asked for twice.
    ...(actual.kind === 'partitioned' ? [run(refuseLosses(context.catalog, actual))] : []),
    ...buildTable(context, {
      relation: waiting.relation,
      declared: declared && waitingKeys(declared, waiting),
      indexes: indexes.map((index) => ({ ...index, name: waiting.nameOf(index.name) })),
      triggers: [],
      unlogged: context.node.config.unlogged || isUnloggedByHand(actual),
    }),
    ...kept.map((index) => run(index.create(waiting.relation, waiting.nameOf(index.name)))),
    countReplaced(actual, waiting.relation, { counted: true }),
    publishReplacement(context, actual, {
      kind: 'table',
      indexes: names,
      kept: kept.map(({ name }) => name),
    }),
  ];
}

/** By people, not by a config of before: of a table of which nothing was remembered, nobody knows. */
export function isUnloggedByHand({ persistence, ownership }: CatalogRelation): boolean {
  if (persistence !== 'unlogged' || !ownership?.made) return false;
  return !ownership.made.some(({ kind, name }) => kind === 'setting' && name === 'unlogged');
}

/** The contract with its keys under waiting names: a key's name is that of an index, which is unique in its schema. */
export function waitingKeys(declared: DeclaredTable, waiting: WaitingPlace): DeclaredTable {
  const keys = new Set(keyNames(declared));
  const constraints = declared.constraints.map((constraint) =>
    keys.has(constraint.name) ? { ...constraint, name: waiting.nameOf(constraint.name) } : constraint,
  );
  return { ...declared, constraints };
}

export function keyNames(declared: DeclaredTable | null): readonly string[] {
  const keys = (declared?.constraints ?? []).filter(({ kind }) => kind === 'primary_key' || kind === 'unique');
  return keys.map(({ name }) => name);
}
