// Diagnostics on their way to a person, free of secrets: rendered, with a count at the end.

import { type Diagnostic, foreignSetting, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { renderDiagnostic } from '../diagnostics/render-diagnostic.ts';
import { linesOfLeft, shorten } from '../diagnostics/shorten.ts';
import { jsonLine } from '../report/json-line.ts';
import type { CommonOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';

/**
 * Writes them to the error stream, or as JSON lines to the output where the command's log is JSON. Answers what was reported: with
 * `warnError` warnings are errors.
 */
export function reportProblems(
  diagnostics: readonly Diagnostic[],
  options: Pick<CommonOptions, 'logFormat' | 'warnError'>,
  io: ProcessIo,
): readonly Diagnostic[] {
  const reported = sortDiagnostics(diagnostics).map((diagnostic) =>
    options.warnError ? asError(diagnostic) : diagnostic,
  );
  const short = shorten(reported);
  if (options.logFormat === 'json') {
    for (const diagnostic of short.shown) io.write(jsonLine({ kind: 'diagnostic', diagnostic }));
    for (const [code, more] of short.left) io.write(jsonLine({ kind: 'diagnosticsLeft', code, more }));
    return reported;
  }
  for (const diagnostic of short.shown) io.writeError(`${renderDiagnostic(diagnostic, { color: io.color })}\n\n`);
  const left = linesOfLeft(short);
  if (left.length > 0) io.writeError(`${left.join('\n')}\n\n`);
  const errors = reported.filter((diagnostic) => diagnostic.severity === 'error').length;
  if (errors > 1) io.writeError(`${errors} errors\n`);
  return reported;
}

function asError(diagnostic: Diagnostic): Diagnostic {
  if (diagnostic.severity === 'error' || diagnostic.code === foreignSetting) return diagnostic;
  return {
    ...diagnostic,
    severity: 'error',
    notes: [...diagnostic.notes, { message: '--warn-error makes this warning an error' }],
  };
}
