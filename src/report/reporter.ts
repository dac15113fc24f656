// Reporters take a run's events one by one, free of secrets (execute/mask-event.ts); each decides what its reader sees.

import type { DiagnosticCode } from '../diagnostics/codes.ts';
import { mostOfACode } from '../diagnostics/shorten.ts';
import type { RunEvent } from '../execute/event.ts';
import { jsonOf, resultJson } from './json-lines.ts';
import { linesOf } from './node-line.ts';
import { addToTally, newTally } from './run-tally.ts';
import { summaryOf } from './summary.ts';
import { counted, duration, painter } from './text.ts';

export interface Reporter {
  /** Takes the next event. */
  event(event: RunEvent): void;
}

export interface ReporterOptions {
  readonly write: (text: string) => void;
  readonly color: boolean;
  readonly warnError: boolean;
}

/** One line for each node, then the summary: for logs and pipes. */
export function lineReporter(options: ReporterOptions): Reporter {
  const tally = newTally();
  const paint = painter(options.color);
  const say = (lines: readonly string[]) => {
    if (lines.length > 0) options.write(`${lines.join('\n')}\n`);
  };
  return {
    event(event) {
      addToTally(tally, event);
      if (event.kind === 'runStarted') {
        const tests = event.tests > 0 ? ` and ${counted(event.tests, 'test')}` : '';
        say([
          `${paint('strong', `smelt ${event.command}`)}: ${counted(event.nodes, 'node')}${tests} on ${event.target}`,
          '',
        ]);
      }
      say(linesOf(event, paint, options.color));
      if (event.kind === 'runFinished')
        say(summaryOf(tally, { paint, color: options.color, warnError: options.warnError }));
    },
  };
}

export interface LiveOptions extends ReporterOptions {
  readonly columns: () => number;
}

/** The same lines scrolling by, and below them a status that tells what is running. */
export function liveReporter(options: LiveOptions): Reporter {
  const paint = painter(options.color);
  const running = new Map<string, { readonly label: string; readonly since: number }>();
  let total = 0;
  let done = 0;
  let shown = false;
  const clear = () => {
    if (shown) options.write('\r\u001b[2K');
    shown = false;
  };
  const inner = lineReporter({
    ...options,
    write: (text) => {
      clear();
      options.write(text);
    },
  });
  const status = () => {
    clear();
    if (running.size === 0) return;
    const names = [...running.values()]
      .map(({ label, since }) => `${label} ${duration(Date.now() - since)}`)
      .join(', ');
    const text = `  ${done}/${total} ${names}`.slice(0, Math.max(20, options.columns() - 1));
    options.write(paint('quiet', text));
    shown = true;
  };
  return {
    event(event) {
      if (event.kind === 'runStarted') total = event.nodes + event.tests;
      if (event.kind === 'nodeStarted') running.set(event.nodeId, { label: event.label, since: Date.now() });
      if (event.kind === 'nodeFinished' || event.kind === 'testFinished') {
        done += 1;
        running.delete(event.nodeId);
      }
      inner.event(event);
      status();
    },
  };
}

/** One JSON object a line, for machines; the last tells how the run ended, as the exit code does. Of very many diagnostics of one code the first. */
export function jsonReporter(options: ReporterOptions): Reporter {
  const tally = newTally();
  const told = new Map<DiagnosticCode, number>();
  const isOneTooMany = (event: RunEvent) => {
    if (event.kind !== 'diagnostic') return false;
    const number = (told.get(event.diagnostic.code) ?? 0) + 1;
    told.set(event.diagnostic.code, number);
    return number > mostOfACode;
  };
  return {
    event(event) {
      addToTally(tally, event);
      if (isOneTooMany(event)) return;
      const line = event.kind === 'runFinished' ? { ...jsonOf(event), ...resultJson(tally, options) } : jsonOf(event);
      options.write(`${JSON.stringify(line)}\n`);
    },
  };
}
