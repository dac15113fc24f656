// Protects `builtins`, by which a project's own ref and source call dbt's, and by which packages read the config of the run.

import { expect, test } from 'vitest';
import { mistakeOf, textOf } from './render.ts';

const macros = {
  probe:
    '{% macro ref(name) %}{{ return(builtins.ref(name).include(database=false)) }}{% endmacro %}' +
    '{% macro runtime() %}{{ return(builtins.ref.config) }}{% endmacro %}',
};

test('a ref of the project calls that of dbt, and both are there', () => {
  const text =
    "{{ ref('a') }} {{ builtins.ref('a') }} {{ builtins['ref']('a') is mapping }} {{ builtins.source('s', 't').name }}";
  expect(textOf(text, { macros })).toBe('"public"."a" "db"."public"."a" True t');
});

test.each([
  ['project_name', 'probe'],
  ['version', '1.0'],
  ["dependencies['other'].version", '0.21.0'],
  ['dependencies.keys() | list', "['probe', 'other']"],
  ['vars.to_dict().v3', 'x'],
  ['cli_vars', "{'v3': 'x'}"],
  ['args.which', 'compile'],
  ['args.select', 'None'],
  ['target_name', 'dev'],
  ['nonsense is defined', 'False'],
])('config.%s is %s', (expression, expected) => {
  expect(textOf(`{{ runtime().${expression} }}`, { macros })).toBe(expected);
  expect(textOf(`{{ builtins.source.config.${expression} }}`)).toBe(expected);
});

test('what of the config is not there is an error', () => {
  expect(mistakeOf('{{ builtins.ref.config.credentials.password }}')).toBe(
    'TEMPLATE_LATER: credentials of the config of a run is not there',
  );
});
