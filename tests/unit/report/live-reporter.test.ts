// Protects a terminal while a run goes on: a status that moves, is never mixed with lines, and is gone when the run is over,
// interrupted or read by nobody. Time is a value here.

import { getEventListeners } from 'node:events';
import { describe, expect, test } from 'vitest';
import type { RunEvent } from '../../../src/execute/event.ts';
import type { NodeId } from '../../../src/graph/node.ts';
import { type Clock, systemClock } from '../../../src/report/clock.ts';
import { liveReporter } from '../../../src/report/live-reporter.ts';

const blank = '\r\u001b[2K';

/** Goes on only where a test says so; `running` counts the timers that were not ended. */
class TestClock implements Clock {
  #now = 1_000_000;
  readonly #ticks = new Set<() => void>();

  now(): number {
    return this.#now;
  }

  every(_milliseconds: number, tick: () => void): () => void {
    this.#ticks.add(tick);
    return () => this.#ticks.delete(tick);
  }

  get running(): number {
    return this.#ticks.size;
  }

  pass(milliseconds: number): void {
    this.#now += milliseconds;
    for (const tick of [...this.#ticks]) tick();
  }
}

function terminal({ columns = 80, readerGone = new AbortController(), interrupt = new AbortController() } = {}) {
  const clock = new TestClock();
  const written: string[] = [];
  const reporter = liveReporter({
    write: (text) => void written.push(text),
    color: false,
    warnError: false,
    repeated: '',
    columns: () => columns,
    clock,
    interrupted: interrupt.signal,
    readerGone: readerGone.signal,
  });
  const tell = (...events: readonly RunEvent[]) => {
    for (const event of events) reporter.event(event);
  };
  /** What was written since the last look, each piece by itself. */
  const pieces = () => written.splice(0);
  return { clock, reporter, tell, pieces, interrupt, readerGone };
}

const id = (name: string) => `model.shop.${name}` as NodeId;
const started: RunEvent = {
  kind: 'runStarted',
  runId: '1',
  command: 'build',
  target: 'dev',
  nodes: 2,
  tests: 1,
  at: new Date(0),
};
const begun = (name: string): RunEvent => ({ kind: 'nodeStarted', nodeId: id(name), label: name });
const ended = (name: string): RunEvent => ({
  kind: 'nodeFinished',
  nodeId: id(name),
  label: name,
  milliseconds: 5,
  outcome: { status: 'unchanged', loads: [], warnings: [] },
});
const tested: RunEvent = {
  kind: 'testFinished',
  nodeId: 'test.shop.t.1' as NodeId,
  label: 't',
  milliseconds: 1,
  outcome: {
    status: 'pass',
    counts: { failures: 0n, failingRows: 0n, checkedRows: 1n, measured: null },
    sentence: 'all well',
  },
};
const finished: RunEvent = { kind: 'runFinished', milliseconds: 67_000, cancelled: false };

describe('the status', () => {
  test('moves while nothing happens, and counts what has ended', () => {
    const { clock, tell, pieces } = terminal();
    tell(started, begun('long'));
    expect(pieces()).toEqual(['smelt build: 2 nodes and 1 test on dev\n\n', '  0/3 long 0.00s']);
    clock.pass(200);
    clock.pass(14_800);
    expect(pieces()).toEqual([`${blank}  0/3 long 0.20s`, `${blank}  0/3 long 15.0s`]);
    tell(begun('short'));
    clock.pass(60_000);
    expect(pieces()).toEqual([`${blank}  0/3 long 15.0s, short 0.00s`, `${blank}  0/3 long 1m 15s, short 1m 00s`]);
    tell(ended('short'), tested);
    expect(pieces()).toEqual([
      `${blank}  unchanged ${'short'.padEnd(34)} nothing new 0.01s\n  1/3 long 1m 15s`,
      `${blank}  2/3 long 1m 15s`,
    ]);
  });

  test('is written only where it has changed', () => {
    const { clock, tell, pieces } = terminal();
    tell(started, begun('long'));
    clock.pass(600_000);
    pieces();
    clock.pass(200);
    expect(pieces()).toEqual([]);
  });

  test('comes in one piece with the lines above it, so that no other stands between them', () => {
    const { clock, tell, pieces } = terminal();
    tell(started, begun('a'), begun('b'));
    clock.pass(1_000);
    tell({ kind: 'said', message: 'two\nlines', loud: true }, ended('a'), ended('b'), finished);
    const all = pieces();
    // Whoever writes below a status takes it away first, and what ends without a line break is a status.
    for (const [index, piece] of all.entries())
      expect(piece.startsWith(blank)).toBe(index > 0 && !all[index - 1]?.endsWith('\n'));
    expect(all.map((piece) => piece.split(blank).length - 1).every((count) => count <= 1)).toBe(true);
    expect(all.at(-1)).toMatch(/\n$/);
  });

  test('is cut to the width of the terminal, by what a terminal shows', () => {
    const { tell, pieces } = terminal({ columns: 24 });
    tell(started, begun('日本語のとても長い名前'));
    expect(pieces().at(-1)).toBe('  0/3 日本語のとても長');
  });
});

describe('the timer', () => {
  test('runs only while a node does', () => {
    const { clock, tell } = terminal();
    tell(started);
    expect(clock.running).toBe(0);
    tell(begun('a'), begun('b'));
    expect(clock.running).toBe(1);
    tell(ended('a'));
    expect(clock.running).toBe(1);
    tell(ended('b'));
    expect(clock.running).toBe(0);
  });

  test('ends with the run, whatever was running, and the status with it', () => {
    const { clock, reporter, tell, pieces } = terminal();
    tell(started, begun('a'));
    pieces();
    reporter.close();
    expect([clock.running, pieces()]).toEqual([0, [blank]]);
    clock.pass(1_000);
    expect(pieces()).toEqual([]);
  });

  test('ends with an interrupt; what comes of it is reported in lines, without a status', () => {
    const { clock, reporter, tell, pieces, interrupt } = terminal();
    tell(started, begun('a'), begun('b'));
    pieces();
    interrupt.abort();
    expect([clock.running, pieces()]).toEqual([0, [blank]]);
    clock.pass(1_000);
    tell(ended('a'), begun('c'));
    expect([clock.running, pieces()]).toEqual([0, [`  unchanged ${'a'.padEnd(34)} nothing new 0.01s\n`]]);
    reporter.close();
    expect(pieces()).toEqual([]);
  });

  test('ends when nobody reads any more, without another word', () => {
    const { clock, reporter, tell, pieces, readerGone } = terminal();
    tell(started, begun('a'));
    pieces();
    readerGone.abort();
    clock.pass(1_000);
    reporter.close();
    expect([clock.running, pieces()]).toEqual([0, []]);
  });

  test('never begins where the run is interrupted before it', () => {
    const interrupt = new AbortController();
    interrupt.abort();
    const { clock, tell, pieces } = terminal({ interrupt });
    tell(started, begun('a'));
    expect([clock.running, pieces()]).toEqual([0, ['smelt build: 2 nodes and 1 test on dev\n\n']]);
  });

  test('keeps no process alive, and is no timer of the process once it is ended', () => {
    const timers = () => process.getActiveResourcesInfo().filter((name) => name === 'Timeout').length;
    const before = timers();
    const end = systemClock.every(3_600_000, () => undefined);
    expect(timers()).toBe(before);
    end();
    expect(timers()).toBe(before);
  });

  test('of the system ticks, and no more once it is ended', async () => {
    const alive = setInterval(() => undefined, 1_000);
    let ticks = 0;
    await new Promise<void>((resolve) => {
      const end = systemClock.every(1, () => {
        ticks += 1;
        end();
        setImmediate(resolve);
      });
    });
    clearInterval(alive);
    expect(ticks).toBe(1);
  });
});

test('a reporter that is closed leaves no listener on signals that outlive it', () => {
  const { reporter, tell, interrupt, readerGone } = terminal();
  const listeners = () => [interrupt, readerGone].map(({ signal }) => getEventListeners(signal, 'abort').length);
  tell(started, begun('a'));
  expect(listeners()).toEqual([1, 1]);
  reporter.close();
  expect(listeners()).toEqual([0, 0]);
});
