// Protects what `watch` rebuilds: what means something else than before, and nothing that only moved in its file.

import { expect, it } from 'vitest';
import { changedNodes, nodeFingerprints } from '../../../src/app/changed-nodes.ts';
import { openProject } from '../../../src/app/open-project.ts';
import { writeProject } from '../../support/project-files.ts';
import { type Environment, noOptions, runApp } from '../../support/run-app.ts';
import { shop } from '../../support/shop-project.ts';

async function fingerprints(files: Readonly<Record<string, string>>, env: Environment = {}) {
  const root = await writeProject({ ...shop, ...more, ...files });
  let found: Awaited<ReturnType<typeof nodeFingerprints>> = new Map();
  await runApp(
    root,
    async (io) => {
      const opened = await openProject(noOptions, 'watch', io);
      if (!opened.ok) throw new Error(opened.problems.map(({ message }) => message).join('\n'));
      found = await nodeFingerprints(opened.value);
      return 0;
    },
    env,
  );
  return found;
}

const macro = (divisor: string) => `{% macro half(x) %}{{ x }} / ${divisor}{% endmacro %}\n`;
const reader = "select {{ half('amount') }} as half from {{ ref('orders') }}\n";
const through = (last: string) => `{% macro rate() %}{{ rated(1) }}{% endmacro %}
{% macro rated(x) %}{{ x }} * {{ base_rate() }}{% endmacro %}
{% macro base_rate() %}${last}{% endmacro %}
`;
const more = {
  'macros/half.sql': macro('2'),
  'models/halves.sql': reader,
  'macros/rate.sql': through('2'),
  // Words of it are names of macros: `half` and `rate` are not called here.
  'models/words.sql': "select 'half' as halfway, 1 as rated, id as generate from {{ ref('orders') }}\n",
  'models/rates.sql': 'select {{ rate() }} as rate\n',
  'models/branches.sql': "{% if execute %}select {{ var('late', 1) }} as late{% else %}select 1{% endif %}\n",
  'models/described.yml': 'models: [{ name: words, description: "{{ doc(\'said\') }}" }]\n',
  'models/said.md': '{% docs said %}what it is{% enddocs %}\n',
  'tests/near.sql': "select {{ half('1') }} limit 0\n",
};
const properties = String(shop['models/_models.yml']);

it.each([
  ['nothing', {}, []],
  ['a model', { 'models/halves.sql': `${reader}limit 1\n` }, ['model.shop.halves']],
  ['a seed', { 'seeds/customers.csv': 'name,country\nada,GB\n' }, ['seed.shop.customers']],
  [
    'a macro that one model and a test call',
    { 'macros/half.sql': macro('2.0') },
    ['model.shop.halves', 'test.shop.near'],
  ],
  ['a macro that is reached through two others', { 'macros/rate.sql': through('3') }, ['model.shop.rates']],
  ['what stands beside macros in their file', { 'macros/half.sql': `{# halves #}\n\n${macro('2')}` }, []],
  [
    'a var in a branch that parsing does not take',
    { 'project.yml': String(shop['project.yml']).replace('vars: {', 'vars: { late: 2,') },
    ['model.shop.branches'],
  ],
  [
    'a var whose name stands in a text',
    { 'project.yml': String(shop['project.yml']).replace('vars: {', 'vars: { halfway: 2,') },
    [],
  ],
  ['a docs block', { 'models/said.md': '{% docs said %}what it was{% enddocs %}\n' }, ['model.shop.words']],
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

it('an environment variable that a macro of the model asks for', async () => {
  const files = { 'macros/half.sql': "{% macro half(x) %}{{ x }} / {{ env_var('DIVISOR', '2') }}{% endmacro %}\n" };
  const before = await fingerprints(files);
  const after = await fingerprints(files, { DIVISOR: '3', OTHER: '4' });
  expect([...changedNodes(before, after)]).toEqual(['model.shop.halves', 'test.shop.near']);
});
