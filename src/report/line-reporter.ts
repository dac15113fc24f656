// One line for each node, then the summary: for logs and pipes.

import { counted } from '../base/counted.ts';
import { linesOf } from './node-line.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { addToTally, newTally } from './run-tally.ts';
import { summaryOf } from './summary.ts';
import { painter } from './text.ts';

export function lineReporter({ write, color, warnError, repeated }: ReporterOptions): Reporter {
  const tally = newTally();
  const paint = painter(color);
  const say = (lines: readonly string[]) => {
    if (lines.length > 0) write(`${lines.join('\n')}\n`);
  };
  return {
    event(event) {
      addToTally(tally, event);
      if (event.kind === 'runStarted') {
        const tests = event.tests > 0 ? ` and ${counted(event.tests, 'test')}` : '';
        const what = `${counted(event.nodes, 'node')}${tests} on ${event.target}`;
        say([`${paint('strong', `smelt ${event.command}`)}: ${what}`, '']);
      }
      say(linesOf(event, paint, color));
      if (event.kind === 'runFinished') say(summaryOf(tally, { paint, color, warnError, repeated }));
    },
    close() {},
  };
}
