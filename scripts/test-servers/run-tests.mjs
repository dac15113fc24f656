// The tests once, on one server: vitest as a process of its own, and what its report counts.

import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** @typedef {{ readonly files: number, readonly passed: number, readonly failed: number, readonly leftOut: number }} Counts */

const vitest = join(dirname(createRequire(import.meta.url).resolve('vitest/package.json')), 'vitest.mjs');

// The embedded database is the same beside every server, and `npm test` has it.
const onServers = ['--testNamePattern=^(?!.*\\bembedded\\b)', '--exclude=**/embedded-database.test.ts'];

/**
 * @param {string} url of the server
 * @param {{ readonly paths: readonly string[], readonly fault: string, readonly signal: AbortSignal }} options
 * @returns {Promise<Counts | null>} null: it gave no report. A file that could not be run counts as one failure.
 */
export async function runTests(url, { paths, fault, signal }) {
  const directory = mkdtempSync(join(tmpdir(), 'smelt-test-servers-'));
  const report = join(directory, 'report.json');
  const child = spawn(
    process.execPath,
    [
      vitest,
      'run',
      '--project=database',
      '--project=process',
      '--project=alone',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
      ...onServers,
      ...paths,
    ],
    {
      // A group of its own: workers outlive an interrupt of vitest alone.
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, SMELT_TEST_DATABASE_URL: url, SMELT_FAULT: fault },
    },
  );
  const interrupt = () => child.pid !== undefined && process.kill(-child.pid, 'SIGTERM');
  signal.addEventListener('abort', interrupt);
  const code = await new Promise((resolve) => child.once('exit', resolve));
  signal.removeEventListener('abort', interrupt);
  try {
    return countsOf(JSON.parse(readFileSync(report, 'utf8')), code === 0);
  } catch {
    return null;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/**
 * @param {any} report of vitest's own making
 * @param {boolean} ended whether the run called itself a success
 * @returns {Counts}
 */
function countsOf(report, ended) {
  const broken = report.testResults.filter(
    (/** @type {any} */ file) =>
      file.status === 'failed' && file.assertionResults.every((/** @type {any} */ test) => test.status !== 'failed'),
  ).length;
  const failed = report.numFailedTests + broken;
  return {
    files: report.testResults.length,
    passed: report.numPassedTests,
    failed: ended ? failed : Math.max(failed, 1),
    leftOut: report.numPendingTests,
  };
}
