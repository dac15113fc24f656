// Protects the tables of the keys of project.yml, and docs/project-file.md with them: a key that they say works changes the loaded
// project, and one without effect does not.

import { expect, test } from 'vitest';
import { projectKeys } from '../../../src/project/project-keys.ts';
import { pathKeys } from '../../../src/project/project-paths.ts';
import { loadedProject } from '../../support/load-project-files.ts';

const base = {
  name: 'name: shop',
  targets: 'targets: { dev: { type: embedded }, prod: { type: embedded, schema: gold } }',
  target: 'target: dev',
};

/** The project with the lines as a text, without the folder that it happens to be in. */
async function loaded(lines: Readonly<Record<string, string>>): Promise<string> {
  const project = await loadedProject({
    'project.yml': `${Object.values(lines).join('\n')}\n`,
    'profiles.yml': 'shop: { outputs: { dev: { type: embedded, schema: silver } } }\n',
    'models/a.sql': 'select 1 as id',
    'models/_models.yml': 'sources: [{ name: web, tables: [{ name: visits }] }]\n',
    'models/_declared.yml': `exposures: [{ name: e, type: ml, owner: { name: x } }]
metrics: [{ name: m, label: M, type_params: { measure: n } }]
semantic_models: [{ name: s, model: ref('a') }]
saved_queries: [{ name: q, query_params: {} }]
`,
    'seeds/b.csv': 'id\n1\n',
    'snapshots/d.sql': '{% snapshot d %}select 1 as id{% endsnapshot %}',
    'tests/c.sql': 'select 1 where false',
  });
  const { file: _, ...facts } = project;
  const text = JSON.stringify(facts, (key, value: unknown) =>
    key === 'span' || key === 'source' || (key === 'sources' && !Array.isArray(value))
      ? undefined
      : value instanceof Map
        ? [...value]
        : value instanceof Set
          ? [...value]
          : value,
  );
  return text.replaceAll(project.root, '.');
}

test.each(projectKeys.map((key) => [key.name, key] as const))('%s', async (name, { example, hasEffect }) => {
  // A profile counts where the project has no targets; then there is none without it.
  const before: Readonly<Record<string, string>> =
    name === 'profile' ? { name: base.name } : name === 'name' ? { ...base, name: 'name: store' } : base;
  const without = name === 'profile' ? null : await loaded(before);
  const found = await loaded({ ...before, [name]: `${name}: ${example}` });
  expect(found !== without).toBe(hasEffect);
});

test.each(Object.values(pathKeys).map(({ name, example }) => [name, example]))('%s', async (name, example) => {
  expect(await loaded({ ...base, [name]: `${name}: ${example}` })).not.toBe(await loaded(base));
});
