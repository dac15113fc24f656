// Protects `graph` and `model` against dbt-core 1.12, which printed the dictionaries of dbt-graph.json for the project in it. What
// differs is stated here, and told in docs/differences.md.

import { readFileSync } from 'node:fs';
import { isDeepStrictEqual } from 'node:util';
import { expect, test } from 'vitest';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/base/json-value.ts';
import { compileModel } from '../../../src/compile/compile-model.ts';
import { compileEnvironment, modelOf, nothingAsked, openedProject } from '../../support/opened-project.ts';

interface Printed {
  readonly files: Readonly<Record<string, string>>;
  readonly graph: JsonObject;
}

function printed(name: string): Printed {
  return JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as Printed;
}

const { files, graph: expected } = printed('dbt-graph.json');

/** Keys of entries; the rest of what Smelt says is what dbt says. */
const differences = [
  'checksum.name', // of seeds, like the next
  'checksum.checksum',
  'contract.checksum',
  'depends_on.macros', // their order, and get_where_subquery of built-in tests
  'raw_code', // of tests, without their config
  'tags', // of tests, which have those of their column in dbt
  'config.hard_deletes',
  'config.invalidate_hard_deletes',
];

function* pathsThatDiffer(
  dbt: JsonValue | undefined,
  smelt: JsonValue | undefined,
  path: readonly string[] = [],
): Iterable<readonly string[]> {
  if (dbt !== undefined && smelt !== undefined && isJsonObject(dbt) && isJsonObject(smelt)) {
    for (const key of new Set([...Object.keys(dbt), ...Object.keys(smelt)]))
      yield* pathsThatDiffer(dbt[key], smelt[key], [...path, key]);
  } else if (!isDeepStrictEqual(dbt, smelt)) yield path;
}

function isKnown([, ...keys]: readonly string[]): boolean {
  return differences.includes(keys.join('.'));
}

test('every key of a node and a source has the value that it has in dbt', async () => {
  const project = await openedProject(files);
  const graph = compileEnvironment(project).graph();
  const known = ['nodes', 'sources'] as const;
  const found = known.flatMap((kind) => {
    const [dbt, smelt] = [expected[kind], graph[kind]];
    return [...pathsThatDiffer(dbt, smelt)];
  });
  expect(found.filter((path) => !isKnown(path))).toEqual([]);
  expect(Object.keys(graph).sort()).toEqual([
    'exposures',
    'functions',
    'groups',
    'metrics',
    'nodes',
    'saved_queries',
    'semantic_models',
    'sources',
    'unit_tests',
  ]);
});

test('a model that runs knows what it depends on, in the order of dbt', async () => {
  const text =
    "{{ config(materialized='view') }} select 1 as id -- {{ model.depends_on.nodes }} {{ model.unique_id }} {{ ref('a') }}";
  const project = await openedProject({ 'models/a.sql': 'select 1 as id', 'models/m.sql': text });
  const compiled = await compileModel(modelOf(project, 'm'), compileEnvironment(project), nothingAsked);
  expect(compiled.ok && compiled.value.sql).toContain("-- ['model.shop.a'] model.shop.m");
});

test('exposures, metrics, semantic models and saved queries have the keys that they have in dbt', async () => {
  const declared = printed('dbt-declared.json');
  const graph = compileEnvironment(await openedProject(declared.files)).graph();
  const found = Object.entries(declared.graph).flatMap(([kind, dbt]) => [...pathsThatDiffer(dbt, graph[kind])]);
  expect(found).toEqual([['semantic_model.shop.smm', 'node_relation']]);
});

test('a model has its time spine, which packages pass over', async () => {
  const project = await openedProject(printed('dbt-declared.json').files);
  const spine = { standard_granularity_column: 'day', custom_granularities: [] };
  const { nodes } = compileEnvironment(project).graph();
  expect(nodes).toMatchObject({ 'model.shop.time_spine': { time_spine: spine }, 'model.shop.a': { time_spine: null } });
});

test('what one template puts into the graph, the next one finds there, as packages keep what they know of a run', async () => {
  const project = await openedProject({
    'models/a.sql': "select 1 as id {% if execute %}{% do graph.setdefault('mine', {}).update({'k': 7}) %}{% endif %}",
    'models/b.sql': "select '{{ graph.get('mine', {}).get('k') }}' as id",
  });
  const environment = compileEnvironment(project);
  await compileModel(modelOf(project, 'a'), environment, nothingAsked);
  const second = await compileModel(modelOf(project, 'b'), environment, nothingAsked);
  expect(second.ok && second.value.sql).toContain("select '7' as id");
});
