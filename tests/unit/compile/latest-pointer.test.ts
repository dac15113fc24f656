import { describe, expect, test } from 'vitest';
import { countNodes } from '../../../src/app/project-facts.ts';
import { buildGraph } from '../../../src/graph/build-graph.ts';
import type { Graph } from '../../../src/graph/graph.ts';
import { isPointer } from '../../../src/graph/node.ts';
import { selectNodes } from '../../../src/graph/select-nodes.ts';
import { lineOf, parsed, projectFile } from './project.ts';

const asked = '{ latest_version_pointer: { enabled: true } }';
const files = (config: string) => ({
  'models/dim_v1.sql': 'select 1 as id',
  'models/dim_v2.sql': 'select 1 as id',
  'models/s.yml': `models: [{name: dim, config: ${config}, versions: [{v: 1}, {v: 2}]}]`,
});

async function pointers(given: Readonly<Record<string, string>>) {
  const { parsed: found, problems } = await parsed(given);
  return [
    ...found.nodes.filter(isPointer).map(({ id, relation }) => `${id} ${relation.schema}.${relation.name}`),
    ...problems.map(lineOf),
  ];
}

async function graphOf(given: Readonly<Record<string, string>>): Promise<Graph> {
  const graph = buildGraph((await parsed(given)).parsed.nodes);
  if (!graph.ok) throw new Error(graph.problems.map(lineOf).join('\n'));
  return graph.value;
}

const id = 'model.shop.dim.v2__latest_version_pointer';

/** As dbt-core 1.12.6 decides in `_should_create_latest_version_pointer` and `_latest_version_pointer_identifier`. */
describe('the view that points to the latest version', () => {
  const flag = `${projectFile}flags: { latest_version_pointer_enabled_by_default: true }\n`;
  const macro = `{% macro generate_latest_version_pointer_alias(custom_alias_name=none, node=none) -%}
    {{ custom_alias_name or node.name }}_of_{{ node.version }}_at_{{ node.alias }}
  {%- endmacro %}`;

  test.each([
    ['is there where the model asks for it', files(asked), [`${id} public.dim`]],
    ['by a word alone', files('{ latest_version_pointer: true }'), [`${id} public.dim`]],
    ['by the flag of the project', { ...files('{}'), 'project.yml': flag }, [`${id} public.dim`]],
    ['not where the model says no', { ...files('{ latest_version_pointer: false }'), 'project.yml': flag }, []],
    ['not where nobody asks', files('{}'), []],
    ['not of an ephemeral version', files('{ latest_version_pointer: true, materialized: ephemeral }'), []],
    [
      'with a name of its own, in the schema of the model',
      files('{ schema: x, latest_version_pointer: { enabled: true, alias: newest } }'),
      [`${id} public_x.newest`],
    ],
    [
      'with the name that a macro gives',
      { ...files('{ latest_version_pointer: { enabled: true, alias: n } }'), 'macros/m.sql': macro },
      [`${id} public.n_of_2_at_dim_v2`],
    ],
    [
      'not in the place of the version itself',
      { ...files(asked), 'models/dim_v2.sql': "{{ config(alias='dim') }} select 1 as id" },
      [
        'models/dim_v2.sql:1:11 CONFIG_CONFLICT: the view that points to the latest version of "dim" would be in that version\'s place',
      ],
    ],
  ])('%s', async (_, given, expected) => {
    expect(await pointers(given)).toEqual(expected);
  });

  test('of a model without versions there is none', async () => {
    const given = { 'models/a.sql': '{{ config(latest_version_pointer=true) }} select 1' };
    expect(await pointers(given)).toEqual([]);
  });

  test('is nothing that a reference means, or that is counted, and is selected with its model', async () => {
    const graph = await graphOf({ ...files(asked), 'models/reads.sql': "select * from {{ ref('dim') }}" });
    expect(graph.parentsOf('model.shop.reads' as never)).toEqual(['model.shop.dim.v2']);
    expect(countNodes(graph)).toBe('3 models, 0 seeds, 0 tests');
    const pick = (select: string, exclude: readonly string[] = []) => {
      const picked = selectNodes(graph, { projectName: 'shop', select: [select], exclude, resourceTypes: null });
      return picked.ok && [...picked.value].sort();
    };
    expect(pick('dim')).toEqual(['model.shop.dim.v1', 'model.shop.dim.v2', id]);
    expect(pick('dim.v1')).toEqual(['model.shop.dim.v1']);
    expect(pick('dim_v2')).toEqual(['model.shop.dim.v2', id]);
    expect(pick('dim', ['version:latest'])).toEqual(['model.shop.dim.v1']);
    expect(pick('version:none')).toEqual(['model.shop.reads']);
  });
});
