// `smelt watch`, steered by what it writes: a save tells the mistakes, the next rebuilds what changed and what reads it.

import { expect, onTestFinished, test } from 'vitest';
import { smelt, startSmelt } from '../support/command-line.ts';
import { writeFiles } from '../support/project-files.ts';
import { createShop, shop } from '../support/shop-project.ts';

test('tells mistakes at a save, rebuilds what changed and its descendants, and ends when interrupted', async () => {
  const { root, remove } = await createShop();
  onTestFinished(remove);
  expect((await smelt(root, ['build'])).code).toBe(0);
  const watching = startSmelt(root, ['watch']);
  await watching.until(/^watching: .*\n/m);

  await writeFiles(root, { 'models/staging/paid_orders.sql': "select * from {{ ref('ordrs') }}\n" });
  await watching.until(
    /error\[GRAPH_UNKNOWN_REF\][\s\S]*models\/staging\/paid_orders\.sql:1:18[\s\S]*help: Did you mean "orders"/,
  );

  await writeFiles(root, {
    'models/staging/paid_orders.sql': "select id, customer, amount * 2 as amount from {{ ref('orders') }}\n",
  });
  await watching.until(/^checked in .*: 1 change\n/m);
  await watching.until(
    /^smelt build: 2 nodes and 4 tests on dev\n[\s\S]*ok +paid_orders [\s\S]*ok +revenue [\s\S]*^nodes +2 nodes built\n[\s\S]*smelt watch.*\n/m,
  );

  await writeFiles(root, {
    'models/staging/paid_orders.sql': shop['models/staging/paid_orders.sql'] ?? '',
    'seeds/customers.csv': 'name,country\nada,US\n',
  });
  await watching.until(/^checked in .*: 2 changes\n/m);
  await watching.until(/^smelt build: 3 nodes [\s\S]*smelt watch.*\n/m);

  watching.interrupt();
  const { code, output } = await watching.ended;
  expect(code).toBe(130);
  expect(output.match(/^smelt build/gm)).toHaveLength(2);
  const shown = await smelt(root, ['show', 'revenue', '--output', 'csv']);
  expect(shown.output).toBe('country,revenue\nUS,14.75\n');
});

test('builds first what was never built, parents of what is watched too, and then goes on as ever', async () => {
  const { root, remove } = await createShop();
  onTestFinished(remove);
  const watching = startSmelt(root, ['watch', '--select', 'revenue']);
  await watching.until(/^4 nodes are not built yet: building first\nsmelt build: 4 nodes [\s\S]*ok +revenue /m);
  await watching.until(/^watching: .*\n/m);

  await writeFiles(root, { 'models/marts/revenue.sql': `${shop['models/marts/revenue.sql']}\n-- for the board\n` });
  await watching.until(/^checked in .*: 1 change\n/m);
  await watching.until(/^smelt build: 1 node [\s\S]*smelt watch.*\n/m);

  // A test of its own file, and a seed in a folder that the project file has named meanwhile.
  await writeFiles(root, { 'tests/revenue_is_paid.sql': "select * from {{ ref('revenue') }} where revenue < 0\n" });
  await watching.until(/^checked in .*: 1 change\n[\s\S]*^smelt build: 0 nodes and 1 test [\s\S]*smelt watch.*\n/m);
  await writeFiles(root, { 'project.yml': `${shop['project.yml']}\nseed-paths: [seeds, data]\n` });
  await watching.until(/^checked in .*: nothing to rebuild\n/m);
  await writeFiles(root, { 'data/rates.csv': 'country,rate\nUS,1\n' });
  await watching.until(/^checked in .*: 1 change\n/m);
  watching.interrupt();
  const { code, output } = await watching.ended;
  expect({ code, builds: output.match(/^smelt build/gm), errors: output.match(/error\[/g) }).toEqual({
    code: 130,
    builds: ['smelt build', 'smelt build', 'smelt build'],
    errors: null,
  });
});
