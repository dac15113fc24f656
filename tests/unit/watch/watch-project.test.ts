// What nobody has foreseen ends the watch as it ends any command: thrown to who called it.

import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { watchProject } from '../../../src/watch/watch-project.ts';
import { writeFiles, writeProject } from '../../support/project-files.ts';
import { noOptions } from '../../support/run-app.ts';

test('an error that work throws is thrown', async () => {
  const root = await writeProject({
    'project.yml': `name: shop\ntargets: { dev: { type: embedded, path: ${join('.', 'db')}, schema: public } }\n`,
    'models/m.sql': "select * from {{ ref('nothing') }}\n",
  });
  let told = 0;
  const watching = watchProject(noOptions, {
    workingDirectory: root,
    env: {},
    write: () => undefined,
    writeError: () => {
      told += 1;
      if (told > 1) throw new Error('nobody has foreseen this');
    },
    interactive: false,
    color: false,
    columns: () => 100,
    interrupted: new AbortController().signal,
  });
  const ended = expect(watching).rejects.toThrow('nobody has foreseen this');
  // A save is seen once the watcher is ready, which it does not tell.
  while (told < 2) {
    await writeFiles(root, { 'models/m.sql': `select * from {{ ref('nothing') }} -- ${told}\n` });
    await wait(200);
  }
  await ended;
});
