// The list of packages and its lock: what is read, what is written, and what is told of mistakes in them.

import { readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseCommand } from '../../../src/app/parse-command.ts';
import { writeFiles, writeProject } from '../../support/project-files.ts';
import { noOptions, runApp } from '../../support/run-app.ts';
import { deps, installed, lockOf, rootProject } from '../../support/run-deps.ts';
import { openSmallHub, type SmallHub } from '../../support/small-hub.ts';

const content = {
  'acme/one': { '1.0.0': {}, '1.1.0': {}, '2.0.0': { packages: [{ package: 'acme/two', version: '>=1.0.0' }] } },
  'acme/two': { '1.0.0': {}, '1.1.0': { packages: [{ package: 'acme/one', version: '>=1.0.0' }] } },
  'other/two': { '1.0.0': {} },
  'acme/next': { '1.0.0': { forDbt: ['>=2.0.0'] } },
};

describe('smelt deps', () => {
  let hub: SmallHub;
  beforeAll(async () => {
    hub = await openSmallHub(content, { moved: { 'acme/two': 'acme/three' } });
  });
  afterAll(() => hub.close());
  const env = () => ({ DBT_PACKAGE_HUB_URL: hub.url });
  const projectWith = (list: string, name = 'packages.yml') =>
    writeProject({ 'dbt_project.yml': rootProject, [name]: list });
  const listOf = (root: string) => readFile(path.join(root, 'packages.yml'), 'utf8');

  it('keeps to the lock until the list changes, or --upgrade is given', async () => {
    const root = await projectWith('packages:\n  - {package: acme/one, version: ["<2.0.0"]}\n');
    expect((await deps(root, {}, env())).output).toBe('installed one 1.1.0 (2.0.0 is the latest)\n');
    const lock = (await lockOf(root)) ?? '';
    await writeFiles(root, { 'package-lock.yml': lock.replace('1.1.0', '1.0.0') });
    expect((await deps(root, {}, env())).output).toBe('installed one 1.0.0 (2.0.0 is the latest)\n');
    expect((await deps(root, { upgrade: true, lock: true }, env())).output).toMatch(/^locked one 1\.1\.0/);
    expect(await lockOf(root)).toBe(lock);
    await writeFiles(root, { 'packages.yml': 'packages:\n  - {package: acme/one, version: 1.0.0}\n' });
    expect((await deps(root, {}, env())).output).toMatch(/^installed one 1\.0\.0/);
  });

  it('writes the lock alone with --lock', async () => {
    const root = await projectWith('packages:\n  - {package: acme/one, version: 1.0.0}\n');
    expect((await deps(root, { lock: true }, env())).exitCode).toBe(0);
    expect([await installed(root), (await lockOf(root))?.includes('version: 1.0.0')]).toEqual([null, true]);
  });

  it('reads dependencies.yml, and comes to an end where packages ask for each other', async () => {
    const root = await projectWith(
      'projects: []\npackages:\n  - {package: acme/one, version: 2.0.0}\n',
      'dependencies.yml',
    );
    const ran = await deps(root, {}, env());
    expect(ran.exitCode).toBe(0);
    expect(await installed(root)).toEqual(['one', 'two']);
    expect(ran.errors).toContain('warning[PACKAGE_MOVED]');
    expect(ran.errors).toContain('the package acme/two has moved to acme/three');
  });

  it('takes one list, and leaves templates in the one of dependencies.yml unread, as dbt does', async () => {
    const text = 'packages:\n  - package: acme/one\n    version: "{{ 1 }}.0.0"\n';
    const root = await projectWith(text, 'dependencies.yml');
    const ran = await deps(root, {}, env());
    expect(ran.errors).toContain('error[PACKAGE_VERSION]: "{{ 1 }}.0.0" is no version');
    await writeFiles(root, { 'packages.yml': text });
    const both = await deps(root, {}, env());
    expect(both.errors).toContain('error[PACKAGE_ENTRY]: packages: is in two files');
    expect(both.errors).toContain('packages.yml:1:1');
    expect(both.errors).toContain('dependencies.yml:1:1');
    await rm(path.join(root, 'dependencies.yml'));
    expect((await deps(root, {}, env())).exitCode).toBe(0);
  });

  it('changes nothing where --warn-error makes an error of a warning', async () => {
    const root = await projectWith('packages:\n  - {package: acme/two, version: 1.0.0}\n');
    const ran = await deps(root, { warnError: true }, env());
    expect([ran.exitCode, ran.output]).toEqual([1, '']);
    expect(ran.errors).toContain('error[PACKAGE_MOVED]');
    expect([await installed(root), await lockOf(root)]).toEqual([null, null]);
  });

  it('leaves a project that can be parsed, with a local package that is linked as well', async () => {
    const root = await writeProject({
      'project.yml': 'name: shop\ntargets: { dev: { type: embedded, path: database } }\n',
      'packages.yml': 'packages:\n  - local: ours\n  - {package: acme/one, version: 1.0.0}\n',
      'ours/dbt_project.yml': 'name: ours\nversion: 1.0.0\n',
      'ours/macros/m.sql': '{% macro one() %}1{% endmacro %}',
      'models/a.sql': 'select {{ ours.one() }} as id\n',
    });
    const before = await runApp(root, (io) => parseCommand(noOptions, io));
    expect(before.errors).toContain('Run smelt deps, which puts it into dbt_packages/');
    expect((await deps(root, {}, env())).exitCode).toBe(0);
    const after = await runApp(root, (io) => parseCommand(noOptions, io));
    expect(after).toMatchObject({ exitCode: 0, errors: '' });
  });

  it('takes what is for another dbt only where versions of dbt are not looked at', async () => {
    const root = await projectWith('packages:\n  - {package: acme/next, version: 1.0.0}\n');
    const ran = await deps(root, {}, env());
    expect(ran.errors).toContain('error[PACKAGE_NO_VERSION]');
    expect(ran.errors).toContain('1 more are not for dbt 1.12.0');
    expect((await deps(root, { versionCheck: false }, env())).exitCode).toBe(0);
  });

  it('adds a package to the list, locks and installs it', async () => {
    const root = await projectWith('packages: # all of them\n  - {package: acme/two, version: 1.0.0}\n');
    expect((await deps(root, { addPackage: 'acme/one@>=1.0.0,<2.0.0' }, env())).exitCode).toBe(0);
    expect(await installed(root)).toEqual(['one', 'two']);
    expect(await listOf(root)).toContain('# all of them');
    expect((await deps(root, { addPackage: 'acme/one@1.0.0' }, env())).output).toContain('installed one 1.0.0');
    expect((await listOf(root)).match(/acme\/one/g)).toHaveLength(1);
    const before = await listOf(root);
    const ran = await deps(root, { addPackage: 'acme/nine@1.0.0' }, env());
    expect(ran.errors).toContain('the hub has no package acme/nine');
    expect([await listOf(root), await installed(root)]).toEqual([before, ['one', 'two']]);
  });

  it('makes the list for a first package, and takes a local one', async () => {
    const root = await writeProject({ 'dbt_project.yml': rootProject, 'ours/dbt_project.yml': 'name: ours\n' });
    expect((await deps(root, { addPackage: 'ours', source: 'local' }, env())).exitCode).toBe(0);
    expect([await listOf(root), await installed(root)]).toEqual(['packages:\n  - local: ours\n', ['ours']]);
    expect((await deps(root, { addPackage: 'acme/one' }, env())).exitCode).toBe(2);
  });

  it.each([
    ['packages:\n  - pakage: acme/one\n    version: 1.0.0\n', 'PACKAGE_ENTRY', '2:5', 'Did you mean "package"?'],
    ['packages:\n  - package: acme/one\n', 'SETTING_MISSING', '2:5', 'the package acme/one needs "version"'],
    ['packages:\n  - package: acme/one\n    version: ">=1.0.0,<2.0.0"\n', 'PACKAGE_VERSION', '3:14', 'as a list'],
    ['packages:\n  - package: acme/one\n    version: 1.x\n', 'PACKAGE_VERSION', '3:14', '"1.x" is no version'],
    ['packages:\n  - package: one\n    version: 1.0.0\n', 'PACKAGE_ENTRY', '2:5', 'Packages of the hub have two names'],
    [
      'packages:\n  - package: acme/one\n    versions: 1.0.0\n    version: 1.0.0\n',
      'SETTING_UNKNOWN',
      '3:5',
      'version',
    ],
    ['packages:\n  - git: file:///x\n    local: x\n', 'PACKAGE_ENTRY', '2:5', 'both git: and local:'],
    ['packages:\n  - private: x\n', 'PACKAGE_ENTRY', '2:14', 'Name it organization/repository'],
    ['packages:\n  - tarball: https://x\n', 'SETTING_MISSING', '2:5', 'a tarball needs "name"'],
    ['packages:\n  - local: nowhere\n', 'PACKAGE_UNAVAILABLE', '2:5', 'there is no dbt project in it'],
    ['packages:\n  - package: acme/two2\n    version: 1.0.0\n', 'PACKAGE_UNKNOWN', '2:5', 'Did you mean "acme/two"?'],
    [
      'packages:\n  - package: acme/one\n    version: "{{ env_var(\'NOWHERE\') }}"\n',
      'TEMPLATE_ENV_VAR',
      '3:18',
      'NOWHERE',
    ],
    ['packages: 1\n', 'SETTING_TYPE', '1:11', '"packages" must be a list'],
    ['packages: [\n', 'YAML_SYNTAX', '2:1', 'YAML'],
  ])('tells what is wrong in %j', async (list, code, place, words) => {
    const root = await projectWith(list);
    const ran = await deps(root, {}, env());
    expect(ran.exitCode).toBe(2);
    expect(ran.errors).toContain(`error[${code}]`);
    expect(ran.errors).toContain(`packages.yml:${place}`);
    expect(ran.errors).toContain(words);
    expect([await installed(root), await lockOf(root)]).toEqual([null, null]);
  });

  it('tells both ways to a conflict', async () => {
    const both = await openSmallHub({
      'acme/base': { '1.0.0': {}, '2.0.0': {} },
      'acme/left': { '1.0.0': { packages: [{ package: 'acme/base', version: '<2.0.0' }] } },
      'acme/right': { '1.0.0': { packages: [{ package: 'acme/base', version: '>=2.0.0' }] } },
      'acme/top': { '3.0.0': { packages: [{ package: 'acme/right', version: '1.0.0' }] } },
    });
    onTestFinished(() => both.close());
    const root = await projectWith(
      'packages:\n  - {package: acme/left, version: 1.0.0}\n  - {package: acme/top, version: 3.0.0}\n',
    );
    const { errors } = await deps(root, {}, { DBT_PACKAGE_HUB_URL: both.url });
    expect(errors).toContain('error[PACKAGE_CONFLICT]: no version of acme/base is what all ask for');
    expect(errors).toContain('acme/left 1.0.0 asks for <2.0.0');
    expect(errors).toContain('acme/right 1.0.0, which acme/top 3.0.0 asks for, asks for >=2.0.0');
    expect(errors).toContain('packages.yml:2:5');
    expect(errors).toContain('packages.yml:3:5');
  });

  it('refuses two projects of one name', async () => {
    const root = await projectWith(
      'packages:\n  - {package: acme/two, version: 1.0.0}\n  - {package: other/two, version: 1.0.0}\n',
    );
    const { errors } = await deps(root, {}, env());
    expect(errors).toContain('error[PACKAGE_NAME]: the project in other/two is called two, as another package is');
  });

  it('tells a lock that cannot be read, and makes it anew with --upgrade', async () => {
    const root = await projectWith('packages:\n  - {package: acme/one, version: 1.0.0}\n');
    await writeFiles(root, { 'package-lock.yml': 'packages: [\n' });
    expect((await deps(root, {}, env())).errors).toContain('package-lock.yml:2:1');
    expect((await deps(root, { upgrade: true }, env())).exitCode).toBe(0);
  });
});
