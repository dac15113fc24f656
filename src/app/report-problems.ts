// Diagnostics on their way to a person, free of secrets: rendered, with a count at the end.

import { type Diagnostic, foreignSetting, sortDiagnostics } from '../diagnostics/diagnostic.ts';
import { isReported, type LogLevelOptions, levelOf } from '../diagnostics/log-level.ts';
import { renderDiagnostic } from '../diagnostics/render-diagnostic.ts';
import { linesOfLeft, shorten } from '../diagnostics/shorten.ts';
import { jsonLine } from '../report/json-line.ts';
import type { CommonOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';

/** How they are reported. */
type ProblemOptions = LogLevelOptions & Pick<CommonOptions, 'logFormat' | 'warnError'>;

/**
 * Writes them to the error stream, or as JSON lines to the output where the command's log is JSON. Answers what was reported: with
 * `warnError` warnings are errors. The level of the log says which are written.
 */
export function reportProblems(
  diagnostics: readonly Diagnostic[],
  options: ProblemOptions,
  io: ProcessIo,
): readonly Diagnostic[] {
  const reported = sortDiagnostics(diagnostics).map((diagnostic) =>
    options.warnError ? asError(diagnostic) : diagnostic,
  );
  const level = levelOf(options);
  const written = reported.filter(({ severity }) => isReported(severity === 'error' ? 'error' : 'warn', level));
  const short = shorten(written);
  if (options.logFormat === 'json') {
    for (const diagnostic of short.shown) io.write(jsonLine({ kind: 'diagnostic', diagnostic }));
    for (const [code, more] of short.left) io.write(jsonLine({ kind: 'diagnosticsLeft', code, more }));
    return reported;
  }
  for (const diagnostic of short.shown) io.writeError(`${renderDiagnostic(diagnostic, { color: io.color })}\n\n`);
  const left = linesOfLeft(short);
  if (left.length > 0) io.writeError(`${left.join('\n')}\n\n`);
  const errors = written.filter((diagnostic) => diagnostic.severity === 'error').length;
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
