// Protects what macros write through `adapter`: on relations of Smelt's and on what they have made themselves, never on what others
// own, and never with CASCADE.

import { describe, expect, test } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';

const macros = `{% macro relation(name) %}{{ return(api.Relation.create(database=target.database, schema=target.schema, identifier=name)) }}{% endmacro %}
{% macro drop(name) %}{% do adapter.drop_relation(relation(name)) %}{% endmacro %}
{% macro alter_and_drop(name) %}{% do run_query('alter table ' ~ name ~ ' add column x int; alter table ' ~ name ~ ' rename column x to y') %}{% do adapter.drop_relation(relation(name)) %}{% endmacro %}
{% macro truncate(name) %}{% do truncate_relation(relation(name)) %}{% endmacro %}
{% macro rename(name, to) %}{% do adapter.rename_relation(relation(name), relation(to)) %}{% endmacro %}
{% macro own() %}
  {% set made = relation('made') %}
  {% do run_query(create_table_as(false, made, 'select 1 as id')) %}
  {% do run_query(create_view_as(relation('above'), 'select * from made')) %}
  {% do drop_relation_if_exists(relation('above')) %}
  {% do adapter.rename_relation(made, relation('other')) %}
  {{ print(adapter.get_relation(target.database, target.schema, 'other').is_table) }}
  {% do adapter.drop_relation(relation('other')) %}
  {% set temporary = make_temp_relation(made) %}
  {% do run_query(create_table_as(true, temporary, 'select 2 as id')) %}
  {{ print(run_query('select id from ' ~ temporary).columns[0].values()[0]) }}
  {% do adapter.drop_relation(temporary) %}
  {% do adapter.drop_relation(relation('nowhere')) %}
{% endmacro %}
{% macro schemas() %}
  {% set place = api.Relation.create(database=target.database, schema='extra') %}
  {% do adapter.create_schema(place) %}
  {% do create_schema(place) %}
  {{ print(adapter.check_schema_exists(target.database, 'extra')) }}
  {% do adapter.drop_schema(place) %}
  {{ print(adapter.check_schema_exists(target.database, 'extra')) }}
{% endmacro %}
{% macro widen() %}
  {% do run_query('create table narrow (v varchar(3), w varchar(9)); create table wide (v varchar(7), w varchar(4))') %}
  {% do adapter.expand_target_column_types(relation('wide'), relation('narrow')) %}
  {{ print(adapter.get_columns_in_relation(relation('narrow')) | map(attribute='data_type') | list) }}
{% endmacro %}
`;
const files = {
  'models/a.sql': "{{ config(materialized='table') }} select 1 as id",
  'models/hooked.sql': `{{ config(
  pre_hook="{% do run_query('begin; create table stage as select 1 as id; commit') %}",
  post_hook="{% do adapter.drop_relation(relation('stage')) %}{% do adapter.drop_relation(relation('a')) %}"
) }} -- {{ ref('a') }}
select 2 as id`,
  'macros/writes.sql': macros,
};
const ownFiles = { 'models/a.sql': files['models/a.sql'], 'macros/writes.sql': macros };
const names =
  "select relname from pg_catalog.pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') order by 1";

describe.each(['server', 'embedded'] as const)('on %s', (kind) => {
  test('what the macro has made may be renamed and dropped, also for the session alone', async () => {
    const project = await createProjectRig(kind, '', files);
    const { output, errors } = await project.operation('own');
    expect([errors, output.split('\n').slice(0, 2)]).toEqual(['', ['True', '2']]);
    expect(await project.values(names)).toEqual([]);
    expect((await project.operation('schemas')).output.split('\n').slice(0, 2)).toEqual(['True', 'False']);
    expect((await project.operation('widen')).output).toContain("['character varying(7)', 'character varying(9)']");
  });

  test('a hook drops what the transaction of its node has made, in a pair of its own too, and what is of Smelt', async () => {
    const project = await createProjectRig(kind, '', files);
    expect((await project.build()).exitCode).toBe(0);
    expect(await project.values(names)).toEqual(['hooked']);
  });

  test('what others own is refused, and what is used is named', async () => {
    const project = await createProjectRig(kind, '', ownFiles);
    await project.build();
    await project.rows('create table theirs (id int)');
    const refused = await project.operation('drop', 'name: theirs');
    expect(refused.exitCode).toBe(1);
    expect(refused.errors).toContain(
      `error[RELATION_NOT_OWNED]: "public"."theirs" is not Smelt's, nor made in this transaction, and is not dropped\n --> macros/writes.sql:2:`,
    );
    expect((await project.operation('alter_and_drop', 'name: theirs')).errors).toContain('and is not dropped');
    expect((await project.operation('truncate', 'name: theirs')).errors).toContain('and is not truncated');
    expect((await project.operation('rename', '{name: theirs, to: b}')).errors).toContain('and is not renamed');
    await project.rows('create view above as select * from a');
    const used = await project.operation('drop', 'name: a');
    expect(used.exitCode).toBe(1);
    expect(used.errors).toContain('view public.above depends on table public.a');
    expect(await project.values(names)).toEqual(['a', 'above', 'theirs']);
  });

  test('what Smelt owns may be emptied, renamed with its record, and dropped', async () => {
    const project = await createProjectRig(kind, '', ownFiles);
    await project.build();
    expect((await project.operation('truncate', 'name: a')).errors).toBe('');
    expect(await project.values('select id from a')).toEqual([]);
    expect((await project.operation('rename', '{name: a, to: b}')).errors).toBe('');
    expect(await project.values("select relation_name from smelt.relations where relation_name in ('a', 'b')")).toEqual(
      ['b'],
    );
    expect((await project.operation('drop', 'name: b')).errors).toBe('');
    expect((await project.build()).exitCode).toBe(0);
    expect(await project.values(names)).toEqual(['a']);
  });
});
