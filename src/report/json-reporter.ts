// One JSON object a line, for machines; the last says how the run ended, as the exit code does.

import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { mostOfACode } from '../diagnostics/shorten.ts';
import { jsonLine } from './json-line.ts';
import { type LogEvent, resultOf } from './log-event.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { addToTally, newTally } from './run-tally.ts';

/** `warningsBefore`: how many stand in lines before those of the run. */
type JsonOptions = Omit<ReporterOptions, 'color' | 'repeated'> & { readonly warningsBefore?: number };

/** Of very many diagnostics of one code the first are reported, and at the end how many more there were. */
export function jsonReporter({ write, warnError, warningsBefore = 0 }: JsonOptions): Reporter {
  const tally = newTally();
  const written = new Map<DiagnosticCode, number>();
  const writeLine = (event: LogEvent) => write(jsonLine(event));
  return {
    event(event) {
      addToTally(tally, event);
      if (event.kind === 'diagnostic') {
        const { code } = event.diagnostic;
        const number = (written.get(code) ?? 0) + 1;
        written.set(code, number);
        if (number > mostOfACode) return;
      }
      if (event.kind !== 'runFinished') return writeLine(event);
      for (const [code, number] of written)
        if (number > mostOfACode) writeLine({ kind: 'diagnosticsLeft', code, more: number - mostOfACode });
      const result = resultOf(tally, warnError);
      writeLine({ ...event, ...result, warnings: warningsBefore + result.warnings });
    },
    close() {},
  };
}
