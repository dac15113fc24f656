// Protects the order of a run: nothing starts before what it waits for, a failure holds back exactly what needs it.

import { describe, expect, it } from 'vitest';
import { runTasks, type Task } from '../../../../src/execute/run/schedule.ts';

interface Spec {
  readonly needs?: readonly string[];
  readonly after?: readonly string[];
  readonly fails?: boolean;
}

async function run(
  specs: Record<string, Spec>,
  options: { concurrency?: number; failFast?: boolean; cancelAfter?: string } = {},
) {
  const log: string[] = [];
  let cancelled = false;
  let active = 0;
  let most = 0;
  const tasks: Task<string>[] = Object.entries(specs).map(([id, spec]) => ({
    id,
    needs: new Set(spec.needs),
    after: new Set(spec.after),
    async run() {
      log.push(`start ${id}`);
      active += 1;
      most = Math.max(most, active);
      await new Promise((resolve) => setImmediate(resolve));
      active -= 1;
      log.push(`end ${id}`);
      if (options.cancelAfter === id) cancelled = true;
      return !spec.fails;
    },
    skip: (because, stopped) => void log.push(`skip ${id} ${stopped ? 'stopped by' : 'because'} ${because}`),
  }));
  await runTasks(
    tasks,
    { concurrency: options.concurrency ?? 1, stops: () => options.failFast ?? false, cancelled: () => cancelled },
    (task) => void log.push(`abandon ${task.id}`),
  );
  return { log, most };
}

describe('runTasks', () => {
  it('starts a task only when all that it needs or follows has ended', async () => {
    const { log } = await run({ c: { needs: ['a'], after: ['b'] }, a: {}, b: {} }, { concurrency: 3 });
    expect(log).toEqual(['start a', 'start b', 'end a', 'end b', 'start c', 'end c']);
  });

  it('names the first failure to everything downstream of it, and to nothing else', async () => {
    const { log } = await run({
      a: { fails: true },
      b: { needs: ['a'] },
      c: { needs: ['b'] },
      d: {},
      e: { after: ['a'] },
    });
    expect(log).toEqual([
      'start a',
      'end a',
      'skip b because a',
      'skip c because a',
      'start d',
      'end d',
      'start e',
      'end e',
    ]);
  });

  it('runs no more at once than allowed', async () => {
    const specs = Object.fromEntries(Array.from({ length: 9 }, (_, index) => [`t${index}`, {}]));
    expect((await run(specs, { concurrency: 4 })).most).toBe(4);
  });

  it('starts nothing after the first failure when told to fail fast', async () => {
    const { log } = await run(
      { a: { fails: true }, b: {}, c: { needs: ['a'] }, d: { needs: ['b'] } },
      { failFast: true },
    );
    expect(log).toEqual(['start a', 'end a', 'skip b stopped by a', 'skip c because a', 'skip d stopped by a']);
  });

  it('abandons what is left once cancelled', async () => {
    const { log } = await run({ a: {}, b: {} }, { cancelAfter: 'a' });
    expect(log).toEqual(['start a', 'end a', 'abandon b']);
  });

  it('tells a deadlock of the tasks as a bug', async () => {
    await expect(run({ a: { needs: ['b'] }, b: { needs: ['a'] } })).rejects.toThrow('wait for each other');
  });
});
