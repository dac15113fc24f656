// One line for each thing that happened: what a log holds, and what scrolls by above a live terminal's status.

import { assertNever } from '../base/assert-never.ts';
import { count, counted } from '../base/counted.ts';
import { renderDiagnostic } from '../diagnostics/render-diagnostic.ts';
import { padColumns } from '../diagnostics/text-width.ts';
import { type ExampleRow, type RowCounts, type RunEvent, type Skipped, totalRows } from '../execute/event.ts';
import type { LoadReport } from '../execute/load/load-report.ts';
import { duration, type Paint, shownValue, type Tone } from './text.ts';

const labelWidth = 34;

/** The lines of an event; none for those that only a live view shows. */
export function linesOf(event: RunEvent, paint: Paint, color: boolean): readonly string[] {
  switch (event.kind) {
    case 'nodeFinished':
      return nodeLines(event, paint, color);
    case 'testFinished':
      return testLines(event, paint, color);
    case 'retried':
      return [paint('careful', `  retrying  ${event.nodeId} (attempt ${event.attempt}): ${event.reason}`)];
    case 'said':
      return event.loud ? [event.message] : [];
    case 'diagnostic':
      // The summary says the warnings.
      return event.diagnostic.severity === 'error' ? [renderDiagnostic(event.diagnostic, { color })] : [];
    case 'runStarted':
    case 'nodeStarted':
    case 'lockWaited':
    case 'qualityMeasured':
    case 'runFinished':
      return [];
    default:
      return assertNever(event);
  }
}

function nodeLines(
  { label, outcome, milliseconds }: Extract<RunEvent, { kind: 'nodeFinished' }>,
  paint: Paint,
  color: boolean,
): readonly string[] {
  const line = lineOf(label, paint);
  switch (outcome.status) {
    case 'success':
      return [line('good', 'ok', describeSuccess(outcome.summary, outcome.counts, outcome.loads), milliseconds)];
    case 'unchanged':
      return [line('quiet', 'unchanged', 'nothing new', milliseconds)];
    case 'failed':
      return [
        line('bad', 'FAILED', '', milliseconds),
        ...outcome.diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, { color })),
      ];
    case 'skipped':
      return [line('careful', 'skipped', whySkipped(outcome))];
    case 'cancelled':
      return [line('careful', 'cancelled', '')];
    default:
      return assertNever(outcome);
  }
}

function testLines(
  { label, outcome }: Extract<RunEvent, { kind: 'testFinished' }>,
  paint: Paint,
  color: boolean,
): readonly string[] {
  const line = lineOf(label, paint);
  switch (outcome.status) {
    case 'pass':
      return [];
    case 'warn':
      return [line('careful', 'warn', outcome.sentence)];
    case 'fail':
      return [
        line('bad', 'FAIL', outcome.sentence),
        ...outcome.examples.slice(0, 3).map((row) => paint('quiet', `              for example: ${describeRow(row)}`)),
      ];
    case 'error':
      return [
        line('bad', 'ERROR', ''),
        ...outcome.diagnostics.map((diagnostic) => renderDiagnostic(diagnostic, { color })),
      ];
    case 'skipped':
      return [line('careful', 'skipped', whySkipped(outcome))];
    case 'cancelled':
      return [line('careful', 'cancelled', '')];
    default:
      return assertNever(outcome);
  }
}

/** A few words. */
export function whySkipped({ because, why }: Skipped): string {
  const cause = shortName(because);
  switch (why) {
    case 'upstream':
      return `because ${cause} failed`;
    case 'failFast':
      return `because the run stopped at its first failure, ${cause}`;
    case 'databaseGone':
      return `because the database is gone since ${cause} failed`;
    default:
      return assertNever(why);
  }
}

type Line = (tone: Tone, word: string, text: string, milliseconds?: number) => string;

function lineOf(label: string, paint: Paint): Line {
  return (tone, word, text, milliseconds) => {
    const time = milliseconds === undefined ? '' : paint('quiet', duration(milliseconds));
    const rest = [text, time].filter((part) => part !== '').join(' ');
    return `  ${paint(tone, word.padEnd(10))}${padColumns(label, labelWidth)} ${rest}`.trimEnd();
  };
}

function describeSuccess(summary: string, counts: RowCounts | null, loads: readonly LoadReport[]): string {
  const parts = [summary];
  if (counts) parts.push(describeCounts(counts));
  const files = loads.reduce((sum, load) => sum + load.filesRead, 0);
  const failed = loads.reduce((sum, load) => sum + load.failed.length, 0);
  if (files > 0) parts.push(`from ${counted(files, 'page')}`);
  if (failed > 0) parts.push(`${counted(failed, 'page')} failed`);
  return parts.filter((part) => part !== '').join(', ');
}

function describeCounts(counts: RowCounts): string {
  const changed = [
    counts.inserted > 0 ? `+${count(counts.inserted)}` : '',
    counts.updated > 0 ? `~${count(counts.updated)}` : '',
    counts.deleted > 0 ? `-${count(counts.deleted)}` : '',
  ].filter((part) => part !== '');
  const noun = totalRows(counts) === 1 ? 'row' : 'rows';
  return changed.length === 0 ? 'no row changed' : `${changed.join(' ')} ${noun}`;
}

/** However long its values are. */
const longestRow = 200;

function describeRow(row: ExampleRow): string {
  const parts = row.map(([column, value]) => shownValue(`${column}=${value ?? 'NULL'}`, longestRow));
  return shownValue(parts.join(' '), longestRow);
}

/** `bronze_deposits` of `model.affiliate.bronze_deposits`. */
export function shortName(id: string): string {
  const [kind, , ...rest] = id.split('.');
  return kind === 'test' ? (rest[0] ?? id) : rest.join('.');
}
