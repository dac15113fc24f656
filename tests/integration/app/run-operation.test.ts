// Protects `run-operation`: what a macro asks happens at its place and stays exactly when it ends well, on a database that
// holds nothing of Smelt's.

import { describe, expect, test } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';

const files = {
  'models/a.sql': 'select 1 as id',
  'macros/notes.sql': `{% macro note(text) %}
  {% do run_query('create table if not exists notes (at int generated always as identity, said text)') %}
  {% do run_query("insert into notes (said) values ('" ~ text ~ "')") %}
  {{ print(run_query('select count(*) from notes').columns[0].values()[0] ~ ' noted') }}
insert into notes (said) values ('printed, not run')
{% endmacro %}

{% macro note_and_fail() %}
  {% do run_query("insert into notes (said) values ('lost')") %}
  {% do exceptions.raise_compiler_error('not today') %}
{% endmacro %}

{% macro note_and_warn() %}
  {% do run_query("insert into notes (said) values ('warned')") %}
  {% do exceptions.warn('careful') %}
{% endmacro %}

{% macro note_each_by_itself() %}
  {% do run_query('commit') %}
  {% do run_query('vacuum notes') %}
  {% do run_query("insert into notes (said) values ('kept')") %}
  {% do run_query('select nothing') %}
{% endmacro %}

{% macro vacuum() %}{% do run_query('vacuum') %}{% endmacro %}

{% macro ask(query) %}
  {% call statement('asked', fetch_result=true) %}{{ query }}{% endcall %}
  {{ return(load_result('asked').data[0][0]) }}
{% endmacro %}

{% macro late() %}
  {% set query %}
  insert into notes (said) values ('first');
  select nothing from notes
  {% endset %}
  {{ ask(query) }}
{% endmacro %}

{% macro facts() %}
  {% do log(flags.WHICH ~ ' ' ~ execute ~ ' ' ~ (this is defined) ~ ' ' ~ is_incremental(), info=true) %}
  {% do log(ref('a') ~ ' ' ~ graph.nodes.keys() | join ~ ' ' ~ model.unique_id ~ ' ' ~ var('mood', 'fine') ~ ' ' ~ target.name, info=true) %}
  {% do log('quiet') %}
  {{ print(ask('select 6 * 7') ~ ' ' ~ adapter.get_columns_in_relation(ref('a')) | length) }}
{% endmacro %}

{% macro grid() %}
  {% do run_query('select 1 as a, 1234.5 as b').order_by('a').print_table() %}
  {% call statement('made') %}insert into notes (said) values ('x'), ('y'){% endcall %}
  {{ print(load_result('made').response) }}
{% endmacro %}

{% macro unknown_model() %}{{ ref('b') }}{% endmacro %}
`,
  'dbt_packages/other/dbt_project.yml': 'name: other',
  'dbt_packages/other/macros/theirs.sql':
    "{% macro theirs() %}{{ print('theirs') }}{% endmacro %}{% macro facts() %}{{ print('of other') }}{% endmacro %}",
};

const said = 'select said from notes order by at';

describe.each(['server', 'embedded'] as const)('on %s', (kind) => {
  test('what it does stays, and nothing of Smelt is made', async () => {
    const project = await createProjectRig(kind, '', files);
    await project.rows('drop schema smelt cascade');
    const ran = await project.operation('note', '{text: one}');
    expect(ran).toMatchObject({ exitCode: 0, errors: '' });
    expect(ran.output).toMatch(/^1 noted\nnote done in \d+\.\d\ds\n$/);
    expect((await project.operation('shop.note', 'text: two')).exitCode).toBe(0);
    expect(await project.values(said)).toEqual(['one', 'two']);
    expect(await project.values("select nspname from pg_catalog.pg_namespace where nspname = 'smelt'")).toEqual([]);
  });

  test('a failure leaves nothing but what was committed before it', async () => {
    const project = await createProjectRig(kind, '', files);
    await project.operation('note', '{text: one}');

    const raised = await project.operation('note_and_fail');
    expect([raised.exitCode, raised.output]).toEqual([1, '']);
    expect(raised.errors).toContain('error[JINJA_RAISED]: not today\n  --> macros/notes.sql:10:9\n');
    expect((await project.operation('late')).exitCode).toBe(1);
    expect((await project.operation('note_and_warn', undefined, { warnError: true })).exitCode).toBe(1);
    expect(await project.values(said)).toEqual(['one']);

    expect((await project.operation('note_and_warn')).errors).toMatch(/^warning\[JINJA_RAISED\]: careful\n/);
    expect((await project.operation('note_each_by_itself')).errors).toMatch(/^error\[SQL_UNKNOWN_COLUMN\]/);
    expect(await project.values(said)).toEqual(['one', 'warned', 'kept']);

    expect((await project.operation('vacuum')).errors).toMatch(
      /^error\[SQL_FEATURE\]: VACUUM cannot run inside a trans/,
    );
  });

  test('a mistake of the database is reported where it is asked, with the calls that led there', async () => {
    const project = await createProjectRig(kind, '', files);
    await project.operation('note', '{text: one}');
    const { errors } = await project.operation('late');
    expect(errors).toBe(`error[SQL_UNKNOWN_COLUMN]: column "nothing" does not exist
  --> macros/notes.sql:28:11
   |
28 |   {% call statement('asked', fetch_result=true) %}{{ query }}{% endcall %}
   |           ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
   = note: in: select nothing from notes
   = note: in the macro 'ask', called here
  --> macros/notes.sql:37:6
   |
37 |   {{ ask(query) }}
   |      ^^^^^^^^^^
   = help: Check the name against the columns of the relations in FROM

`);
  });

  test('it sees the project, and its own macros before those of packages', async () => {
    const project = await createProjectRig(kind, '', files);
    expect((await project.build()).exitCode).toBe(0);
    const { output, exitCode } = await project.operation('facts', '', { vars: '{mood: good}' });
    expect(exitCode).toBe(0);
    expect(
      output
        .replace(/"[^"]*"\./, '')
        .split('\n')
        .slice(0, -2),
    ).toEqual(['run-operation True False False', '"public"."a" model.shop.a macro.shop.facts good dev', '42 1']);
    await project.operation('note', '{text: one}');
    expect((await project.operation('grid')).output.split('\n').slice(0, -2)).toEqual([
      '| a |       b |',
      '| - | ------- |',
      '| 1 | 1,234.5 |',
      'INSERT 0 2',
    ]);
    expect((await project.operation('theirs')).output).toMatch(/^theirs\n/);
    expect((await project.operation('other.facts')).output).toMatch(/^of other\n/);
  });

  test('a name or arguments that do not fit are reported before anything runs', async () => {
    const project = await createProjectRig(kind, '', files);
    const told = async (macro: string, args?: string) => {
      const { exitCode, errors } = await project.operation(macro, args);
      return [exitCode, ...errors.split('\n').filter((line) => /^(error|.*-->|.*= help)/.test(line))];
    };
    expect(await told('nots')).toEqual([
      2,
      "error[MACRO_UNKNOWN]: there is no macro 'nots'",
      '  = help: Did you mean "note"?',
    ]);
    expect(await told('other.note')).toEqual([
      2,
      "error[MACRO_UNKNOWN]: there is no macro 'other.note'",
      '  = help: Name a macro of the project, or of a package: package.macro',
    ]);
    expect(await told('note', '{txt: one}')).toEqual([
      1,
      "error[JINJA_TYPE]: macro 'note' takes no keyword argument 'txt'",
      ' --> macros/notes.sql:1:10',
      '  = help: Its parameters are text',
    ]);
    expect(await told('note', 'one')).toEqual([
      2,
      'error[ARGS_OPTION]: --args takes a map of names to values',
      ' --> --args:1:1',
      "  = help: Write the arguments as YAML or JSON: --args '{role: reader}'",
    ]);
    expect((await told('unknown_model')).slice(0, 3)).toEqual([
      1,
      "error[GRAPH_UNKNOWN_REF]: ref('b') names no model, seed or snapshot",
      '  --> macros/notes.sql:53:31',
    ]);
  });
});
