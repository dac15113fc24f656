// Events as JSON: flat, with stable names, without examples of rows (they hold personal data).

import type { JsonObject, JsonValue } from '../base/json-value.ts';
import { type Diagnostic, placeOf } from '../diagnostics/diagnostic.ts';
import type { RunEvent } from '../execute/event.ts';
import { endedBadly, type Tally } from './run-tally.ts';

export function jsonOf(event: RunEvent): JsonObject {
  return plainObject(event);
}

/** What the last event of a run adds: the sums, and whether they make the exit code a failure. */
export function resultJson(tally: Tally, { warnError }: { readonly warnError: boolean }): JsonObject {
  return {
    failed: endedBadly(tally, warnError),
    warnings: tally.warnings.length,
    nodes: tally.nodes,
    tests: tally.tests,
    rows: { inserted: tally.rowsInserted, updated: tally.rowsUpdated, deleted: tally.rowsDeleted },
    pages: { read: tally.filesRead, records: tally.records, failed: tally.pages.length },
  };
}

export function diagnosticJson(diagnostic: Diagnostic): JsonObject {
  return {
    code: diagnostic.code,
    severity: diagnostic.severity,
    message: diagnostic.message,
    place: diagnostic.span ? placeOf(diagnostic.span) : null,
    notes: diagnostic.notes.map((note) => ({ message: note.message, place: note.span ? placeOf(note.span) : null })),
    help: diagnostic.help,
  };
}

function plainObject(value: object): JsonObject {
  if (isDiagnostic(value)) return diagnosticJson(value);
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => key !== 'examples')
      .map(([key, item]) => [key, key === 'milliseconds' ? Math.round(Number(item)) : plain(item)]),
  );
}

function plain(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return value;
  if (typeof value === 'bigint') return value <= Number.MAX_SAFE_INTEGER ? Number(value) : String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(plain);
  return typeof value === 'object' ? plainObject(value) : String(value);
}

function isDiagnostic(value: object): value is Diagnostic {
  return 'code' in value && 'severity' in value && 'help' in value && 'notes' in value;
}
