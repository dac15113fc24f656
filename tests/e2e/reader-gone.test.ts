// Protects runs whose reader leaves early (`smelt build | head -1`): they end as they would have, with their own exit code.

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { smelt } from '../support/command-line.ts';
import { createShop } from '../support/shop-project.ts';

const binary = fileURLToPath(new URL('../../bin/smelt.js', import.meta.url));

/** Reads until something is written, then goes away; answers the exit code. */
async function leaveEarly(root: string, words: readonly string[]): Promise<unknown> {
  const child = spawn(process.execPath, ['--liftoff-only', binary, ...words], {
    cwd: root,
    env: { PATH: process.env.PATH },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const closed = once(child, 'close');
  child.stdout.once('data', () => child.stdout.destroy());
  const [code] = await closed;
  return code;
}

test('a build goes on to its end, and fails where it failed', async () => {
  const { root, remove } = await createShop({ 'models/a_broken.sql': 'select 1 as a from nowhere\n' });
  onTestFinished(remove);
  expect(await leaveEarly(root, ['build', '--threads', '1'])).toBe(1);
  const shown = await smelt(root, ['show', 'revenue', '--output', 'csv']);
  expect(shown).toMatchObject({ code: 0, errors: '' });
  expect((await smelt(root, ['build', '--select', 'customers', 'orders', 'paid_orders'])).output).toContain(
    'nodes    0 nodes built, 3 unchanged\n',
  );
});
