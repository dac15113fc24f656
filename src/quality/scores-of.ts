// From the counts of a relation's assertions to its quality scores. Exact: the scores are computed in whole numbers.

import type { Assertion, Counts, Dimension } from '../assertions/assertion.ts';
import type { RecordCounts } from '../assertions/statement.ts';
import type { NodeId } from '../graph/node.ts';
import type { RelationName } from '../sql/sql.ts';
import type { QualityRow } from '../state/quality-metrics.ts';

export interface MeasuredRelation {
  /** A model or a seed. */
  readonly relation: RelationName;
  readonly targetSchema: string;
  /** All of the relation's enabled assertions, whether selected or not. */
  readonly enabled: readonly Assertion[];
  /** Of those that ran without error in this run. */
  readonly counts: ReadonlyMap<NodeId, Counts>;
  /** Of the scan that answered all row assertions; null where it erred or did not run. */
  readonly records: RecordCounts | null;
}

/**
 * The relation's row of the day; `incomplete` where an enabled assertion did not run or erred, so that the day's row must
 * stay as it is and only history is written. A relation without assertions is incomplete too: nothing is known of it.
 */
export function scoresOf(measured: MeasuredRelation): QualityRow | 'incomplete' {
  const { enabled, counts, records } = measured;
  if (records === null || enabled.length === 0) return 'incomplete';
  if (enabled.some((assertion) => !counts.has(assertion.id))) return 'incomplete';
  const score = (dimension: Dimension): string | null => {
    const ofDimension = enabled.filter((assertion) => assertion.dimension === dimension);
    return scoreOf(ofDimension.flatMap((assertion) => counts.get(assertion.id) ?? []));
  };
  return {
    tableName: tableNameOf(measured.relation, measured.targetSchema),
    totalRecords: records.total,
    invalidRecords: records.invalid,
    completeness: score('completeness'),
    accuracy: score('accuracy'),
    consistency: score('consistency'),
    timeliness: score('timeliness'),
  };
}

/** The name of a relation in `data_quality_metrics` and `etl_status`. */
export function tableNameOf(relation: RelationName, targetSchema: string): string {
  return relation.schema === targetSchema ? relation.name : `${relation.schema}.${relation.name}`;
}

/**
 * `100 × (1 − Σ failing ÷ Σ checked)` rounded down to two places, so that 100.00 means no failure; null where nothing was
 * checked. A user's test may return more rows than its relation has: it counts for no more than all of them.
 */
export function scoreOf(counts: readonly Pick<Counts, 'failingRows' | 'checkedRows'>[]): string | null {
  let failing = 0n;
  let checked = 0n;
  for (const { failingRows, checkedRows } of counts) {
    if (failingRows === null || checkedRows === null) continue;
    const isMoreThanAll = failingRows > checkedRows;
    failing += isMoreThanAll ? checkedRows : failingRows;
    checked += checkedRows;
  }
  if (checked === 0n) return null;
  const hundredths = (10_000n * (checked - failing)) / checked;
  return `${hundredths / 100n}.${String(hundredths % 100n).padStart(2, '0')}`;
}
