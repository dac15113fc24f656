// One server for one run of the tests, on a free port, with its files in a temporary folder. It ends with this process, however
// that ends: see tests/support/embedded-server.js.

import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';

/** @typedef {{ readonly url: string, readonly version: string, stop(): Promise<void> }} Server */

/**
 * @param {string} folder with `bin` and `lib`
 * @returns {Promise<Server>}
 */
export async function startServer(folder) {
  const script = fileURLToPath(new URL('../../tests/support/embedded-server.js', import.meta.url));
  // Detached: an interrupt of the terminal reaches it only when the tests have ended.
  const child = spawn(process.execPath, [script, folder], { stdio: ['pipe', 'pipe', 'inherit'], detached: true });
  const ended = new Promise((resolve) => child.once('exit', resolve));
  /** @type {string} */
  const url = await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the server in ${folder} did not start (${code})`)));
    createInterface(child.stdout).once('line', resolve);
  });
  const stop = async () => {
    child.stdin.end();
    await ended;
  };
  try {
    return { url, version: await versionOf(url), stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/**
 * @param {string} url
 * @returns {Promise<string>} As the server says it, without the machine that it was built for.
 */
async function versionOf(url) {
  const client = new Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query('select pg_catalog.version()');
  await client.end();
  return String(rows[0].version).replace(/ on .*/, '');
}
