// Protects that the commands which a run names for what is next mean the same project and database as the run did.

import { expect, test } from 'vitest';
import { reportersOf } from '../../../src/app/reporters-of.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

test.each([
  [{}, 'smelt watch'],
  [{ target: 'prod', projectDir: '../shop' }, 'smelt watch --project-dir ../shop --target prod'],
  [{ profilesDir: "/home/a b's", profile: 'p' }, "smelt watch --profiles-dir '/home/a b'\\''s' --profile p"],
  [{ vars: '{password: geheim}' }, 'smelt watch'],
])('with %o the next command is %s', async (given, next) => {
  const { output } = await runApp('.', async (io) => {
    for (const reporter of reportersOf({ ...noOptions, ...given }, io, 0)) {
      const counts = { nodes: 0, tests: 0, at: new Date(0) };
      reporter.event({ kind: 'runStarted', runId: '1', command: 'build', target: 'dev', ...counts });
      reporter.event({ kind: 'runFinished', milliseconds: 1, cancelled: false });
      reporter.close();
    }
    return 0;
  });
  expect(output).toMatch(/^ {2}smelt watch/m);
  expect(/^ {2}(smelt watch.*?) +rebuilds/m.exec(output)?.[1]).toBe(next);
});
