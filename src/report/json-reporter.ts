// One JSON object a line, for machines; the last tells how the run ended, as the exit code does.

import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { mostOfACode } from '../diagnostics/shorten.ts';
import { jsonLine } from './json-line.ts';
import { type LogEvent, resultOf } from './log-event.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { addToTally, newTally } from './run-tally.ts';

/** Of very many diagnostics of one code the first are told, and at the end how many more there were. */
export function jsonReporter({ write, warnError }: Omit<ReporterOptions, 'color'>): Reporter {
  const tally = newTally();
  const told = new Map<DiagnosticCode, number>();
  const tell = (event: LogEvent) => write(jsonLine(event));
  return {
    event(event) {
      addToTally(tally, event);
      if (event.kind === 'diagnostic') {
        const { code } = event.diagnostic;
        const number = (told.get(code) ?? 0) + 1;
        told.set(code, number);
        if (number > mostOfACode) return;
      }
      if (event.kind !== 'runFinished') return tell(event);
      for (const [code, number] of told)
        if (number > mostOfACode) tell({ kind: 'diagnosticsLeft', code, more: number - mostOfACode });
      tell({ ...event, ...resultOf(tally, warnError) });
    },
    close() {},
  };
}
