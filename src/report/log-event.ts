// What `--log-format json` says: the events of a run, the last of them with the run's result, and what commands say beside runs.

import type { DiagnosticCode } from '../diagnostics/codes.ts';
import type { RowCounts, RunEvent } from '../execute/event.ts';
import { endedBadly, type Tally } from './run-tally.ts';

type RunFinished = Extract<RunEvent, { kind: 'runFinished' }>;

export type LogEvent =
  | Exclude<RunEvent, RunFinished>
  | (RunFinished & RunResult)
  /** Of one code there were so many more than are reported. */
  | { readonly kind: 'diagnosticsLeft'; readonly code: DiagnosticCode; readonly more: number }
  /** `run-operation` has ended well. */
  | { readonly kind: 'operationFinished'; readonly macro: string; readonly milliseconds: number };

export interface RunResult {
  /** The verdict, as the exit code gives it. */
  readonly failed: boolean;
  readonly warnings: number;
  readonly nodes: Readonly<Tally['nodes']>;
  readonly tests: Readonly<Tally['tests']>;
  readonly rows: RowCounts;
  /** Pages that were read, the records in them, and pages that are still failed, whether they were tried or not. */
  readonly pages: { readonly read: number; readonly records: number; readonly failed: number };
}

export function resultOf(tally: Tally, warnError: boolean): RunResult {
  return {
    failed: endedBadly(tally, warnError),
    warnings: tally.warnings.length,
    nodes: tally.nodes,
    tests: tally.tests,
    rows: { inserted: tally.rowsInserted, updated: tally.rowsUpdated, deleted: tally.rowsDeleted },
    pages: { read: tally.filesRead, records: tally.records, failed: tally.pages.length },
  };
}
