// Which events are reported at a level of the log: a run that is to be quiet reports its failures, and nothing else.

import { isReported, type LogLevel } from '../diagnostics/log-level.ts';
import { renderDiagnostic } from '../diagnostics/render-diagnostic.ts';
import type { RunEvent } from '../execute/event.ts';
import { linesOf } from './node-line.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { painter } from './text.ts';

/** Lets pass what the level reports, what templates print, and the end of the run, by which a reader knows its result. */
export function atLevel(reporter: Reporter, level: LogLevel): Reporter {
  return {
    event(event) {
      const isKept = event.kind === 'runFinished' || event.kind === 'said';
      if (isKept || isReported(weightOf(event), level)) reporter.event(event);
    },
    close: () => reporter.close(),
  };
}

/** Lines of what went wrong alone, as it happens, and of what templates print: neither a head nor a summary. */
export function quietReporter({ write, color }: Pick<ReporterOptions, 'write' | 'color'>, level: LogLevel): Reporter {
  const paint = painter(color);
  const say = (lines: readonly string[]) => {
    if (lines.length > 0) write(`${lines.join('\n')}\n`);
  };
  return {
    event(event) {
      if (event.kind === 'said' || isReported(weightOf(event), level)) say(linesOf(event, paint, color));
      if (isReported('warn', level)) say(warningsOf(event).map((warning) => renderDiagnostic(warning, { color })));
    },
    close() {},
  };
}

function warningsOf(event: RunEvent) {
  if (event.kind === 'diagnostic') return event.diagnostic.severity === 'warning' ? [event.diagnostic] : [];
  return event.kind === 'nodeFinished' && 'warnings' in event.outcome ? event.outcome.warnings : [];
}

/** What is part of a run that goes well is `info`. */
function weightOf(event: RunEvent): Exclude<LogLevel, 'none'> {
  switch (event.kind) {
    case 'nodeFinished':
      return weights[event.outcome.status];
    case 'testFinished':
      return weights[event.outcome.status];
    case 'diagnostic':
      return event.diagnostic.severity === 'error' ? 'error' : 'warn';
    case 'retried':
      return 'warn';
    default:
      return 'info';
  }
}

const weights = {
  success: 'info',
  unchanged: 'info',
  pass: 'info',
  warn: 'warn',
  skipped: 'warn',
  cancelled: 'warn',
  failed: 'error',
  fail: 'error',
  error: 'error',
} as const;
