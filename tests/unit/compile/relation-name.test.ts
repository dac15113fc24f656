// Protects where a node's relation stands: dbt's rules for schema and alias, and what macros of the project make of them.

import { expect, test } from 'vitest';
import { placeOf } from '../../../src/diagnostics/diagnostic.ts';
import { modelOf, openedProject, openFiles } from '../../support/opened-project.ts';

async function relationOf(config: string, macros = '') {
  const opened = await openedProject({
    'models/m.sql': `{{ config(${config}) }} select 1 as id`,
    'macros/names.sql': macros,
  });
  const { schema, name } = modelOf(opened, 'm').relation;
  return `${schema}.${name}`;
}

test.each([
  ["materialized='table'", 'public.m'],
  ["schema='sales'", 'public_sales.m'],
  ["schema=' sales '", 'public_sales.m'],
  ["alias='renamed'", 'public.renamed'],
  ["alias='  '", 'public.m'],
  ["schema='sales', alias='renamed'", 'public_sales.renamed'],
  ["database='DB'", 'public.m'],
])('%s', async (config, relation) => {
  expect(await relationOf(config)).toBe(relation);
});

test.each([
  [
    'of the schema gets what is asked and the node',
    '{% macro generate_schema_name(custom, node) %} {{ custom or target.schema }}_{{ node.name }} {% endmacro %}',
    'sales_m.m',
  ],
  [
    'of the alias may read its config',
    '{% macro generate_alias_name(custom, node) %}{{ custom or node.config.materialized }}{% endmacro %}',
    'public_sales.view',
  ],
  [
    'that is dispatched counts as well',
    '{% macro default__generate_schema_name(custom, node) %}always{% endmacro %}',
    'always.m',
  ],
])('a macro %s', async (_, macros, relation) => {
  expect(await relationOf("schema='sales'", macros)).toBe(relation);
});

test.each([
  ['database', "database='elsewhere'", '', 'models/m.sql:1:11 TEMPLATE_DATABASE'],
  [
    'a macro that prints nothing',
    '',
    '{% macro generate_alias_name(custom, node) %} {% endmacro %}',
    'models/m.sql TEMPLATE_NAME',
  ],
  [
    'a macro that fails',
    '',
    '{% macro generate_alias_name(custom, node) %}{{ 1 / 0 }}{% endmacro %}',
    'macros/names.sql:1:49 JINJA_VALUE',
  ],
])('refused: %s', async (_, config, macros, told) => {
  const opened = await openFiles({
    'models/m.sql': `{{ config(${config}) }} select 1 as id`,
    'macros/names.sql': macros,
  });
  expect(opened.ok ? [] : opened.problems.map(({ code, span }) => `${span && placeOf(span)} ${code}`)).toEqual([told]);
});
