// Adds up the events of a run: what the summary says, and the verdict that the state and the exit code give.

import { type Diagnostic, foreignSetting, placeOf } from '../diagnostics/diagnostic.ts';
import { type QualityScores, type RunEvent, totalRows } from '../execute/event.ts';
import type { FailedPage } from '../execute/load/load-report.ts';

export interface PageTrouble extends FailedPage {
  readonly source: string;
  /** False for a page that failed in an earlier run and was not tried in this one. */
  readonly tried: boolean;
}

/** What ended badly, in a few words. */
export interface Failure {
  readonly label: string;
  readonly sentence: string;
}

export interface Tally {
  command: string;
  target: string;
  readonly nodes: Record<'success' | 'unchanged' | 'failed' | 'skipped' | 'cancelled', number>;
  readonly tests: Record<'pass' | 'warn' | 'fail' | 'error' | 'skipped' | 'cancelled', number>;
  rowsInserted: number;
  rowsUpdated: number;
  rowsDeleted: number;
  filesRead: number;
  records: number;
  readonly pages: PageTrouble[];
  readonly quality: Map<string, QualityScores>;
  readonly warnings: Diagnostic[];
  readonly failedNodes: Failure[];
  readonly failedTests: Failure[];
  /** Mistakes that belong to no node, such as a hook's that failed. */
  errors: number;
  milliseconds: number;
  cancelled: boolean;
}

export function newTally(): Tally {
  return {
    command: '',
    target: '',
    nodes: { success: 0, unchanged: 0, failed: 0, skipped: 0, cancelled: 0 },
    tests: { pass: 0, warn: 0, fail: 0, error: 0, skipped: 0, cancelled: 0 },
    rowsInserted: 0,
    rowsUpdated: 0,
    rowsDeleted: 0,
    filesRead: 0,
    records: 0,
    pages: [],
    quality: new Map(),
    warnings: [],
    failedNodes: [],
    failedTests: [],
    errors: 0,
    milliseconds: 0,
    cancelled: false,
  };
}

export function addToTally(tally: Tally, event: RunEvent): void {
  switch (event.kind) {
    case 'runStarted':
      tally.command = event.command;
      tally.target = event.target;
      break;
    case 'nodeFinished': {
      const { outcome } = event;
      tally.nodes[outcome.status] += 1;
      if (outcome.status === 'success' && outcome.counts) {
        tally.rowsInserted += outcome.counts.inserted;
        tally.rowsUpdated += outcome.counts.updated;
        tally.rowsDeleted += outcome.counts.deleted;
      }
      if (outcome.status === 'failed')
        tally.failedNodes.push({ label: event.label, sentence: firstOf(outcome.diagnostics) });
      if (outcome.status === 'success' || outcome.status === 'unchanged') tally.warnings.push(...outcome.warnings);
      if ('loads' in outcome) {
        for (const load of outcome.loads) {
          tally.filesRead += load.filesRead;
          tally.records += load.records;
          tally.pages.push(...load.failed.map((page) => ({ ...page, source: load.source, tried: true })));
          tally.pages.push(...load.standing.map((page) => ({ ...page, source: load.source, tried: false })));
        }
      }
      break;
    }
    case 'testFinished': {
      const { outcome } = event;
      tally.tests[outcome.status] += 1;
      if (outcome.status === 'fail') tally.failedTests.push({ label: event.label, sentence: outcome.sentence });
      if (outcome.status === 'error')
        tally.failedTests.push({ label: event.label, sentence: firstOf(outcome.diagnostics) });
      break;
    }
    case 'qualityMeasured':
      tally.quality.set(event.table, event.scores);
      break;
    case 'diagnostic':
      if (event.diagnostic.severity === 'warning') tally.warnings.push(event.diagnostic);
      else tally.errors += 1;
      break;
    case 'runFinished':
      tally.milliseconds = event.milliseconds;
      tally.cancelled = event.cancelled;
      break;
    default:
      break;
  }
}

function firstOf([first, ...others]: readonly Diagnostic[]): string {
  if (!first) return '';
  const place = first.span ? ` (${placeOf(first.span)})` : '';
  return `${first.message}${place}${others.length > 0 ? `, and ${others.length} more` : ''}`;
}

/** The verdict on a run: whether anything ended badly. With `warnError` a warning, a failed page and a test that warns are failures too. */
export function endedBadly(tally: Tally, warnError: boolean): boolean {
  const bad = tally.nodes.failed + tally.tests.fail + tally.tests.error + tally.errors;
  const worrying =
    tally.tests.warn + tally.pages.length + tally.warnings.filter(({ code }) => code !== foreignSetting).length;
  return bad > 0 || (warnError && worrying > 0);
}

export function rowsChanged(tally: Tally): number {
  return totalRows({ inserted: tally.rowsInserted, updated: tally.rowsUpdated, deleted: tally.rowsDeleted });
}
