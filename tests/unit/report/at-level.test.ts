// Protects what is reported at each level of the log: whoever asks for quiet sees what went wrong and what templates print.

import { expect, test } from 'vitest';
import { errorAt, warningAt } from '../../../src/diagnostics/diagnostic.ts';
import { isReported, levelOf, logLevels } from '../../../src/diagnostics/log-level.ts';
import type { RunEvent } from '../../../src/execute/event.ts';
import type { NodeId } from '../../../src/graph/node.ts';
import { atLevel, quietReporter } from '../../../src/report/at-level.ts';

const id = (name: string) => `model.shop.${name}` as NodeId;
const careful = warningAt('SELECT_NOTHING', 'careful', { help: 'Look' });
const wrong = errorAt('SQL_DATA', 'wrong', { help: 'Mend it' });

const events: readonly RunEvent[] = [
  { kind: 'runStarted', runId: '1', command: 'run', target: 'dev', nodes: 3, tests: 0, at: new Date(0) },
  { kind: 'said', message: 'printed', loud: true },
  { kind: 'said', message: 'for debugging', loud: false },
  { kind: 'diagnostic', diagnostic: careful },
  {
    kind: 'nodeFinished',
    nodeId: id('a'),
    label: 'a',
    outcome: { status: 'unchanged', loads: [], warnings: [] },
    milliseconds: 1,
  },
  {
    kind: 'nodeFinished',
    nodeId: id('b'),
    label: 'b',
    outcome: { status: 'failed', loads: [], diagnostics: [wrong] },
    milliseconds: 1,
  },
  {
    kind: 'nodeFinished',
    nodeId: id('c'),
    label: 'c',
    outcome: { status: 'skipped', because: id('b'), why: 'upstream' },
    milliseconds: 0,
  },
  { kind: 'runFinished', milliseconds: 2, cancelled: false },
];

function quietly(level: (typeof logLevels)[number]): string {
  const written: string[] = [];
  const reporter = quietReporter({ write: (text) => void written.push(text), color: false }, level);
  for (const event of events) reporter.event(event);
  reporter.close();
  return written.join('').replaceAll(/ +/g, ' ');
}

test('warnings and failures, or failures alone, or neither', () => {
  const failed = ' FAILED b 1ms\nerror[SQL_DATA]: wrong\n = help: Mend it\n';
  const warned = 'warning[SELECT_NOTHING]: careful\n = help: Look\n';
  expect(quietly('warn').replace(/0\.00s/, '1ms')).toBe(`printed\n${warned}${failed} skipped c because b failed\n`);
  expect(quietly('error').replace(/0\.00s/, '1ms')).toBe(`printed\n${failed}`);
  expect(quietly('none')).toBe('printed\n');
});

test('a machine still reads the end of the run', () => {
  const kept = (level: (typeof logLevels)[number]) => {
    const seen: string[] = [];
    const reporter = atLevel({ event: ({ kind }) => void seen.push(kind), close: () => undefined }, level);
    for (const event of events) reporter.event(event);
    return seen.join(' ');
  };
  expect(kept('debug')).toBe(events.map(({ kind }) => kind).join(' '));
  expect(kept('info')).toBe(kept('debug'));
  expect(kept('warn')).toBe('said said diagnostic nodeFinished nodeFinished runFinished');
  expect(kept('error')).toBe('said said nodeFinished runFinished');
});

test('--quiet is stronger than --debug, and both than --log-level', () => {
  const level = { quiet: false, debug: false, logLevel: 'warn' } as const;
  expect(levelOf(level)).toBe('warn');
  expect(levelOf({ ...level, debug: true })).toBe('debug');
  expect(levelOf({ ...level, debug: true, quiet: true })).toBe('error');
  expect(levelOf({ ...level, quiet: true, logLevel: 'none' })).toBe('none');
  expect(logLevels.filter((one) => isReported('warn', one))).toEqual(['debug', 'info', 'warn']);
});
