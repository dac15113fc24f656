// Protects commands on projects with snapshots that need no database: they are listed and selected, and reported once not to run.

import { expect, test } from 'vitest';
import { listCommand } from '../../../src/app/list-command.ts';
import { openProject } from '../../../src/app/open-project.ts';
import { countNodes } from '../../../src/app/project-facts.ts';
import { writeProject } from '../../support/project-files.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

const files = {
  'project.yml': 'name: shop\ntargets: { dev: { type: embedded, path: db, schema: public } }\n',
  'models/orders.sql': 'select 1 as id',
  'models/current.sql': "select * from {{ ref('history') }}",
  'snapshots/two.sql':
    "{% snapshot history %}{{ config(target_schema='kept', alias='past') }}select * from {{ ref('orders') }}{% endsnapshot %}\n{% snapshot other %}select 1 as id{% endsnapshot %}\n",
  'snapshots/_two.yml': 'snapshots: [{ name: history, columns: [{ name: id, data_tests: [unique] }] }]\n',
};

async function listed(options: Partial<Parameters<typeof listCommand>[0]> = {}) {
  const root = await writeProject(files);
  const ran = await runApp(root, (io) => listCommand({ ...noOptions, output: 'name', outputKeys: [], ...options }, io));
  return { ...ran, lines: ran.output.trim().split('\n') };
}

test('are listed, in the order of the graph, with a warning for all of them', async () => {
  const { lines, errors, exitCode } = await listed();
  expect([exitCode, lines]).toEqual([0, ['orders', 'history', 'current', 'other', 'unique_history_id']]);
  expect(errors.match(/warning\[\w+\].*/g)).toEqual(['warning[SETTING_LATER]: snapshots are not run yet']);
  expect(errors).toContain('the project has it once more: snapshots/two.sql:2:13');
});

test('are what --resource-type snapshot means, and the method resource_type', async () => {
  expect((await listed({ resourceTypes: ['snapshot'] })).lines).toEqual(['history', 'other']);
  expect((await listed({ select: ['resource_type:snapshot'], resourceTypes: ['snapshot'] })).lines).toHaveLength(2);
  expect((await listed({ select: ['history+'] })).lines).toEqual(['history', 'current', 'unique_history_id']);
  expect((await listed({ select: ['two.history'], output: 'selector' })).lines).toContain('shop.two.history');
});

test('are reported as JSON with their relations', async () => {
  const { lines } = await listed({ select: ['history'], output: 'json', resourceTypes: ['snapshot'] });
  expect(lines.map((line) => JSON.parse(line))).toMatchObject([
    {
      unique_id: 'snapshot.shop.history',
      resource_type: 'snapshot',
      alias: 'past',
      original_file_path: 'snapshots/two.sql',
      config: { materialized: 'snapshot' },
    },
  ]);
});

test('are counted where there are any', async () => {
  const root = await writeProject(files);
  await runApp(root, async (io) => {
    const opened = await openProject(noOptions, 'parse', io);
    expect(opened.ok && countNodes(opened.value.graph)).toBe('2 models, 0 seeds, 2 snapshots, 1 test');
    return 0;
  });
});

test('are not told of where they are disabled, in their config or for their folder', async () => {
  const root = await writeProject({
    'project.yml':
      'name: shop\ntargets: { dev: { type: embedded, path: db, schema: public } }\nsnapshots: { shop: { old: { +enabled: false } } }\n',
    'models/orders.sql': 'select 1 as id',
    'snapshots/one.sql': '{% snapshot one %}{{ config(enabled=false) }}select 1 as id{% endsnapshot %}\n',
    'snapshots/old/two.sql': '{% snapshot two %}select 1 as id{% endsnapshot %}\n',
  });
  const ran = await runApp(root, (io) => listCommand({ ...noOptions, output: 'name', outputKeys: [] }, io));
  expect(ran).toEqual({ exitCode: 0, output: 'orders\n', errors: '' });
});
