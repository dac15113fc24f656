// What the steps of a plan have done: rows, loads of files, and whether content is another one now.

import { assertNever } from '../../base/assert-never.ts';
import { countsItsRows } from '../../plan/node-plan.ts';
import { isStep, type NodePlan, type Step } from '../../plan/step.ts';
import { noRows, type RowCounts, totalRows } from '../event.ts';
import type { LoadReport } from '../load/load-report.ts';
import type { StepResult } from './perform-actions.ts';

export interface StepEffect {
  readonly counts: RowCounts;
  readonly loads: readonly LoadReport[];
  readonly changed: boolean;
}

/** Of a step that an earlier process, or a connection that was lost, has left without a word. */
export const unknownEffect: StepEffect = { counts: noRows, loads: [], changed: true };

export function effectOf(step: Step, result: StepResult, loads: readonly LoadReport[]): StepEffect {
  return { counts: result.counts, loads: [...loads], changed: result.changed && changedContent(step, result) };
}

export function sumOf(effects: readonly StepEffect[]): StepEffect {
  return {
    counts: {
      inserted: effects.reduce((sum, { counts }) => sum + counts.inserted, 0),
      updated: effects.reduce((sum, { counts }) => sum + counts.updated, 0),
      deleted: effects.reduce((sum, { counts }) => sum + counts.deleted, 0),
    },
    loads: effects.flatMap(({ loads }) => loads),
    changed: effects.some(({ changed }) => changed),
  };
}

/** Whether the plan counts the rows that it wrote. */
export function countsRows({ steps }: NodePlan): boolean {
  return steps.some((step) => isStep(step) && countsItsRows(step.actions));
}

/**
 * Another relation than was there before is a change, however many rows it has. A step that writes into the one that exists
 * changed nothing when it counted no row.
 */
function changedContent(step: Step, { counts, replaced }: StepResult): boolean {
  switch (step.kind) {
    case 'leave':
      return false;
    case 'alter':
    case 'create':
    case 'replace':
    case 'swap':
      return true;
    case 'rewrite':
    case 'append':
    case 'merge':
    case 'delete+insert':
    case 'refresh':
    case 'seed':
      return replaced || totalRows(counts) > 0 || !countsItsRows(step.actions);
    default:
      return assertNever(step.kind);
  }
}
