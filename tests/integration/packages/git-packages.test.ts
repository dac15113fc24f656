// Packages in git repositories, by the system's git over `file://` and over HTTP with a password.

import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { gitRepository, gitServer } from '../../support/git-repository.ts';
import { writeFiles, writeProject } from '../../support/project-files.ts';
import { deps, installed, lockOf, rootProject } from '../../support/run-deps.ts';
import { closed, listen } from '../../support/small-hub.ts';

const project = (name: string) => `name: ${name}\nversion: 1.0.0\nconfig-version: 2\n`;
const projectWith = (packages: string) => writeProject({ 'dbt_project.yml': rootProject, 'packages.yml': packages });
const macros = (root: string, name: string) => readFile(path.join(root, 'dbt_packages', name, 'macros/m.sql'), 'utf8');

const twoTags = () =>
  gitRepository({
    v1: { 'dbt_project.yml': project('tools'), 'macros/m.sql': 'one' },
    v2: { 'macros/m.sql': 'two' },
  });

describe('a package in a git repository', () => {
  it('is taken at a tag, a branch or a commit, which the lock holds, and without its history', async () => {
    const { folder, commits } = await twoTags();
    for (const [revision, commit, text] of [
      ['v1', commits.v1, 'one'],
      ['main', commits.v2, 'two'],
      [commits.v1, commits.v1, 'one'],
    ]) {
      const root = await projectWith(`packages:\n  - git: file://${folder}\n    revision: ${revision}\n`);
      const ran = await deps(root);
      expect(ran.exitCode).toBe(0);
      expect(ran.output).toBe(`installed tools ${commit?.slice(0, 12)} of file://${folder}\n`);
      expect(ran.errors.includes('PACKAGE_UNPINNED')).toBe(revision === 'main');
      expect(await lockOf(root)).toMatch(
        new RegExp(
          `^packages:\n  - git: file://${folder}\n    name: tools\n    revision: ${commit}\nsha1_hash: \\w{40}\n$`,
        ),
      );
      expect(await macros(root, 'tools')).toBe(text);
      expect(readdirSync(path.join(root, 'dbt_packages/tools'))).not.toContain('.git');
    }
  });

  it('is the one of the lock until the list changes or --upgrade asks for the newest', async () => {
    const { folder, commits } = await twoTags();
    const root = await projectWith(`packages:\n  - git: file://${folder}\n    revision: v1\n`);
    await deps(root);
    const lock = (await lockOf(root)) ?? '';
    await writeFiles(root, { 'package-lock.yml': lock.replace(commits.v1 ?? '?', commits.v2 ?? '?') });
    expect((await deps(root)).exitCode).toBe(0);
    expect(await macros(root, 'tools')).toBe('two');
    expect((await deps(root, { upgrade: true })).exitCode).toBe(0);
    expect([await macros(root, 'tools'), await lockOf(root)]).toEqual(['one', lock]);
  });

  it('may be a folder of the repository, and asks for packages of its own', async () => {
    const tools = await twoTags();
    const { folder, commits } = await gitRepository({
      r1: {
        'left/dbt_project.yml': project('left'),
        'left/packages.yml': `packages:\n  - git: file://${tools.folder}\n    revision: v2\n`,
        'left/macros/m.sql': 'left',
        'right/dbt_project.yml': project('right'),
      },
    });
    const root = await projectWith(`packages:\n  - git: file://${folder}\n    revision: r1\n    subdirectory: left\n`);
    const ran = await deps(root);
    expect(ran.errors).toBe('');
    expect(await installed(root)).toEqual(['left', 'tools']);
    expect(await macros(root, 'left')).toBe('left');
    expect(await lockOf(root)).toContain(`    revision: ${commits.r1}\n    subdirectory: left\n`);
    for (const [subdirectory, problem] of [
      ['../left', 'its subdirectory is not below the repository'],
      ['middle', 'it has no folder middle'],
    ]) {
      const list = `packages:\n  - git: file://${folder}\n    revision: r1\n    subdirectory: ${subdirectory}\n`;
      await writeFiles(root, { 'packages.yml': list });
      expect((await deps(root)).errors).toContain(problem);
    }
    expect(await installed(root)).toEqual(['left', 'tools']);
  });

  it('is refused in two revisions, with both that ask', async () => {
    const { folder } = await twoTags();
    const other = await gitRepository({
      r1: {
        'dbt_project.yml': project('other'),
        'dependencies.yml': `packages:\n  - git: "{{ env_var('WHERE') }}.git"\n    revision: v2\n`,
      },
    });
    const url = `file://${folder}`;
    const root = await projectWith(
      `packages:\n  - git: ${url}\n    revision: v1\n  - git: file://${other.folder}\n    revision: r1\n`,
    );
    const ran = await deps(root, {}, { WHERE: url.slice(0, -4) });
    expect(ran.exitCode).toBe(2);
    expect(ran.errors).toContain('is asked for in 2 revisions');
    expect(ran.errors).toContain('this project asks for v1');
    expect(ran.errors).toContain(`file://${other.folder} r1 asks for v2`);
    expect(ran.errors).toContain('packages.yml:4:5');
    expect(await installed(root)).toBeNull();
  });

  it.each([
    ['a revision that there is not', (folder: string) => `file://${folder}`, 'v3', 'it has no revision v3'],
    ['a repository that there is not', (folder: string) => `file://${folder}x`, 'v1', 'git ls-remote failed'],
    ['an option in its place', () => '--upload-pack=touch hacked', 'v1', 'its address begins with a dash'],
    ['a helper that runs what it says', () => 'ext::sh -c touch% hacked', 'v1', 'git ls-remote failed'],
    ['an option as a revision', (folder: string) => `file://${folder}`, '--upload-pack=x', 'it has no revision'],
  ])('cannot be %s', async (_what, address, revision, message) => {
    const { folder } = await twoTags();
    const root = await projectWith(`packages:\n  - git: "${address(folder)}"\n    revision: "${revision}"\n`);
    const ran = await deps(root);
    expect(ran.exitCode).toBe(2);
    expect(ran.errors).toMatch(/^error\[PACKAGE_UNAVAILABLE\]/);
    expect(ran.errors).toContain(message);
    expect([await lockOf(root), await installed(root), readdirSync(root).includes('hacked')]).toEqual([
      null,
      null,
      false,
    ]);
  });

  it('is not taken where a link leads out of it', async () => {
    const linked = await gitRepository({ v1: {} });
    const work = path.join(path.dirname(linked.folder), 'work');
    execFileSync('ln', ['-s', '/etc', path.join(work, 'models')]);
    await writeFiles(work, { 'dbt_project.yml': project('tools') });
    execFileSync('git', ['-C', work, 'add', '--all']);
    execFileSync('git', ['-C', work, '-c', 'user.name=a', '-c', 'user.email=a@b', 'commit', '--quiet', '-m', 'link']);
    const root = await projectWith(
      `packages:\n  - git: file://${work}\n    revision: main\n    warn-unpinned: false\n`,
    );
    const ran = await deps(root);
    expect(ran.errors).toContain('PACKAGE_UNSAFE');
    expect(ran.errors).toContain('the link models leads out of the package');
    expect(await installed(root)).toBeNull();
  });
});

describe('a password of a repository', () => {
  const secret = 'geheim-0123456789abcdef';

  /** A repository behind a password, and every command line of this machine while it is asked. */
  async function privateRepository(user: string, password: string) {
    const { folder } = await twoTags();
    const seen: string[] = [];
    const server = gitServer(path.dirname(folder), {
      user,
      password,
      meets: () => void seen.push(...commandLines()),
    });
    const base = await listen(server);
    onTestFinished(() => closed(server));
    return { host: base.slice('http://'.length), seen };
  }

  it.each([
    ['a token in the place of the user', secret, '', "{{ env_var('DBT_ENV_SECRET_TOKEN') }}"],
    ['user and password', 'ann', secret, "ann:{{ env_var('DBT_ENV_SECRET_TOKEN') }}"],
    ['a variable that is not called secret', 'ann', secret, "ann:{{ env_var('TOKEN') }}"],
  ])('is told to git alone: %s', async (_what, user, password, written) => {
    const { host, seen } = await privateRepository(user, password);
    const url = `http://${written}@${host}package.git`;
    const root = await projectWith(`packages:\n  - git: "${url}"\n    revision: v1\n`);
    const env = { DBT_ENV_SECRET_TOKEN: secret, TOKEN: secret, HOME: root, GIT_CONFIG_NOSYSTEM: '1' };
    const ran = await deps(root, {}, env);
    expect(ran.errors).toBe('');
    expect(await installed(root)).toEqual(['tools']);
    expect(await lockOf(root)).toContain(`  - git: ${url}\n`);
    expect(seen.some((words) => words.includes('remote-http'))).toBe(true);
    const all = [ran.output, await lockOf(root), ...seen, ...filesIn(root)].join('\n');
    expect(all.includes(secret)).toBe(false);
    expect((await deps(root, {}, env)).exitCode).toBe(0);
  });

  it('that is wrong is in no message', async () => {
    const { host } = await privateRepository('ann', 'another');
    const root = await projectWith(
      `packages:\n  - git: "http://ann:{{ env_var('T') }}@${host}package.git"\n    revision: v1\n`,
    );
    const ran = await deps(root, {}, { T: secret, HOME: root, GIT_CONFIG_NOSYSTEM: '1' });
    expect(ran.exitCode).toBe(2);
    expect(ran.errors).toContain('PACKAGE_UNAVAILABLE');
    expect(ran.output + ran.errors).not.toContain(secret);
  });

  it('that is written out is told, kept out of the lock, and found again', async () => {
    const { host } = await privateRepository('ann', secret);
    const root = await projectWith(`packages:\n  - git: http://ann:${secret}@${host}package.git\n    revision: v1\n`);
    const env = { HOME: root, GIT_CONFIG_NOSYSTEM: '1' };
    const ran = await deps(root, {}, env);
    expect(ran.errors).toContain('PACKAGE_PASSWORD');
    expect(await lockOf(root)).toContain(`  - git: http://ann:*****@${host}package.git\n`);
    const again = await deps(root, {}, env);
    expect([again.exitCode, await installed(root)]).toEqual([0, ['tools']]);
    expect(ran.output + ran.errors + again.output + again.errors).not.toContain(secret);
  });

  it('that is a token written out in the place of the user is shown nowhere', async () => {
    const { host } = await privateRepository(secret, '');
    const root = await projectWith(`packages:\n  - git: http://${secret}@${host}package.git\n    revision: v1\n`);
    const ran = await deps(root, {}, { HOME: root, GIT_CONFIG_NOSYSTEM: '1' });
    expect([ran.exitCode, await installed(root)]).toEqual([0, ['tools']]);
    expect(ran.errors).toContain('PACKAGE_PASSWORD');
    expect(`${await lockOf(root)}${ran.output}${ran.errors}`).not.toContain(secret);
  });

  it('may stand in no other place of the address', async () => {
    const root = await projectWith(
      `packages:\n  - git: "http://127.0.0.1:1/{{ env_var('DBT_ENV_SECRET_T') }}/package.git"\n    revision: v1\n`,
    );
    const ran = await deps(root, {}, { DBT_ENV_SECRET_T: secret });
    expect(ran.errors).toContain('holds a secret in another place than before its host');
    expect(ran.errors).not.toContain(secret);
  });
});

/** Of all processes but this one. */
function commandLines(): readonly string[] {
  const ids = readdirSync('/proc').filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid);
  return ids.flatMap((id) => {
    try {
      return [readFileSync(`/proc/${id}/cmdline`, 'utf8')];
    } catch {
      return [];
    }
  });
}

function filesIn(root: string): readonly string[] {
  const names = readdirSync(root, { recursive: true, withFileTypes: true });
  return names.filter((one) => one.isFile()).map((one) => readFileSync(path.join(one.parentPath, one.name), 'utf8'));
}
