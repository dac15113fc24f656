// Protects what templates do on a database: hooks around a run, and the questions that models ask the catalog.

import { describe, expect, test } from 'vitest';
import type { DatabaseKind } from '../../support/databases.ts';
import type { ProjectFiles } from '../../support/project-files.ts';
import { createProjectRig } from '../../support/project-rig.ts';
import type { Ran } from '../../support/run-app.ts';

/** Builds the project on a database of its own, then reads a query's rows. */
async function built(
  kind: DatabaseKind,
  settings: string,
  files: ProjectFiles,
  query: string,
): Promise<Ran & { readonly rows: readonly (readonly unknown[])[] }> {
  const project = await createProjectRig(kind, settings, files);
  const ran = await project.build();
  return { ...ran, rows: await project.rows(query) };
}

describe.each(['server', 'embedded'] as const)('on %s', (kind) => {
  test('hooks run around the nodes, each in its own transaction, and the last know how the run ended', async () => {
    const settings = `on-run-start:
  - create table log (at int generated always as identity, said text)
  - "insert into log (said) values ('start {{ flags.WHICH }} {{ run_query('select count(*) from log').columns[0].values() | first }}')"
on-run-end:
  - "{% for r in results %}{% if loop.first %}insert into log (said) values {% endif %}('{{ r.node.name }} {{ r.status }}'){{ ',' if not loop.last }}{% endfor %}"
  - "insert into log (said) values ('{{ schemas | join }} {{ database_schemas | length }} {{ ref('a') }}')"
  - "{% if false %}never{% endif %}"
`;
    const files = {
      'models/a.sql': "{{ config(materialized='table') }} select 1 as id",
      'models/b.sql': "select 1 / (id - 1) as x from {{ ref('a') }}",
      'models/c.sql': "{{ config(materialized='table') }} select * from {{ ref('b') }}",
    };
    const { exitCode, rows } = await built(kind, settings, files, 'select said from log order by at');
    expect(rows.flat().map((said) => String(said).replace(/"[^"]*"\./, ''))).toEqual([
      'start build 0',
      'a success',
      'b success',
      'c error',
      'public 1 "public"."a"',
    ]);
    expect(exitCode).toBe(1);
  });

  test('invocation_id is the run as the state knows it, wherever a template asks', async () => {
    const settings = `on-run-start: ["create table log (id text)", "insert into log values ('{{ invocation_id }}')"]\n`;
    const files = {
      'models/a.sql': "{{ config(materialized='table') }} select '{{ invocation_id }}' as id",
    };
    const { rows } = await built(
      kind,
      settings,
      files,
      'select distinct r.run_id is not null from (table log union all table a) i left join smelt.runs r on r.run_id::text = i.id',
    );
    expect(rows).toEqual([[true]]);
  });

  test('a start that fails is told at its entry, and nothing is built on it', async () => {
    const settings = 'on-run-start: ["create table kept (id int)", "select nothing", "create table never (id int)"]\n';
    const ran = await built(
      kind,
      settings,
      { 'models/a.sql': 'select 1 as id' },
      "select relname from pg_catalog.pg_class where relname in ('kept', 'never', 'a')",
    );
    expect(ran.rows).toEqual([['kept']]);
    expect(ran.exitCode).toBe(1);
    expect(ran.output).toContain('error[SQL_UNKNOWN_COLUMN]: column "nothing" does not exist');
    expect(ran.output).toMatch(/--> project\.yml:3:54/);
  });

  test('those of packages run too, by the names of the packages, the last are the project’s; a model of a package keeps no partitions', async () => {
    const files = {
      'packages.yml': 'packages: [{ local: b }, { local: a }]\n',
      'a/dbt_project.yml': `name: alpha\nvars: { who: packages }\non-run-end: "insert into log (said) values ('alpha end {{ var('who') }}')"\n`,
      'b/dbt_project.yml': `name: beta
on-run-start: ["{{ begun() }}", "insert into log (said) values ('beta {{ model.name }}')"]
on-run-end: "insert into log (said) values ('beta end')"
`,
      'b/macros/begun.sql':
        '{% macro begun() %}create table log (at int generated always as identity, said text){% endmacro %}',
      'b/models/days.sql':
        "{{ config(materialized='view', partition_by={'field': 'd', 'granularity': 'day'}) }} select 1 as d",
    };
    const settings = `on-run-start: "insert into log (said) values ('root')"\non-run-end: "insert into log (said) values ('root end')"\n`;
    const { rows, exitCode, output, errors } = await built(kind, settings, files, 'select said from log order by at');
    expect(exitCode, output).toBe(0);
    const [first, ...others] = rows.flat();
    expect(first).toBe('beta beta-on-run-start-1');
    expect(others).toEqual(['root', 'alpha end packages', 'beta end', 'root end']);
    expect(errors + output).toContain('without effect here: partition_by (b/models/days.sql:1:');
  });

  test('a pair begin … commit of a hook is a transaction of its own: what fails behind it leaves it', async () => {
    const hook =
      "create table log (said text); begin; insert into log values ('one'); commit; " +
      "insert into log values ('two'); begin; insert into log values ('undone'); rollback; insert into log values (1 / 0)";
    const settings = `on-run-start: "${hook}"\non-run-end: "insert into log values ('end')"\n`;
    const files = { 'models/a.sql': 'select 1 as id' };
    const ran = await built(
      kind,
      settings,
      files,
      "select said from log union all select 'a' from pg_class where relname = 'a'",
    );
    expect(ran.exitCode).toBe(1);
    expect(ran.rows.flat()).toEqual(['one', 'two', 'end']);
  });

  test('a commit without begin ends a transaction, in the text of a hook and in what its template asks', async () => {
    const text =
      "create table log (said text); insert into log values ('text'); commit; insert into log values (1 / 0)";
    const asks = `{% do run_query("insert into log values ('asked')") %}{% do adapter.commit() %}{% do run_query("insert into log values ('undone')") %}insert into log values (1 / 0)`;
    const settings = `flags: { skip_nodes_if_on_run_start_fails: false }\non-run-start: "${text}"\non-run-end: '${asks.replaceAll("'", "''")}'\n`;
    const ran = await built(kind, settings, { 'models/a.sql': 'select 1 as id' }, 'select said from log');
    expect(ran.exitCode).toBe(1);
    expect(ran.rows.flat(), ran.output).toEqual(['text', 'asked']);
    expect(ran.output.match(/division by zero/g)?.length, ran.output).toBeGreaterThanOrEqual(2);
  });

  test('nodes are built on a failed start where the project asks for that', async () => {
    const settings = 'flags: { skip_nodes_if_on_run_start_fails: false }\non-run-start: "select nothing"\n';
    const ran = await built(kind, settings, { 'models/a.sql': 'select 1 as id' }, 'select id from a');
    expect([ran.exitCode, ran.rows]).toEqual([1, [[1]]]);
  });

  test('in the transaction of a node a pair within one hook is a savepoint, which is reported; a pair across hooks is refused', async () => {
    const files = {
      'models/a.sql': `{{ config(materialized='table', post_hook="begin; insert into {{ this }} values (2); commit; begin; insert into {{ this }} values (3); rollback") }} select 1 as id`,
      'models/b.sql': `{{ config(materialized='table', post_hook=["begin", "insert into {{ this }} values (2)", "commit"]) }} select 1 as id`,
    };
    const ran = await built(
      kind,
      '',
      files,
      "select id::text from a union all select relname from pg_class where relname = 'b'",
    );
    expect(ran.rows.flat()).toEqual(['1', '2']);
    expect(ran.output.match(/TRANSACTION_NESTED/g)).toHaveLength(1);
    expect(ran.output).toContain('error[TRANSACTION_ENDED]');
  });

  test('the catalog answers what templates ask of it', async () => {
    const asks = `{{ config(materialized='table') }}
{% set a = adapter.get_relation(target.database, 'public', 'a') %}
{% set gone = load_relation(api.Relation.create(database=target.database, schema='public', identifier='gone')) %}
{% set columns = adapter.get_columns_in_relation(ref('m')) %}
select '{{ a.type }}' as a_type, {{ 'true' if gone is none else 'false' }} as gone,
  '{% for c in columns %}{{ c.name }}:{{ c.data_type }} {% endfor %}' as columns,
  '{{ adapter.get_missing_columns(ref('m'), ref('a')) | map(attribute='name') | join(' ') }}' as missing,
  '{{ adapter.check_schema_exists(target.database, 'public') }} {{ adapter.check_schema_exists(target.database, 'nope') }}' as schemas,
  '{{ run_query('select day from ' ~ ref('a')).rows[0][0].strftime('%d.%m.%Y') }}' as day,
  '{{ get_columns_in_query('select 1 as x, 2 as y') | join(',') }}' as names
`;
    const files = {
      'models/a.sql': "select date '2026-01-31' as day",
      'models/m.sql': `{{ config(materialized='materialized_view') }}
        select day, 'x'::varchar(7) as v, 1.5::numeric(10,2) as n, now()::timestamptz as t, array[1] as l from {{ ref('a') }}`,
      'models/asks.sql': asks,
    };
    const { rows, output, exitCode } = await built(kind, '', files, 'select * from asks');
    expect(exitCode, output).toBe(0);
    expect(rows).toEqual([
      [
        'view',
        true,
        'day:date v:character varying(7) n:numeric(10,2) t:timestamp with time zone l:ARRAY ',
        'v n t l',
        'True False',
        '31.01.2026',
        'x,y',
      ],
    ]);
  });
});
