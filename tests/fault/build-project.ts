// A process that builds a project once it is reported to, and perhaps ends itself at an edge of a transaction. Arguments: the
// project's folder and the target. It says `ready`, waits for a line of `<threads>` or `<threads> <transaction> <edge>`, builds,
// and says how many transactions that took.

import { createInterface } from 'node:readline';
import { openProject } from '../../src/app/open-project.ts';
import { runProject } from '../../src/app/run-project.ts';
import { selectFor } from '../../src/app/select.ts';
import type { Checked } from '../../src/diagnostics/diagnostic.ts';
import { openDatabase } from '../../src/postgres/open-database.ts';
import { noOptions } from '../support/run-app.ts';
import { withEdges } from './transaction-edges.ts';

const [, , root = '', target = ''] = process.argv;
const options = { ...noOptions, target };
const opened = passedValue(
  await openProject(options, 'build', {
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
const selected = passedValue(selectFor(opened, options, ['model', 'seed', 'test']));
const input = createInterface(process.stdin);
console.log('ready');
const { value: order } = await input[Symbol.asyncIterator]().next();
const [threads, fatalTransaction, fatalEdge] = String(order).split(' ');

let transactions = 0;
const database = passedValue(await openDatabase(opened.project.target));
const ran = await runProject({
  opened,
  database: withEdges(database, (transaction, edge) => {
    transactions = Math.max(transactions, transaction);
    if (String(transaction) === fatalTransaction && edge === fatalEdge) process.kill(process.pid, 'SIGKILL');
  }),
  selected,
  command: 'build',
  options: { threads: Number(threads), testsBlock: true, failFast: false, retryFailed: false },
  warnError: false,
  emit: (event) => {
    if (event.kind === 'nodeFinished' && event.outcome.status === 'failed')
      throw new Error(`${event.label} failed: ${event.outcome.diagnostics.map(({ message }) => message).join('; ')}`);
  },
  cancelled: () => false,
});
passedValue(ran);
await database.close();
console.log(transactions);
input.close();

function passedValue<T>(checked: Checked<T>): T {
  if (!checked.ok) throw new Error(checked.problems.map(({ code, message }) => `${code}: ${message}`).join('\n'));
  return checked.value;
}
