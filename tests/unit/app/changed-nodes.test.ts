// Protects what `watch` rebuilds: what means something else than before, and nothing that only moved in its file.

import { expect, it } from 'vitest';
import { changedNodes, nodeFingerprints } from '../../../src/app/changed-nodes.ts';
import { openProject } from '../../../src/app/open-project.ts';
import { writeProject } from '../../support/project-files.ts';
import { noOptions, runApp } from '../../support/run-app.ts';
import { shop } from '../../support/shop-project.ts';

async function fingerprints(files: Readonly<Record<string, string>>) {
  const root = await writeProject({ ...shop, 'macros/half.sql': macro('2'), 'models/halves.sql': reader, ...files });
  let found: Awaited<ReturnType<typeof nodeFingerprints>> = new Map();
  await runApp(root, async (surroundings) => {
    const opened = await openProject(noOptions, 'watch', surroundings);
    if (!opened.ok) throw new Error(opened.problems.map(({ message }) => message).join('\n'));
    found = await nodeFingerprints(opened.value);
    return 0;
  });
  return found;
}

const macro = (divisor: string) => `{% macro half(x) %}{{ x }} / ${divisor}{% endmacro %}\n`;
const reader = "select {{ half('amount') }} as half from {{ ref('orders') }}\n";
const properties = String(shop['models/_models.yml']);

it.each([
  ['nothing', {}, []],
  ['a model', { 'models/halves.sql': `${reader}limit 1\n` }, ['model.shop.halves']],
  ['a seed', { 'seeds/customers.csv': 'name,country\nada,GB\n' }, ['seed.shop.customers']],
  ['a macro that one model names', { 'macros/half.sql': macro('2.0') }, ['model.shop.halves']],
  ['places only', { 'models/_models.yml': `# moved down\n\n${properties}` }, []],
  [
    'a setting of a folder',
    { 'project.yml': String(shop['project.yml']).replace('table', 'view') },
    ['model.shop.revenue'],
  ],
  [
    'the arguments of a test',
    { 'models/_models.yml': properties.replace('[GB, US]', '[GB, US, FR]') },
    [expect.stringMatching(/^test\.shop\.accepted_values_revenue_country__GB__US__FR\./)],
  ],
])('%s', async (_what, files, expected) => {
  expect([...changedNodes(await fingerprints({}), await fingerprints(files))]).toEqual(expected);
});
