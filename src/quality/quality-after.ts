// The quality of a relation as a fold over what its tests have answered in one run: the row of the day, once all of them have.

import type { Assertion, Counts } from '../assertions/assertion.ts';
import type { RecordCounts } from '../assertions/statement.ts';
import type { NodeId } from '../graph/node.ts';
import type { RelationName } from '../sql/sql.ts';
import type { QualityRow } from '../state/quality-metrics.ts';
import { scoresOf } from './scores-of.ts';

export interface TestedRelation {
  readonly relation: RelationName;
  readonly targetSchema: string;
  /** All enabled tests that are declared on it, whether selected or not. */
  readonly declared: readonly NodeId[];
}

/** Of tests of one relation that were asked together. */
export interface TestAnswers {
  /** All that have ended, in whichever way. */
  readonly tests: readonly NodeId[];
  /** Those that could be asked. */
  readonly assertions: readonly Assertion[];
  /** Of those that ran without error. */
  readonly counts: ReadonlyMap<NodeId, Counts>;
  /** Of the relation, where a scan of its rows ran whole. */
  readonly records: RecordCounts | null;
}

/** Null while tests of the relation have not ended, and where the row of the day must stay as it is: see scoresOf. */
export function qualityAfter(
  { relation, targetSchema, declared }: TestedRelation,
  answers: readonly TestAnswers[],
): QualityRow | null {
  const ended = new Set(answers.flatMap(({ tests }) => tests));
  if (declared.some((id) => !ended.has(id))) return null;
  const row = scoresOf({
    relation,
    targetSchema,
    enabled: answers.flatMap(({ assertions }) => assertions),
    counts: new Map(answers.flatMap(({ counts }) => [...counts])),
    records: recordsOf(answers),
  });
  return row === 'incomplete' ? null : row;
}

/** Of the scan that looked at rows one by one, where there was one: it alone knows how many of them are invalid. */
function recordsOf(answers: readonly TestAnswers[]): RecordCounts | null {
  const known = answers.filter(({ records }) => records !== null);
  const ofRows = known.findLast(({ assertions }) => assertions.some(({ check }) => check.kind === 'row'));
  return (ofRows ?? known[0])?.records ?? null;
}
