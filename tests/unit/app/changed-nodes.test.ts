// Protects what `watch` rebuilds: every node whose SQL a save can have changed, and no other.

import { expect, test } from 'vitest';
import { changedNodes, nodeFingerprints } from '../../../src/app/changed-nodes.ts';
import { openProject } from '../../../src/app/open-project.ts';
import { type ProjectFiles, writeFiles, writeProject } from '../../support/project-files.ts';
import { noOptions, runApp } from '../../support/run-app.ts';

const project = (vars: string) => `name: shop\ntargets: { dev: { type: embedded } }\nvars: ${vars}\n`;

const before: ProjectFiles = {
  'project.yml': project('{ least: 10, most: 20 }'),
  'macros/outer.sql': '{% macro outer(column) %}{{ inner(column) }} + 1{% endmacro %}\n',
  'macros/inner.sql': "{% macro inner(column) %}{{ column }} * {{ var('most') }}{% endmacro %}\n",
  'models/plain.sql': 'select 1 as id\n',
  'models/by_var.sql': "select {{ var('least') }} as id\n",
  'models/by_macro.sql': "select {{ outer('2') }} as id\n",
};

async function fingerprints(root: string) {
  let found: ReturnType<typeof nodeFingerprints> = new Map();
  await runApp(root, async (surroundings) => {
    const opened = await openProject(noOptions, 'watch', surroundings);
    if (!opened.ok) throw new Error(opened.problems.map(({ message }) => message).join('\n'));
    found = nodeFingerprints(opened.value);
    return 0;
  });
  return found;
}

test.each<[string, ProjectFiles, readonly string[]]>([
  ['nothing', {}, []],
  ['the SQL of a model', { 'models/plain.sql': 'select 2 as id\n' }, ['model.shop.plain']],
  ['a var that a model names', { 'project.yml': project('{ least: 11, most: 20 }') }, ['model.shop.by_var']],
  ['a whole number to a float', { 'project.yml': project('{ least: 10.0, most: 20 }') }, ['model.shop.by_var']],
  ['a var that a macro names', { 'project.yml': project('{ least: 10, most: 21 }') }, ['model.shop.by_macro']],
  ['a macro', { 'macros/outer.sql': '{% macro outer(column) %}{{ column }}{% endmacro %}\n' }, ['model.shop.by_macro']],
  [
    'a macro that a macro calls',
    { 'macros/inner.sql': '{% macro inner(column) %}{{ column }}{% endmacro %}\n' },
    ['model.shop.by_macro'],
  ],
])('a change of %s', async (_what, files, changed) => {
  const root = await writeProject(before);
  const known = await fingerprints(root);
  await writeFiles(root, files);
  expect([...changedNodes(known, await fingerprints(root))]).toEqual(changed);
});
