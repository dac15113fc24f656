// Protects what keeps rows from readers: policies and row security are never taken off because a record of the state says that a hook
// had made them, whoever wrote that record; hooks that are there make their own anew, and may be edited.

import { describe, expect, test } from 'vitest';
import { hookId } from '../../../src/plan/shape/made-parts.ts';
import { createProjectRig, type ProjectRig } from '../../support/project-rig.ts';
import { kindsTried } from '../../support/whole.ts';

const rows = 'select i as id, i % 2 = 0 as even from generate_series(1, 9) as i';
const model = (hooks: readonly string[], config = "materialized='table'", query = rows) =>
  `{{ config(${config}, post_hook=${JSON.stringify(hooks)}) }} ${query}`;
const secured = 'alter table {{ this }} enable row level security';
const seen = (condition: string) => `create policy seen on {{ this }} for select using (${condition})`;

const guards = async (project: ProjectRig, table = 't') =>
  (
    await project.values(`select concat_ws(' ', relrowsecurity, relforcerowsecurity, (
      select string_agg(polname || ' ' || pg_get_expr(polqual, polrelid) || coalesce(' -- ' || obj_description(p.oid, 'pg_policy'), ''), ', ' order by polname)
      from pg_policy p where polrelid = c.oid)) from pg_class c where oid = 'public.${table}'::regclass`)
  )[0];

/** What somebody writes into the record who may write there: everything that stands on the table is a hook's. */
async function forge(project: ProjectRig, hook: string): Promise<void> {
  await project.values(`update smelt.relations set made = coalesce(jsonb_path_query_array(made, '$[*] ? (@.kind != "policy" && !(@.name like_regex "row security"))'), '[]') || (
    select jsonb_agg(jsonb_build_object('kind', kind, 'name', name, 'definition', definition, 'origin', 'hook', 'hook', '${hook}')) from (
      select 'setting', 'row security', '' union all select 'setting', 'force row security', ''
      union all select 'policy', polname, concat_ws(' ', polcmd, polpermissive, 'public', 'using ' || pg_get_expr(polqual, polrelid))
      from pg_policy where polrelid = 'public.t'::regclass
    ) as part (kind, name, definition)) where relation_name = 't'`);
}

async function byHand(project: ProjectRig): Promise<void> {
  await project.values('alter table public.t enable row level security, force row level security');
  await project.values('create policy p2 on public.t using (id < 7)');
  await project.values("comment on policy p2 on public.t is 'by hand'");
}
const whole = 't t p2 (id < 7) -- by hand';

describe.each(kindsTried)('on %s', (kind) => {
  test('a record that says a hook had made what people made takes nothing off', async () => {
    const hooks = ['create index if not exists t_id on {{ this }} (id)', 'alter table {{ this }} add primary key (id)'];
    const project = await createProjectRig(kind, '', { 'models/t.sql': model([]) });
    expect(await project.build()).toMatchObject({ exitCode: 0 });
    await byHand(project);
    // Of a hook that is not there, and of hooks that run and meet what they made: a swap, a batch, rows in place.
    const [, key = ''] = hooks;
    const ways = [
      [[], "materialized='table'"],
      [[], "materialized='table', publish='swap'"],
      [hooks, "materialized='table'"],
      [hooks, "materialized='table', publish='swap'"],
      [hooks, "materialized='incremental', unique_key='id'"],
      [hooks, "materialized='table', publish='in_place'"],
    ] as const;
    // Opening the embedded database takes most of the time there.
    for (const [listed, config] of kind === 'server' ? ways : ways.slice(2, 4)) {
      await project.write({ 'models/t.sql': model(listed, config) });
      for (const mark of ['abc', hookId({ sql: key })]) {
        await forge(project, mark);
        const { exitCode, output, errors } = await project.build();
        expect(exitCode, output + errors).toBe(0);
        expect(await guards(project), `${config} ${mark}`).toBe(whole);
      }
    }
  }, 120_000);

  test('a node that fails has taken nothing off before', async () => {
    const project = await createProjectRig(kind, '', { 'models/t.sql': model([]) });
    await project.build();
    await byHand(project);
    await forge(project, 'abc');
    await project.values('create view public.theirs as select id, even from public.t');
    await project.write({
      'models/t.sql': model([], "materialized='table'", `select i as other from (${rows}) as r (i)`),
    });
    const { exitCode, errors, output } = await project.build();
    expect(exitCode).toBe(1);
    expect(errors + output).toContain('PUBLISH_REFUSED');
    expect(await guards(project)).toBe(whole);
  });

  test('hooks make their own anew, swapped or not, and may be edited; what none makes any more stays and is reported once', async () => {
    const named = { t: "materialized='table', publish='swap'", kept: "materialized='incremental', unique_key='id'" };
    const write = (project: ProjectRig, hooks: readonly string[]) =>
      project.write({ 'models/t.sql': model(hooks, named.t), 'models/kept.sql': model(hooks, named.kept) });
    const project = await createProjectRig(kind, '', { 'models/t.sql': 'select 1 as id' });
    const built = async () => {
      const { exitCode, output, errors } = await project.build();
      expect(exitCode, output + errors).toBe(0);
      return output + errors;
    };
    const both = async () => [await guards(project), await guards(project, 'kept')];
    const steps = [
      // The condition names the table itself, which has another name while it waits.
      [[secured, seen('exists (select from pg_class where oid = id)')], /^t f seen \(EXISTS/],
      [[secured, seen('id > 0')], /^t f seen \(id > 0\)$/],
      [[secured, seen('id > 0'), 'create index on {{ this }} (even)'], /^t f seen \(id > 0\)$/],
      [[`${secured};\n${seen('id > 1')}`], /^t f seen \(id > 1\)$/],
    ] as const;
    for (const [hooks, expected] of steps) {
      await write(project, hooks);
      for (const run of [1, 2]) {
        expect(await built(), `run ${run}`).not.toContain('GUARD_KEPT');
        expect(await both()).toEqual([expect.stringMatching(expected), expect.stringMatching(expected)]);
      }
    }
    await write(project, []);
    const told = await built();
    expect(told).toContain('"t" keeps the policy "seen", which no hook of it makes any more');
    expect(told).toContain('drop policy "seen" on "public"."t"');
    expect(told).toContain('"kept" keeps row security, which no hook of it makes any more');
    expect(told).toContain('alter table "public"."kept" disable row level security');
    expect(await both()).toEqual(['t f seen (id > 1)', 't f seen (id > 1)']);
    // From here on it is people's, which publish: swap refuses to lose.
    await project.write({ 'models/t.sql': model([]) });
    expect(await built()).not.toContain('GUARD_KEPT');
    expect(await both()).toEqual(['t f seen (id > 1)', 't f seen (id > 1)']);
  }, 120_000);

  test('a view keeps its security options', async () => {
    const view = (hooks: readonly string[], query: string) => model(hooks, "materialized='view'", query);
    const project = await createProjectRig(kind, '', { 'models/v.sql': view([], 'select 1 as id') });
    await project.build();
    await project.values('alter view public.v set (security_barrier = true, security_invoker = true)');
    for (const query of ['select 2 as id', "select 'x'::text as other"]) {
      await project.values(`update smelt.relations set made =
        '[{"kind":"setting","name":"security_barrier","definition":"true","origin":"hook","hook":"abc"},
          {"kind":"setting","name":"security_invoker","definition":"true","origin":"config","hook":null}]'`);
      await project.write({ 'models/v.sql': view([], query) });
      expect(await project.build()).toMatchObject({ exitCode: 0 });
      expect(await project.values("select reloptions from pg_class where relname = 'v'")).toEqual([
        ['security_barrier=true', 'security_invoker=true'],
      ]);
    }
  });
});
