// Whatever happens on the way, the packages of before are there until those of now are, all of them.

import { readdirSync } from 'node:fs';
import { mkdir, rename } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { startChild } from '../../support/child-process.ts';
import { writeFiles, writeProject } from '../../support/project-files.ts';
import { deps, installed, leftovers, lockOf, rootProject } from '../../support/run-deps.ts';
import { openSmallHub } from '../../support/small-hub.ts';

const content = { 'acme/one': { '1.0.0': {}, '1.1.0': {} }, 'acme/two': { '1.0.0': {} } };
const both = 'packages:\n  - {package: acme/one, version: ">=1.0.0"}\n  - {package: acme/two, version: 1.0.0}\n';

const projectBefore = () =>
  writeProject({
    'dbt_project.yml': rootProject,
    'packages.yml': both,
    'dbt_packages/kept/dbt_project.yml': 'name: kept\n',
    'package-lock.yml': 'packages: []\nsha1_hash: old\n',
  });

/** A hub that tells when the second archive is asked for, and answers it when it is let. */
async function hubThatWaits() {
  let reached = () => {};
  let answer = () => {};
  const isReached = new Promise<void>((resolve) => (reached = resolve));
  const hub = await openSmallHub(content, {
    instead(request, response) {
      if (!request.url?.startsWith('/archives/acme/two')) return false;
      answer = () => response.destroy();
      reached();
      return true;
    },
  });
  onTestFinished(() => hub.close());
  return { hub, isReached, answer: () => answer() };
}

const unchanged = [['kept'], 'packages: []\nsha1_hash: old\n'];

describe('smelt deps that does not come to its end', () => {
  it('leaves everything as it was when it is interrupted', async () => {
    const root = await projectBefore();
    const { hub, isReached } = await hubThatWaits();
    const interrupt = new AbortController();
    const running = deps(root, {}, { DBT_PACKAGE_HUB_URL: hub.url }, interrupt.signal);
    await isReached;
    interrupt.abort();
    expect(await running).toEqual({ exitCode: 130, output: '', errors: '' });
    expect([await installed(root), await lockOf(root)]).toEqual(unchanged);
    expect(await leftovers(root)).toEqual([]);
  });

  it('leaves everything as it was when it is killed, and the next run clears up', async () => {
    const root = await projectBefore();
    const { hub, isReached } = await hubThatWaits();
    const child = startChild('support/deps-child.ts', [root], { DBT_PACKAGE_HUB_URL: hub.url });
    await isReached;
    await child.kill();
    expect([await installed(root), await lockOf(root)]).toEqual(unchanged);
    expect(await leftovers(root)).toEqual([`.dbt_packages.new-${child.pid}`]);
    const well = await openSmallHub(content);
    onTestFinished(() => well.close());
    expect((await deps(root, {}, { DBT_PACKAGE_HUB_URL: well.url })).exitCode).toBe(0);
    expect([await installed(root), await leftovers(root)]).toEqual([['one', 'two'], []]);
  }, 120_000);

  it('has what it put aside put back by the next run, were it killed between the two renames', async () => {
    const root = await projectBefore();
    // The highest id that a process can have, and none has.
    await rename(path.join(root, 'dbt_packages'), path.join(root, '.dbt_packages.old-4194304'));
    const refusing = await openSmallHub({});
    onTestFinished(() => refusing.close());
    expect((await deps(root, {}, { DBT_PACKAGE_HUB_URL: refusing.url })).exitCode).toBe(2);
    expect([await installed(root), await leftovers(root)]).toEqual([['kept'], []]);
  });

  it('leaves the folder of another run alone', async () => {
    const root = await projectBefore();
    const other = `.dbt_packages.new-${process.ppid}`;
    await mkdir(path.join(root, other));
    const well = await openSmallHub(content);
    onTestFinished(() => well.close());
    expect((await deps(root, {}, { DBT_PACKAGE_HUB_URL: well.url })).exitCode).toBe(0);
    expect(await leftovers(root)).toEqual([other]);
  });

  it('tries again what may pass, and not what will not', async () => {
    const root = await projectBefore();
    let failures = 2;
    const flaky = await openSmallHub(content, {
      instead(_request, response) {
        if (failures-- <= 0) return false;
        response.writeHead(503).end();
        return true;
      },
    });
    onTestFinished(() => flaky.close());
    expect((await deps(root, {}, { DBT_PACKAGE_HUB_URL: flaky.url })).exitCode).toBe(0);
    expect(flaky.asked.filter((one) => one.endsWith('index.json'))).toHaveLength(3);
    const away = await openSmallHub(content, {
      instead: (_request, response) => response.writeHead(404).end() !== undefined,
    });
    onTestFinished(() => away.close());
    const ran = await deps(root, { upgrade: true }, { DBT_PACKAGE_HUB_URL: away.url });
    expect(ran.errors).toContain('answers with HTTP 404');
    expect(away.asked).toHaveLength(1);
  });
});

describe('where packages are installed', () => {
  it('is the folder of packages-install-path, with links to local packages', async () => {
    const root = await writeProject({
      'dbt_project.yml': `${rootProject}packages-install-path: lib/packages\n`,
      'packages.yml': 'packages:\n  - local: ours\n',
      'ours/dbt_project.yml': 'name: our_tools\n',
    });
    expect((await deps(root)).output).toBe('installed our_tools in ours\n');
    expect(readdirSync(path.join(root, 'lib/packages/our_tools'))).toEqual(['dbt_project.yml']);
  });

  it.each(['.', '..', 'models', 'models/packages', 'dbt_project.yml'])('is never %s', async (folder) => {
    const root = await writeProject({
      'dbt_project.yml': `${rootProject}packages-install-path: ${folder}\n`,
      'packages.yml': 'packages: []\n',
      'models/a.sql': 'select 1',
    });
    const ran = await deps(root);
    expect(ran.errors).toMatch(/^error\[PACKAGE_INSTALL\]/);
    expect(readdirSync(path.join(root, 'models'))).toEqual(['a.sql']);
  });

  it('is empty where nothing is asked for any more, and there is no lock', async () => {
    const root = await projectBefore();
    await writeFiles(root, { 'packages.yml': 'packages: []\n' });
    expect((await deps(root)).output).toBe('no packages are asked for\n');
    expect([await installed(root), await lockOf(root)]).toEqual([[], null]);
  });
});
