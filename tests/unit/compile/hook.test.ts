// Protects what hooks render to: with the names of their node and of their moment, and with every place carried to where the hook
// is written.

import { expect, test } from 'vitest';
import { renderNodeHook, renderRunHook } from '../../../src/compile/hook.ts';
import { callOperation } from '../../../src/compile/operation.ts';
import { placeOf } from '../../../src/diagnostics/diagnostic.ts';
import { findOperation } from '../../../src/template/macros.ts';
import { compileEnvironment, modelOf, nothingAsked, openedProject } from '../../support/opened-project.ts';

const files = {
  'project.yml': `name: shop
targets: { t: { type: postgres, host: localhost, user: u, dbname: db, schema: public } }
on-run-end: "select {{ results | length }} {{ this_is_not_there }}"
`,
  'models/inner.sql': "{{ config(materialized='ephemeral') }} select 1 as id",
  'models/m.sql': `{{ config(materialized='incremental', post_hook=[
  "select count(*) from {{ this }} where {{ is_incremental() }};",
  "{# nothing #}",
  "select {{ 1 / 0 if execute }}",
  "select * from {{ ref('inner') if execute }}",
  "select {{ run_query('select 1').rows[0][0] if execute }}"]) }} select 1 as id`,
  'macros/note.sql': `{% macro note(word, times=1) %}{% do run_query('select ' ~ word ~ times) %}{% endmacro %}
{% macro wrong() %}{{ ref('nobody') }}{% endmacro %}`,
};

async function hookOf(number: number, ask = nothingAsked) {
  const opened = await openedProject(files);
  const node = modelOf(opened, 'm');
  const hook = node.config.postHooks[number];
  if (!hook) throw new Error(`there is no hook ${number}`);
  return renderNodeHook(hook, node, compileEnvironment(opened), ask);
}

test('a hook of a node sees what the node is', async () => {
  const rendered = await hookOf(0);
  expect(rendered.ok && rendered.value.sql).toBe('select count(*) from "db"."public"."m" where False');
  expect(rendered.ok && rendered.value.file.path).toBe('models/m.sql');
});

test('a place of its statement is a place of the file', async () => {
  const rendered = await hookOf(0);
  if (!rendered.ok) throw new Error('it does not render');
  const origin = rendered.value.map.originAt(rendered.value.sql.indexOf('where'));
  expect(origin && placeOf(origin.span)).toBe('models/m.sql:2:36');
});

test('one that renders to nothing is empty', async () => {
  const rendered = await hookOf(1);
  expect(rendered.ok && rendered.value.sql).toBe('');
});

test('a mistake is reported where the hook is written, as is a model that has no relation', async () => {
  const told = await Promise.all([hookOf(2), hookOf(3)]);
  expect(
    told.flatMap((one) => (one.ok ? [] : one.problems.map(({ code, span }) => `${span && placeOf(span)} ${code}`))),
  ).toEqual(['models/m.sql:4:14 JINJA_VALUE', 'models/m.sql:5:21 TEMPLATE_REFERENCE']);
});

test('a question is asked from the place in the file', async () => {
  const asked: string[] = [];
  const rendered = await hookOf(4, async ({ sql }, place) => {
    asked.push(`${placeOf(place)} ${sql}`);
    return { columns: ['one'], rows: [[1n]] };
  });
  expect(rendered.ok && rendered.value.sql).toBe('select 1');
  expect(asked).toEqual(['models/m.sql:6:14 select 1']);
});

test('a hook of the run has the names of its moment', async () => {
  const opened = await openedProject({
    ...files,
    'project.yml': files['project.yml'].replace('{{ this_is_not_there }}', '{{ count }}'),
  });
  const [hook] = opened.project.onRunEnd;
  if (!hook) throw new Error('there is no hook');
  const names = new Map([
    ['results', 'four'],
    ['count', '5'],
  ]);
  const rendered = await renderRunHook(hook, { moment: 'on-run-end', names }, compileEnvironment(opened), nothingAsked);
  expect(rendered.ok && rendered.value.sql).toBe('select 4 5');
});

test('an operation asks with its arguments, and is refused with others', async () => {
  const opened = await openedProject({
    ...files,
    'project.yml': files['project.yml'].split('\n').slice(0, 2).join('\n'),
  });
  const environment = compileEnvironment(opened);
  const call = async (name: string, keywords: Readonly<Record<string, string | bigint>>) => {
    const macro = findOperation(opened.parsed.library, name);
    if (!macro) throw new Error(`there is no macro ${name}`);
    const asked: string[] = [];
    const called = await callOperation(macro, new Map(Object.entries(keywords)), environment, async ({ sql }) => {
      asked.push(sql);
      return { columns: [], rows: [] };
    });
    return called.ok ? asked : called.problems.map(({ code, span }) => `${span && placeOf(span)} ${code}`);
  };
  expect(await call('note', { word: 'n', times: 3n })).toEqual(['select n3']);
  expect(await call('note', { words: 'n' })).toEqual([expect.stringMatching(/^macros\/note.sql:1:10 JINJA_/)]);
  expect(await call('wrong', {})).toEqual(['macros/note.sql:2:23 GRAPH_UNKNOWN_REF']);
});
