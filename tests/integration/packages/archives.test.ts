// Archives of packages: from the hub and from elsewhere, and those that are not taken.

import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage } from 'node:http';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { archive, archiveOf, fileEntry, linkEntry, packageFiles } from '../../support/archive.ts';
import { writeProject } from '../../support/project-files.ts';
import { deps, installed, leftovers, lockOf, rootProject } from '../../support/run-deps.ts';
import { closed, listen, openSmallHub, type SmallHub } from '../../support/small-hub.ts';

const projectFile = fileEntry('bad-1.0.0/dbt_project.yml', 'name: bad\nversion: 1.0.0\n');

/** By the name of the package, each with what is told of it. */
const archives = {
  traversal: [() => archive([projectFile, fileEntry('bad-1.0.0/../../../outside.txt', 'x')]), 'outside'],
  absolute: [() => archive([projectFile, fileEntry('/tmp/smelt-outside.txt', 'x')]), 'exactly one folder'],
  link: [() => archive([projectFile, linkEntry('bad-1.0.0/models', '/etc')]), 'outside'],
  'link-up': [() => archive([projectFile, linkEntry('bad-1.0.0/models', '../../..')]), 'outside'],
  // Once it is installed, that is the folder of all packages.
  'link-beside': [() => archive([projectFile, linkEntry('bad-1.0.0/models', '..')]), 'leads out of the package'],
  'through-a-link': [
    () => archive([projectFile, linkEntry('bad-1.0.0/a', '../..'), fileEntry('bad-1.0.0/a/outside.txt', 'x')]),
    'outside',
  ],
  many: [
    () => archive([projectFile, ...Array.from({ length: 50_000 }, (_, place) => fileEntry(`bad-1.0.0/f${place}`, ''))]),
    'more than 50,000 files and folders',
  ],
  large: [
    async () => {
      const megabytes = Array.from({ length: 21 }, (_, place) => fileEntry(`bad-1.0.0/f${place}`, ' '.repeat(1e7)));
      return archive([projectFile, ...megabytes]);
    },
    'larger than 200 MB when it is unpacked',
  ],
  broken: [async () => (await archiveOf('bad-1.0.0', packageFiles('bad', '1.0.0'))).subarray(0, 60), 'unexpected end'],
  'no-archive': [async () => Buffer.from('<html>Sorry</html>'), 'incorrect header check'],
  'two-folders': [() => archive([projectFile, fileEntry('other/x', '')]), 'exactly one folder'],
} as const;

describe('an archive of the hub', () => {
  let hub: SmallHub;
  beforeAll(async () => {
    const made = await Promise.all(
      Object.entries(archives).map(async ([name, [make]]) => [`acme/${name}/1.0.0`, await make()] as const),
    );
    const content = Object.fromEntries(
      [...Object.keys(archives), 'good'].map((name) => [`acme/${name}`, { '1.0.0': {} }]),
    );
    const good = await archiveOf('good-1.0.0', { ...packageFiles('good', '1.0.0'), 'a/b.sql': 'select 1' });
    hub = await openSmallHub(content, { archives: { ...Object.fromEntries(made), 'acme/good/1.0.0': good } });
  });
  afterAll(() => hub.close());

  const projectWith = (name: string) =>
    writeProject({
      'dbt_project.yml': rootProject,
      'packages.yml': `packages:\n  - {package: acme/${name}, version: 1.0.0}\n`,
      'dbt_packages/kept/dbt_project.yml': 'name: kept\n',
    });

  it('is unpacked into a folder of the name of its project', async () => {
    const root = await projectWith('good');
    expect((await deps(root, {}, { DBT_PACKAGE_HUB_URL: hub.url })).output).toBe('installed good 1.0.0\n');
    expect(await installed(root)).toEqual(['good']);
    expect(await readFile(path.join(root, 'dbt_packages/good/a/b.sql'), 'utf8')).toBe('select 1');
    expect(await leftovers(root)).toEqual([]);
  });

  it.each(Object.entries(archives))('is not taken: %s', async (name, [, message]) => {
    const root = await projectWith(name);
    const outside = readdirSync(path.dirname(root)).filter((one) => one.includes('outside'));
    const ran = await deps(root, {}, { DBT_PACKAGE_HUB_URL: hub.url });
    expect(ran.exitCode).toBe(2);
    expect(ran.errors).toMatch(/^error\[PACKAGE_UNSAFE\]/);
    expect(ran.errors).toContain(message);
    expect(ran.errors).toContain('packages.yml:2:5');
    expect([await installed(root), await lockOf(root), await leftovers(root)]).toEqual([['kept'], null, []]);
    expect(readdirSync(path.dirname(root)).filter((one) => one.includes('outside'))).toEqual(outside);
  });

  it('is not taken under a name that leads out of the folder', async () => {
    const odd = await openSmallHub({ 'acme/..': { '1.0.0': {} } });
    onTestFinished(() => odd.close());
    const root = await projectWith('..');
    const ran = await deps(root, {}, { DBT_PACKAGE_HUB_URL: odd.url });
    expect(ran.errors).toContain('the name of its project, "..", is no name of a folder');
    expect(await installed(root)).toEqual(['kept']);
  });
});

describe('an archive from elsewhere', () => {
  const secret = 'geheim-0123456789';

  it('is named in the list, asked for with its password in a header, and locked by its template', async () => {
    const body = await archiveOf('any-folder', packageFiles('whatever', '1.0.0', { 'packages.yml': 'packages: []\n' }));
    const asked: IncomingMessage[] = [];
    const server = createServer((request, response) => {
      asked.push(request);
      response.end(body);
    });
    const base = await listen(server);
    onTestFinished(() => closed(server));
    const url = base.replace('http://', "http://ann:{{ env_var('DBT_ENV_SECRET_T') }}@");
    const root = await writeProject({
      'dbt_project.yml': rootProject,
      'packages.yml': `packages:\n  - tarball: "${url}tools.tgz"\n    name: tools\n`,
    });
    const ran = await deps(root, {}, { DBT_ENV_SECRET_T: secret });
    expect(ran).toMatchObject({ exitCode: 0, output: `installed tools of ${base}tools.tgz\n`, errors: '' });
    expect(await installed(root)).toEqual(['tools']);
    expect(asked.map(({ headers }) => headers.authorization)).toEqual([
      `Basic ${Buffer.from(`ann:${secret}`).toString('base64')}`,
    ]);
    expect(await lockOf(root)).toContain(`  - name: tools\n    tarball: ${url}tools.tgz\n`);
    expect((await deps(root, {}, { DBT_ENV_SECRET_T: secret })).exitCode).toBe(0);
  });

  it('has a host that is secret shown nowhere', async () => {
    const body = await archiveOf('any', packageFiles('any', '1.0.0'));
    const server = createServer((_request, response) => response.end(body));
    const base = await listen(server);
    onTestFinished(() => closed(server));
    const root = await writeProject({
      'dbt_project.yml': rootProject,
      'packages.yml': `packages:\n  - tarball: "{{ env_var('DBT_ENV_SECRET_BASE') }}tools.tgz"\n    name: tools\n`,
    });
    const ran = await deps(root, {}, { DBT_ENV_SECRET_BASE: base });
    expect(ran).toMatchObject({ exitCode: 0, output: 'installed tools of *****tools.tgz\n' });
    expect(await lockOf(root)).not.toContain(base);
  });

  it('that is not there is told without its password and its parameters', async () => {
    const server = createServer((_request, response) => response.writeHead(404).end());
    const base = await listen(server);
    onTestFinished(() => closed(server));
    const root = await writeProject({
      'dbt_project.yml': rootProject,
      'packages.yml': `packages:\n  - tarball: "${base.replace('//', `//a:${secret}@`)}t.tgz?token=${secret}"\n    name: tools\n`,
    });
    const ran = await deps(root);
    expect(ran.exitCode).toBe(2);
    expect(ran.errors).toContain(`tools cannot be had: ${base}t.tgz answers with HTTP 404`);
    expect(await lockOf(root)).toBeNull();
  });
});
