// Events as lines of JSON, each written out by hand: schema/events.json states what consumers may rely on, and a test holds
// both together. Examples of rows are left out, because they may hold personal data.

import { assertNever } from '../base/assert-never.ts';
import type { JsonObject, JsonValue } from '../base/json-value.ts';
import { type Diagnostic, type Note, placeOf } from '../diagnostics/diagnostic.ts';
import type { NodeOutcome, RowCounts, Skipped, TestCounts, TestOutcome } from '../execute/event.ts';
import type { FailedPage, LoadReport } from '../execute/load/load-report.ts';
import type { LogEvent } from './log-event.ts';

/** Raised when a name goes or changes its meaning; new names and kinds come without. */
const version = 1;

/** With the line break at its end. */
export function jsonLine(event: LogEvent): string {
  return `${JSON.stringify({ kind: event.kind, ...fieldsOf(event), version })}\n`;
}

type Of<Kind extends LogEvent['kind']> = Extract<LogEvent, { kind: Kind }>;

function fieldsOf(event: LogEvent): JsonObject {
  switch (event.kind) {
    case 'runStarted':
      return runStarted(event);
    case 'nodeStarted':
      return { nodeId: event.nodeId, label: event.label };
    case 'nodeFinished':
      return nodeFinished(event);
    case 'testFinished':
      return testFinished(event);
    case 'retried':
      return { nodeId: event.nodeId, attempt: event.attempt, reason: event.reason };
    case 'lockWaited':
      return { nodeId: event.nodeId, attempt: event.attempt };
    case 'qualityMeasured':
      return { table: event.table, scores: scoresJson(event) };
    case 'said':
      return { message: event.message, loud: event.loud };
    case 'diagnostic':
      return { diagnostic: diagnosticJson(event.diagnostic) };
    case 'diagnosticsLeft':
      return { code: event.code, more: event.more };
    case 'operationFinished':
      return { macro: event.macro, milliseconds: Math.round(event.milliseconds) };
    case 'runFinished':
      return runFinished(event);
    default:
      return assertNever(event);
  }
}

function runStarted({ runId, command, target, nodes, tests, at }: Of<'runStarted'>): JsonObject {
  return { runId, command, target, nodes, tests, at: at.toISOString() };
}

function nodeFinished({ nodeId, label, outcome, milliseconds }: Of<'nodeFinished'>): JsonObject {
  return { nodeId, label, outcome: nodeOutcome(outcome), milliseconds: Math.round(milliseconds) };
}

function testFinished({ nodeId, label, outcome, milliseconds }: Of<'testFinished'>): JsonObject {
  return { nodeId, label, outcome: testOutcome(outcome), milliseconds: Math.round(milliseconds) };
}

function runFinished({ milliseconds, cancelled, ...result }: Of<'runFinished'>): JsonObject {
  const { failed, warnings, nodes, tests, rows, pages } = result;
  return {
    milliseconds: Math.round(milliseconds),
    cancelled,
    failed,
    warnings,
    nodes: {
      success: nodes.success,
      unchanged: nodes.unchanged,
      failed: nodes.failed,
      skipped: nodes.skipped,
      cancelled: nodes.cancelled,
    },
    tests: {
      pass: tests.pass,
      warn: tests.warn,
      fail: tests.fail,
      error: tests.error,
      skipped: tests.skipped,
      cancelled: tests.cancelled,
    },
    rows: rowsJson(rows),
    pages: { read: pages.read, records: pages.records, failed: pages.failed },
  };
}

function nodeOutcome(outcome: NodeOutcome): JsonObject {
  const { status } = outcome;
  switch (outcome.status) {
    case 'success':
      return {
        status,
        summary: outcome.summary,
        counts: outcome.counts && rowsJson(outcome.counts),
        loads: outcome.loads.map(loadJson),
        warnings: outcome.warnings.map(diagnosticJson),
      };
    case 'unchanged':
      return { status, loads: outcome.loads.map(loadJson), warnings: outcome.warnings.map(diagnosticJson) };
    case 'failed':
      return { status, diagnostics: outcome.diagnostics.map(diagnosticJson), loads: outcome.loads.map(loadJson) };
    case 'skipped':
      return skippedJson(outcome);
    case 'cancelled':
      return { status };
    default:
      return assertNever(outcome);
  }
}

function testOutcome(outcome: TestOutcome): JsonObject {
  const { status } = outcome;
  switch (outcome.status) {
    case 'pass':
    case 'warn':
    case 'fail':
      return { status, counts: testCounts(outcome.counts), sentence: outcome.sentence };
    case 'error':
      return { status, diagnostics: outcome.diagnostics.map(diagnosticJson) };
    case 'skipped':
      return skippedJson(outcome);
    case 'cancelled':
      return { status };
    default:
      return assertNever(outcome);
  }
}

function skippedJson({ status, because, why }: Skipped): JsonObject {
  return { status, because, why };
}

function rowsJson({ inserted, updated, deleted }: RowCounts): JsonObject {
  return { inserted, updated, deleted };
}

function testCounts({ failures, failingRows, checkedRows, measured }: TestCounts): JsonObject {
  return {
    failures: wholeNumber(failures),
    failingRows: failingRows === null ? null : wholeNumber(failingRows),
    checkedRows: checkedRows === null ? null : wholeNumber(checkedRows),
    measured,
  };
}

/** The table's name is in it a second time for those who read the scores alone. */
function scoresJson({ table, scores }: Of<'qualityMeasured'>): JsonObject {
  return {
    tableName: table,
    totalRecords: wholeNumber(scores.totalRecords),
    invalidRecords: wholeNumber(scores.invalidRecords),
    completeness: scores.completeness,
    accuracy: scores.accuracy,
    consistency: scores.consistency,
    timeliness: scores.timeliness,
  };
}

function loadJson({ source, filesListed, filesRead, records, unchanged, failed, standing }: LoadReport): JsonObject {
  const pages = { failed: failed.map(pageJson), standing: standing.map(pageJson) };
  return { source, filesListed, filesRead, records, unchanged, ...pages };
}

function pageJson({ file, reason, byte, attempt, exhausted }: FailedPage): JsonObject {
  return { file, reason, byte, attempt, exhausted };
}

function diagnosticJson({ code, severity, message, span, notes, help }: Diagnostic): JsonObject {
  return { code, severity, message, place: span ? placeOf(span) : null, notes: notes.map(noteJson), help };
}

function noteJson({ message, span }: Note): JsonObject {
  return { message, place: span ? placeOf(span) : null };
}

/** As text where a reader's numbers cannot hold it. */
function wholeNumber(value: bigint): JsonValue {
  return value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
}
