// What Smelt says to its user about something they wrote or asked for: one sentence, where, and what to do.

import type { Checked as AnyChecked } from '../base/checked.ts';
import type { DiagnosticCode } from './codes.ts';
import { positionOf, type Span } from './text-file.ts';

export interface Note {
  readonly message: string;
  readonly span?: Span;
}

export interface Diagnostic {
  readonly code: DiagnosticCode;
  readonly severity: 'error' | 'warning';
  /** One sentence, without a full stop at its end. */
  readonly message: string;
  /** In the file that the user wrote, never in rendered SQL; absent where no file is to blame (a connection). */
  readonly span?: Span;
  readonly notes: readonly Note[];
  /** What to do about it: one line; empty where there is nothing to do. */
  readonly help: string;
}

/** The code of what is written for another warehouse: the mistake of nobody, and no failure with `--warn-error`. */
export const foreignSetting: DiagnosticCode = 'SETTING_FOREIGN';

/** A value with warnings, or all diagnostics found. */
export type Checked<T> = AnyChecked<T, Diagnostic>;

export interface DiagnosticParts {
  readonly span?: Span | undefined;
  readonly notes?: readonly Note[];
  readonly help: string;
}

export function errorAt(code: DiagnosticCode, message: string, parts: DiagnosticParts): Diagnostic {
  return diagnostic(code, 'error', message, parts);
}

export function warningAt(code: DiagnosticCode, message: string, parts: DiagnosticParts): Diagnostic {
  return diagnostic(code, 'warning', message, parts);
}

function diagnostic(
  code: DiagnosticCode,
  severity: Diagnostic['severity'],
  message: string,
  parts: DiagnosticParts,
): Diagnostic {
  const base = { code, severity, message, notes: parts.notes ?? [], help: parts.help };
  return parts.span ? { ...base, span: parts.span } : base;
}

/** By file, then offset; those without a place come first. Stable otherwise. What was reported twice of one place stays once. */
export function sortDiagnostics(diagnostics: readonly Diagnostic[]): readonly Diagnostic[] {
  const kept = new Map<string, Diagnostic>();
  for (const diagnostic of diagnostics) {
    const { code, message, span } = diagnostic;
    const key = JSON.stringify([code, message, span?.file.path, span?.start, span?.end]);
    if (!kept.has(key)) kept.set(key, diagnostic);
  }
  return [...kept.values()].sort((a, b) => {
    const left = a.span?.file.path ?? '';
    const right = b.span?.file.path ?? '';
    if (left !== right) return left < right ? -1 : 1;
    return (a.span?.start ?? 0) - (b.span?.start ?? 0);
  });
}

/** The same text for two reports of one mistake: what parsing a template and rendering it both find is one. */
export function mistakeOf({ code, message, span }: Diagnostic): string {
  return `${code} ${span ? placeOf(span) : ''} ${message}`;
}

/** `path:line:column`, as editors and terminals understand it; the path alone where no more is known. */
export function placeOf(span: Span): string {
  if (span.whole) return span.file.path;
  const { line, column } = positionOf(span.file, span.start);
  return `${span.file.path}:${line}:${column}`;
}
