// Diagnostics on their way to a person, free of secrets: rendered, with a count at the end.

import { type Diagnostic, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../diagnostics/render-diagnostic.ts';
import { linesOfLeft, shorten } from '../diagnostics/shorten.ts';
import { jsonLine } from '../report/json-line.ts';
import type { CommonOptions, Surroundings } from './surroundings.ts';

/**
 * Writes them to the error stream, or as JSON lines to the output where the command's log is JSON. Answers what was told: with
 * `warnError` warnings are errors.
 */
export function tellProblems(
  diagnostics: readonly Diagnostic[],
  options: Pick<CommonOptions, 'logFormat' | 'warnError'>,
  surroundings: Surroundings,
): readonly Diagnostic[] {
  const told = sortDiagnostics(diagnostics).map((diagnostic) => (options.warnError ? asError(diagnostic) : diagnostic));
  const short = shorten(told);
  if (options.logFormat === 'json') {
    for (const diagnostic of short.shown) surroundings.write(jsonLine({ kind: 'diagnostic', diagnostic }));
    for (const [code, more] of short.left) surroundings.write(jsonLine({ kind: 'diagnosticsLeft', code, more }));
    return told;
  }
  for (const diagnostic of short.shown)
    surroundings.writeError(`${renderDiagnostic(diagnostic, { color: surroundings.color })}\n\n`);
  const left = linesOfLeft(short);
  if (left.length > 0) surroundings.writeError(`${left.join('\n')}\n\n`);
  const errors = told.filter((diagnostic) => diagnostic.severity === 'error').length;
  if (errors > 1) surroundings.writeError(`${errors} errors\n`);
  return told;
}

function asError(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.severity === 'error') return diagnostic;
  return {
    ...diagnostic,
    severity: 'error',
    notes: [...diagnostic.notes, { message: '--warn-error makes this warning an error' }],
  };
}
