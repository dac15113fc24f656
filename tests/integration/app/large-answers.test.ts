// Protects the memory of the process: whatever a query gives, a template, `show` and a hook hold a bounded part of it, and the
// session serves on.

import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { showCommand } from '../../../src/app/show-command.ts';
import { sql, userText } from '../../../src/sql/sql.ts';
import { createTestDatabase, describeOnBoth, type TestDatabase } from '../../support/databases.ts';
import { writeProject } from '../../support/project-files.ts';
import { execute, noOptions, runApp } from '../../support/run-app.ts';
import { kindsTried } from '../../support/whole.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 120_000 });

describeOnBoth('an answer of bounded size', (rig) => {
  const rows = (count: number) => userText(`select g, null, 'x' from generate_series(1, ${count}) as g`);

  test('comes whole, or not at all while the session serves on', async () => {
    await rig.database.withSession(async (session) => {
      const { rows: few, size } = await session.queryText(rows(2), 2000);
      expect(few).toEqual([
        ['1', null, 'x'],
        ['2', null, 'x'],
      ]);
      expect(size).toBe(2 * (200 + 3 * 100 + 2));
      await expect(session.queryText(rows(3000), 2000)).rejects.toMatchObject({ name: 'ResultTooLarge', rows: 3000 });
      await expect(session.queryText(userText('select from generate_series(1, 11)'), 2000)).rejects.toThrow('11 rows');
      await session.transaction({}, async () => {
        await expect(session.queryText(rows(3000), 2000)).rejects.toThrow('3,000 rows');
        await session.run(rows(3000));
        expect((await session.query(sql`SELECT 1`)).rows).toEqual([[1]]);
      });
    });
  });

  test('is an error of the statement where the statement has one', async () => {
    await rig.database.withSession(async (session) => {
      const failing = userText('select 1 / (5000 - g) from generate_series(1, 5000) as g');
      await expect(session.queryText(failing, 2000)).rejects.toMatchObject({ kind: 'statement', code: '22012' });
      await expect(session.run(failing)).rejects.toMatchObject({ kind: 'statement', code: '22012' });
    });
  });
});

const rowsOf = (count: number) => `select g from generate_series(1, ${count}) as g`;

describe.each(kindsTried)('millions of rows (%s)', (kind) => {
  let database: TestDatabase;
  beforeAll(async () => {
    database = await createTestDatabase(kind);
  });
  afterAll(() => database.drop());
  const project = (files: Readonly<Record<string, string>>) => {
    const { target } = database;
    const address =
      target.kind === 'embedded' ? `type: embedded, path: ${target.path}` : `type: postgres, url: "${target.url}"`;
    return writeProject({ 'project.yml': `name: h\ntargets: { dev: { ${address}, schema: public } }\n`, ...files });
  };

  test('are a mistake with its place where a template reads them, once or in many parts', async () => {
    const statement = `{% call statement('s', fetch_result=true) %}${rowsOf(1_200_000)}{% endcall %}`;
    const root = await project({
      'models/all.sql': `select 1 as a\n{% set all = run_query('${rowsOf(1_200_000)}') %}`,
      'models/block.sql': `${statement}select 1 as a`,
      'models/long.sql': `{% set all = run_query("select repeat('x', 17000000)") %}select 1 as a`,
      'models/many.sql': `{% for i in range(20) %}{% do run_query('${rowsOf(100_000)}') %}{% endfor %}select 1 as a`,
      'models/part.sql': `{% set all = run_query('${rowsOf(300_000)}') %}select {{ all | length }} as a`,
    });
    const { exitCode, errors, output } = await execute(root, 'run', { threads: 1 });
    expect(exitCode).toBe(1);
    const told = `${output}${errors}`;
    expect(told).toContain('models/all.sql:2:');
    expect(told.match(/error\[\w+\]: .*/g)?.sort()).toEqual([
      'error[JINJA_LIMIT]: a value that this query gives has more than 16777216 characters',
      'error[JINJA_LIMIT]: with the result of this query, 1,200,000 rows, the template reads more than 256 MB',
      'error[JINJA_LIMIT]: with the result of this query, 1,200,000 rows, the template reads more than 256 MB',
      'error[JINJA_LIMIT]: with the result of this query, 100,000 rows, the template reads more than 256 MB',
    ]);
  });

  test('are reported by show, which lays out what fits', async () => {
    const root = await project({ 'models/m.sql': 'select 1 as a' });
    const show = (inline: string) =>
      runApp(root, (around) => showCommand({ ...noOptions, inline, limit: -1, output: 'table' }, around));
    expect(await show(rowsOf(1_200_000))).toMatchObject({
      exitCode: 1,
      errors: expect.stringContaining(
        'error[SHOW_LIMIT]: the result of 1,200,000 rows takes more than 256 MB of memory',
      ),
    });
    const laidOut = await show(rowsOf(200_000));
    expect(laidOut.exitCode).toBe(0);
    expect(laidOut.output).toContain('(200000 rows)');
  });

  test('do not gather where a hook asks and nobody reads', async () => {
    const root = await project({
      'models/m.sql': `{{ config(post_hook="${rowsOf(2_000_000)}") }}select 1 as a`,
    });
    const before = process.memoryUsage().heapUsed;
    expect(await execute(root, 'run')).toMatchObject({ exitCode: 0 });
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(300 * 1024 * 1024);
  });
});
