// Protects what `show` says of an incremental model that has nothing to add: where its rows are.

import { expect, test } from 'vitest';
import { showCommand } from '../../../src/app/show-command.ts';
import { createTestDatabase } from '../../support/databases.ts';
import { writeProject } from '../../support/project-files.ts';
import { execute, noOptions, runApp } from '../../support/run-app.ts';

test('after a build it names the query that shows the table', async () => {
  const database = await createTestDatabase('embedded');
  try {
    const path = database.target.kind === 'embedded' ? database.target.path : '';
    const root = await writeProject({
      'project.yml': `name: shop\ntargets: { dev: { type: embedded, path: ${path}, schema: public } }\n`,
      'models/days.sql':
        "{{ config(materialized='incremental') }}\nselect 1 as day{% if is_incremental() %} where 1 > (select max(day) from {{ this }}){% endif %}\n",
    });
    const show = (asked: { readonly select: readonly string[]; readonly inline: string | undefined }) =>
      runApp(root, (io) => showCommand({ ...noOptions, ...asked, limit: 5, output: 'csv' }, io));
    const days = { select: ['days'], inline: undefined };

    expect(await show(days)).toEqual({ exitCode: 0, output: 'day\n1\n', errors: '' });
    expect((await execute(root, 'build')).exitCode).toBe(0);
    const { exitCode, output, errors } = await show(days);
    expect({ exitCode, output }).toEqual({ exitCode: 0, output: 'day\n' });
    expect(errors).toMatch(/^warning\[SHOW_INCREMENTAL\]/);
    const [, query] = errors.match(/--inline "(.*)"/) ?? [];
    expect(await show({ select: [], inline: query })).toEqual({ exitCode: 0, output: 'day\n1\n', errors: '' });
  } finally {
    await database.drop();
  }
});
