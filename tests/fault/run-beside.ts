// A process that runs a project beside others. Arguments: the project's folder, after how many seconds without a heartbeat another
// run may be taken for lost, and perhaps the name of a node after which it stops itself, as Ctrl-Z does, between two transactions.
// It says each node that starts, `stopping`, and at the end `ended`.

import { openProject } from '../../src/app/open-project.ts';
import { runProject } from '../../src/app/run-project.ts';
import { selectFor } from '../../src/app/select.ts';
import type { Checked } from '../../src/diagnostics/diagnostic.ts';
import { openDatabase } from '../../src/postgres/open-database.ts';
import { noOptions } from '../support/run-app.ts';

const [, , root = '', seconds = '', stopsAfter] = process.argv;
const opened = passedValue(
  await openProject(noOptions, 'run', {
    workingDirectory: root,
    env: process.env,
    write: () => undefined,
    writeError: () => undefined,
    interactive: false,
    color: false,
    columns: () => 100,
    interrupted: new AbortController().signal,
  }),
);
const database = passedValue(await openDatabase(opened.project.target));
await runProject({
  opened,
  database,
  selected: passedValue(selectFor(opened, noOptions, ['model'])),
  command: 'run',
  options: { threads: 1, testsBlock: false, failFast: false, retryFailed: false },
  warnError: false,
  lostAfter: Number(seconds),
  emit: (event) => {
    if (event.kind === 'nodeStarted') console.log(event.label);
    if (event.kind === 'nodeFinished' && event.label === stopsAfter) {
      console.log('stopping');
      process.kill(process.pid, 'SIGSTOP');
    }
  },
  cancelled: () => false,
});
await database.close();
console.log('ended');

function passedValue<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(checked.problems.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return checked.value;
}
