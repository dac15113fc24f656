// Everything that happens in a run, as data: reporters write it, tests compare it. The union is closed with assertNever.

import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import type { NodeId } from '../graph/node.ts';
import type { LoadReport } from './load/load-report.ts';

export interface RowCounts {
  readonly inserted: number;
  readonly updated: number;
  readonly deleted: number;
}

export const noRows: RowCounts = { inserted: 0, updated: 0, deleted: 0 };

export function totalRows(counts: RowCounts): number {
  return counts.inserted + counts.updated + counts.deleted;
}

/** Not run because of a failure: of what it needs, or the first of a run that stopped there (fail-fast) or lost its database there. */
export interface Skipped {
  readonly status: 'skipped';
  readonly because: NodeId;
  readonly why: 'upstream' | 'failFast' | 'databaseGone';
}

export type NodeOutcome =
  /** Committed. `summary` is the plan's word for it; `counts` is null where the database counts no rows (a view). */
  | {
      readonly status: 'success';
      readonly summary: string;
      readonly counts: RowCounts | null;
      readonly loads: readonly LoadReport[];
      readonly warnings: readonly Diagnostic[];
    }
  /** Nothing to do: what exists is what was asked for. */
  | { readonly status: 'unchanged'; readonly loads: readonly LoadReport[]; readonly warnings: readonly Diagnostic[] }
  | { readonly status: 'failed'; readonly diagnostics: readonly Diagnostic[]; readonly loads: readonly LoadReport[] }
  | Skipped
  | { readonly status: 'cancelled' };

export interface TestCounts {
  /** dbt's number: what thresholds compare. */
  readonly failures: bigint;
  readonly failingRows: bigint | null;
  readonly checkedRows: bigint | null;
  /** The number of rows (`row_count`) or the newest time (`recency`) that was found. */
  readonly measured: string | null;
}

/** Columns with PostgreSQL's own texts, in their order: several may have one name. */
export type ExampleRow = readonly (readonly [column: string, value: string | null])[];

export type TestOutcome =
  | { readonly status: 'pass'; readonly counts: TestCounts; readonly sentence: string }
  | {
      readonly status: 'warn' | 'fail';
      readonly counts: TestCounts;
      readonly sentence: string;
      /** A few failing rows; personal data, for the terminal only. */
      readonly examples: readonly ExampleRow[];
    }
  | { readonly status: 'error'; readonly diagnostics: readonly Diagnostic[] }
  | Skipped
  | { readonly status: 'cancelled' };

export type RunEvent =
  | {
      readonly kind: 'runStarted';
      readonly runId: string;
      readonly command: string;
      readonly target: string;
      readonly nodes: number;
      readonly tests: number;
      readonly at: Date;
    }
  | { readonly kind: 'nodeStarted'; readonly nodeId: NodeId; readonly label: string }
  | {
      readonly kind: 'nodeFinished';
      readonly nodeId: NodeId;
      readonly label: string;
      readonly outcome: NodeOutcome;
      readonly milliseconds: number;
    }
  | {
      readonly kind: 'testFinished';
      readonly nodeId: NodeId;
      readonly label: string;
      readonly outcome: TestOutcome;
      readonly milliseconds: number;
    }
  /** A transaction is tried again; `reason` is one sentence. */
  | { readonly kind: 'retried'; readonly nodeId: NodeId; readonly attempt: number; readonly reason: string }
  | { readonly kind: 'lockWaited'; readonly nodeId: NodeId; readonly attempt: number }
  | { readonly kind: 'qualityMeasured'; readonly table: string; readonly scores: QualityScores }
  /** From `log()` and `print()` of templates. */
  | { readonly kind: 'said'; readonly message: string; readonly loud: boolean }
  | { readonly kind: 'diagnostic'; readonly diagnostic: Diagnostic }
  | { readonly kind: 'runFinished'; readonly milliseconds: number; readonly cancelled: boolean };

export interface QualityScores {
  readonly totalRecords: bigint;
  readonly invalidRecords: bigint;
  /** Two decimals as text, `99.87`; null where no assertion speaks. */
  readonly completeness: string | null;
  readonly accuracy: string | null;
  readonly consistency: string | null;
  readonly timeliness: string | null;
}

export type Emit = (event: RunEvent) => void;
