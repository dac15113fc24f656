// Protects the meaning of a node's hooks: each is rendered and run at its place, in the node's transaction or outside of it.

import { describe, expect, test } from 'vitest';
import type { DatabaseKind } from '../../support/databases.ts';
import { connectTo, createProjectRig, type ProjectRig } from '../../support/project-rig.ts';

const log = 'on-run-start: "create table if not exists log (at int generated always as identity, said text)"\n';
const said = 'select said from log order by at';

/** A hook that writes down what its own question is answered at its place. */
function noting(word: string, question = "'select count(*) from ' ~ this"): string {
  return `insert into log (said) values ('${word} {{ run_query(${question}).columns[0].values() | first }}')`;
}

/** A hook that writes down whether its question was asked in the transaction in which its statement runs. */
function inOne(word: string): string {
  const asked = "run_query('select pg_current_xact_id()::text').rows[0][0]";
  return `insert into log (said) select '${word} ' || (pg_current_xact_id()::text = '{{ ${asked} }}')`;
}

/** The names of those that are relations. */
function standing(...names: readonly string[]): string {
  return `select relname::text from pg_class where relname in (${names.map((name) => `'${name}'`).join(', ')})`;
}

function rig(kind: DatabaseKind, model: string, more: Readonly<Record<string, string>> = {}): Promise<ProjectRig> {
  return createProjectRig(kind, log, { 'models/m.sql': model, ...more });
}

describe.each(['server', 'embedded'] as const)('on %s', (kind) => {
  test('a hook asks the database at its own place, and sees what the hooks before it did', async () => {
    const project = await rig(
      kind,
      `{{ config(materialized='incremental', pre_hook=[
  "${noting('before', "'select count(*) from log'")}", "${noting('then', "'select count(*) from log'")}"],
  post_hook=["${noting('after')}", "delete from {{ this }} where id = 2", "${noting('at last')}"]) }}
select 1 as id union all select 2
`,
    );
    const { exitCode, output } = await project.build();
    expect(exitCode, output).toBe(0);
    expect(await project.values(said)).toEqual(['before 0', 'then 1', 'after 2', 'at last 1']);
    expect((await project.build()).exitCode).toBe(0);
    expect((await project.values(said)).slice(4)).toEqual(['before 4', 'then 5', 'after 3', 'at last 2']);
  });

  test("what a hook's questions write is written once, and the rendering goes on with the answer", async () => {
    const project = await rig(
      kind,
      `{{ config(materialized='table', post_hook="{% set made = run_query('insert into ' ~ this ~ ' values (2) returning id') %}
{%- call statement('second') %}insert into log (said) values ('2'){% endcall -%}
insert into log (said) select count(*) || ' {{ made.rows[0][0] }}' from {{ this }}") }}
select 1 as id`,
    );
    const { exitCode, output } = await project.build();
    expect(exitCode, output).toBe(0);
    expect(await project.values(said)).toEqual(['2', '2 2']);
  });

  test('hooks that fail take everything with them, and are told where they are written', async () => {
    const project = await createProjectRig(
      kind,
      `${log}models:\n  shop:\n    c:\n      +post-hook: "select {{ this }}.nothing"\n`,
      {
        'models/a.sql': `{{ config(materialized='table',
  pre_hook=["insert into log (said) values ('a')", "select 1 from gone"]) }}
select 1 as id`,
        'models/b.sql': "{{ config(materialized='table') }} select 1 as id",
        'models/_b.yml': `models:
  - name: b
    config:
      post_hook:
        - insert into log (said) values ('b; b'); insert into log (said) values ('b too')
        - |
          select 'ü; ü';
          select 1
          from {{ this }}
          where nothing = 1;
`,
        'models/c/c.sql': "{{ config(materialized='table') }} select 1 as id",
        'models/d.sql': `{{ config(materialized='table', post_hook="select {{ run_query('select x from ' ~ this) }}") }} select 1 as id`,
        'models/e.sql': `{{ config(materialized='table', post_hook="{{ asks() }}") }} select 1 as id`,
        'models/f.sql': `{{ config(materialized='table', post_hook="select {{ 1 / 0 if execute }}") }} select 1 as id`,
        'macros/asks.sql': "{% macro asks() %}\n  {% do run_query('select y') %}\n{% endmacro %}",
      },
    );
    const { exitCode, output, errors } = await project.build();
    expect(exitCode, errors).toBe(1);
    const told = [...output.matchAll(/error\[(\w+)\].*\n\s+--> (\S+)/g)].map(([, code, place]) => `${place} ${code}`);
    expect(told.sort()).toEqual([
      'macros/asks.sql:2:9 SQL_UNKNOWN_COLUMN',
      'models/_b.yml:10:17 SQL_UNKNOWN_COLUMN',
      'models/a.sql:2:67 SQL_UNKNOWN_RELATION',
      'models/d.sql:1:54 SQL_UNKNOWN_COLUMN',
      'models/f.sql:1:54 JINJA_VALUE',
      'project.yml:7:30 SQL_UNKNOWN_RELATION',
    ]);
    expect(output).toMatch(/in the macro 'asks', called here[^\n]*\n?[^\n]*models\/e\.sql:1:/);
    expect(await project.values(`${standing('a', 'b', 'c', 'd', 'e', 'f')} union all select said from log`)).toEqual(
      [],
    );
  });

  test("a statement that would end Smelt's transaction is refused before it is sent", async () => {
    const project = await createProjectRig(kind, log, {
      'models/a.sql': `{{ config(materialized='table', post_hook=["select 'commit'",
  "insert into log (said) values ('a'); rollback"]) }} select 1 as id`,
      'models/b.sql': "{{ config(materialized='table', pre_hook='commit') }} select 1 as id",
      'models/c.sql': `{{ config(materialized='table', post_hook="{% do run_query('end') %}") }} select 1 as id`,
      'models/d.sql': "{{ config(materialized='table') }} {% do run_query('abort') %} select 1 as id",
      'models/e.sql': `{{ config(materialized='table', post_hook=[after_commit("insert into log (said) values ('e')"),
  after_commit("begin; insert into log (said) values ('never')")]) }} select 1 as id`,
      'models/f.sql': `{{ config(materialized='table', pre_hook=before_begin("begin")) }} select 1 as id`,
      'models/g.sql': `{{ config(materialized='table',
  post_hook=after_commit("begin; insert into log (said) values ('g'); commit")) }} select 1 as id`,
      'models/h.sql': "{{ config(materialized='table', post_hook='vacuum log') }} select 1 as id",
    });
    const { exitCode, output } = await project.build();
    expect(exitCode).toBe(1);
    const told = [...output.matchAll(/error\[(\w+)\].*\n\s+--> (\S+)/g)].map(([, code, place]) => `${place} ${code}`);
    expect(told.sort()).toEqual([
      'models/a.sql:2:41 TRANSACTION_ENDED',
      'models/b.sql:1:43 TRANSACTION_ENDED',
      'models/c.sql:1:50 TRANSACTION_ENDED',
      'models/d.sql:1:42 TRANSACTION_ENDED',
      'models/e.sql:1:33 HOOK_AFTER_COMMIT',
      'models/f.sql:1:33 TRANSACTION_ENDED',
      'models/h.sql:1:33 SQL_FEATURE',
    ]);
    expect(output).toContain('Set `transaction: false` on a hook');
    const left = `${standing('a', 'b', 'c', 'd', 'e', 'f', 'g', 'h')} union all select said from log order by 1`;
    expect(await project.values(left)).toEqual(['e', 'e', 'g', 'g']);
    expect(await project.values("select relname from pg_class where relname like '%\\_new'")).toEqual([]);
  });

  test('hooks outside the transaction run before it begins and after it has committed, each for itself', async () => {
    const project = await rig(
      kind,
      `{{ config(materialized='table',
  pre_hook=[before_begin("${inOne('first')}"), "${inOne('second')}"],
  post_hook=["${inOne('third')}", after_commit("vacuum {{ this }}"), after_commit("${inOne('fourth')}")]) }}
select 1 as id`,
      {
        'seeds/s.csv': 'id\n1\n',
        'seeds/_s.yml': `seeds:
  - name: s
    config:
      pre_hook: { sql: vacuum log, transaction: false }
      post_hook: ["${noting('{{ this.identifier }}')}", { sql: "analyze {{ this }}", transaction: false }]
`,
      },
    );
    const { exitCode, output } = await project.build();
    expect(exitCode, output).toBe(0);
    const texts = await project.values(said);
    expect(texts).toContain('s 1');
    expect(texts.filter((text) => text !== 's 1')).toEqual([
      'first false',
      'second true',
      'third true',
      'fourth false',
    ]);
  });

  test('what a failed hook leaves depends on whether the commit was before it', async () => {
    const project = await rig(
      kind,
      `{{ config(materialized='table',
  post_hook=[after_commit("insert into log (said) values ('kept')"),
    after_commit("select gone from {{ this }}"), after_commit("insert into log (said) values ('never')")]) }}
select 1 as id`,
      {
        'models/child.sql': "select * from {{ ref('m') }}",
        'models/early.sql': `{{ config(materialized='table', pre_hook=[before_begin("insert into log (said) values ('early')"),
  before_begin("select gone")]) }} select 1 as id`,
      },
    );
    const { exitCode, output } = await project.build();
    expect(exitCode).toBe(1);
    expect(output).toContain(
      'error[HOOK_AFTER_COMMIT]: a post-hook of "m" failed after its data was committed: column "gone" does not exist',
    );
    expect(output).toMatch(/--> models\/m\.sql:3:26/);
    expect(output).toContain('what the node wrote stays, and 1 more hook did not run');
    expect(output).toMatch(/--> models\/early\.sql:2:24/);
    const left = await project.values(
      `select 'm ' || id from m union all select said from log union all ${standing('child', 'early')}
union all select status || ': ' || message from smelt.node_results where node_id = 'model.shop.m' order by 1`,
    );
    expect(left).toEqual([
      'early',
      'failed: a post-hook of "m" failed after its data was committed: column "gone" does not exist',
      'kept',
      'm 1',
    ]);
  });

  test('hooks see their node: a seed its relation and config, an incremental model what its template saw', async () => {
    const project = await rig(
      kind,
      `{{ config(materialized='incremental', post_hook="insert into log (said) values ('{{ is_incremental() }} {{ ref('other') }}')") }}
select 1 as id`,
      {
        'models/other.sql': 'select 1 as id',
        'seeds/s.csv': 'id\n1\n',
        'seeds/_s.yml': `seeds:
  - name: s
    config:
      delimiter: ","
      pre_hook: "insert into log (said) values ('{{ this }} {{ config.get('materialized') }} {{ model.resource_type }} {{ model.alias }}')"
`,
      },
    );
    const builds = [await project.build(), await project.build()];
    expect(builds.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    const texts = await project.values(`select replace(said, quote_ident(current_database()), 'db') from log`);
    expect(texts.map((text) => String(text).replace('"db"', 'db')).toSorted()).toEqual([
      'False db."public"."other"',
      'True db."public"."other"',
      'db."public"."s" seed seed s',
      'db."public"."s" seed seed s',
    ]);
  });

  test('they run for what is left alone, and only in a run', async () => {
    const hooks = `pre_hook=[before_begin("${noting('before', "'select 1'")}")], post_hook=["${noting('after')}"]`;
    const project = await rig(kind, `{{ config(materialized='view', ${hooks}) }} select 1 as id`);
    await project.build();
    expect((await project.build()).output).toMatch(/ unchanged +m /);
    const planned = await project.plan();
    expect(planned.exitCode, planned.output + planned.errors).toBe(0);
    expect(planned.output).toContain('-- post-hook\n');
    expect(planned.output).toContain("run_query('select count(*) from ' ~ this)");
    expect(await project.values(said)).toEqual(['before 1', 'after 1', 'before 1', 'after 1']);
  });
});

test('a connection lost in a hook after the commit fails the node, and the hook is not begun again', async () => {
  const project = await rig(
    'server',
    `{{ config(materialized='incremental', incremental_strategy='append',
  pre_hook=before_begin("insert into log (said) values ('before')"),
  post_hook=[after_commit("insert into log (said) values ('begun')"), after_commit("select pg_terminate_backend(pg_backend_pid())")]) }}
select 1 as id`,
  );
  const { exitCode, output } = await project.build();
  expect(exitCode).toBe(1);
  expect(output).not.toContain('retrying');
  expect(output).toContain('error[HOOK_AFTER_COMMIT]');
  expect(await project.values('select id from m')).toEqual([1]);
  expect(await project.values(said)).toEqual(['before', 'begun']);
});

test('a connection lost in the transaction begins the node again, its hooks with it', async () => {
  const project = await rig(
    'server',
    `{{ config(materialized='incremental', incremental_strategy='append',
  pre_hook=[before_begin("insert into log (said) values ('before')"), "insert into log (said) values ('inside')"],
  post_hook=["select count(*) from gate", after_commit("insert into log (said) values ('after')")]) }}
select 1 as id`,
  );
  const client = await connectTo(project);
  await client.query('create table gate (id int)');
  await client.query('begin; lock table gate');
  const running = project.build();
  const pid = await blockedBackend(client);
  await client.query('select pg_terminate_backend($1)', [pid]);
  await client.query('rollback');
  const { exitCode, output } = await running;
  expect(exitCode, output).toBe(0);
  expect(output.match(/retrying/g)).toHaveLength(1);
  expect(await project.values('select id from m')).toEqual([1]);
  expect(await project.values(said)).toEqual(['before', 'before', 'inside', 'after']);
});

async function blockedBackend(client: Awaited<ReturnType<typeof connectTo>>): Promise<number> {
  for (;;) {
    const { rows } = await client.query<{ pid: number }>(
      "select pid from pg_locks where relation = 'public.gate'::regclass and not granted",
    );
    const [row] = rows;
    if (row) return row.pid;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
