// What hooks and config put on a relation is there once after every run, as after a fresh build, and goes when they go; what
// people put there is neither taken for theirs nor lost.

import { describe, expect, test } from 'vitest';
import { createProjectRig, type ProjectRig } from '../../support/project-rig.ts';
import { kindsTried } from '../../support/whole.ts';

const start = `on-run-start: "create or replace function noted() returns trigger language plpgsql as 'begin return new; end'"\n`;

/** None of them is written so that it could run twice over the same relation. */
const everyKind = [
  'create index on {{ this }} (v)',
  'create unique index {{ this.name }}_named on {{ this }} (lower(v), id) where id > 0',
  'alter table {{ this }} add check (id > 0)',
  'alter table {{ this }} add constraint {{ this.name }}_named_check check (id > -1)',
  'alter table {{ this }} add primary key (id)',
  'create trigger noted after insert on {{ this }} for each row execute function noted()',
  'alter table {{ this }} enable row level security',
  'create policy seen on {{ this }} for select using (id > 0)',
  'create statistics {{ this.name }}_statistics on id, v from {{ this }}',
  "comment on column {{ this }}.v is 'by a hook'",
  'grant select on {{ this }} to public',
  'alter table {{ this }} set (fillfactor = 70)',
  "alter table {{ this }} alter v set default 'x', alter v set statistics 7",
];
const listed = (hooks: readonly string[]) => `post_hook=[${hooks.map((hook) => JSON.stringify(hook)).join(', ')}]`;
const rows = "select i as id, 'v' || i as v from generate_series(1, 3) as i";

type Parts = Readonly<Record<string, readonly string[]>>;

/** Everything on each relation of the schema, by kind, name and definition, without its OID. */
async function partsOf(project: ProjectRig): Promise<Parts> {
  const found = await project.rows(`select r.relname::text, array_agg(part.told order by part.told collate "C")
  from pg_class r cross join lateral (
    select 'index ' || pg_get_indexdef(indexrelid) from pg_index where indrelid = r.oid
    union all select 'constraint ' || conname || ' ' || pg_get_constraintdef(oid) from pg_constraint where conrelid = r.oid and contype <> 'n'
    union all select pg_get_triggerdef(oid) from pg_trigger where tgrelid = r.oid and not tgisinternal
    union all select 'policy ' || polname || ' ' || pg_get_expr(polqual, polrelid) from pg_policy where polrelid = r.oid
    union all select pg_get_ruledef(oid) from pg_rewrite where ev_class = r.oid and rulename <> '_RETURN'
    union all select pg_get_statisticsobjdef(oid) from pg_statistic_ext where stxrelid = r.oid
    union all select 'comment ' || objsubid || ' ' || description from pg_description
      where objoid = r.oid and classoid = 'pg_class'::regclass
    union all select concat_ws(' ', 'settings', r.reloptions::text, (select string_agg(acl::text, ',' order by acl::text)
      from unnest(r.relacl) acl where acl::text like '=%'), r.relrowsecurity)
    union all select concat_ws(' ', 'column', attname, attnotnull, nullif(attstattarget, -1), pg_get_expr(adbin, adrelid))
      from pg_attribute left join pg_attrdef on adrelid = attrelid and adnum = attnum
      where attrelid = r.oid and attnum > 0 and not attisdropped
  ) as part (told) where r.relnamespace = 'public'::regnamespace and r.relkind in ('r', 'p', 'v', 'm') group by 1`);
  return Object.fromEntries(found.map(([name, told]) => [String(name), told as readonly string[]]));
}

async function built(project: ProjectRig, options = {}): Promise<void> {
  const { exitCode, output, errors } = await project.build(options);
  expect(exitCode, output + errors).toBe(0);
}

describe.each(kindsTried)('on %s', (kind) => {
  test('what hooks make, and their config, is there once after every run, and as a fresh build makes it when they change', async () => {
    const swapped = (hooks: readonly string[]) => `{{ config(materialized='table', ${listed(hooks)}) }} ${rows}`;
    const stays = (hooks: readonly string[]) =>
      `{{ config(materialized='table', indexes=[{'columns': ['id', 'v']}], ${listed(hooks)}) }} ${rows}`;
    const batches = (hooks: readonly string[]) =>
      `{{ config(materialized='incremental', unique_key='id', ${listed(hooks)}) }} ${rows}`;
    const seeded = (hooks: readonly string[]) =>
      `seeds:\n  - name: seeded\n    config:\n      post_hook: ${JSON.stringify(hooks)}\n`;
    const viewed = (hooks: readonly string[]) => `{{ config(materialized='view', ${listed(hooks)}) }} ${rows}`;
    const refreshed = (hooks: readonly string[]) =>
      `{{ config(materialized='materialized_view', ${listed(hooks)}) }} select * from {{ ref('stays') }}`;
    const onView = [
      'create trigger noted instead of insert on {{ this }} for each row execute function noted()',
      'create rule put as on update to {{ this }} do instead nothing',
      "comment on view {{ this }} is 'by a hook'",
      'grant select on {{ this }} to public',
      "alter view {{ this }} alter v set default 'x'",
    ];
    const onMaterialized = [
      'create index on {{ this }} (v)',
      'create unique index refreshed_key on {{ this }} (id)',
      "comment on materialized view {{ this }} is 'by a hook'",
      'grant select on {{ this }} to public',
    ];
    const outside = { sql: 'create index on {{ this }} (v, id)', transaction: false };
    const project = await createProjectRig(kind, start, {
      'models/swapped.sql': swapped(everyKind),
      'models/stays.sql': stays(everyKind),
      'models/batches.sql': batches(everyKind),
      'models/viewed.sql': viewed(onView),
      'models/refreshed.sql': refreshed(onMaterialized),
      'models/outside.sql': `{{ config(materialized='incremental', post_hook=${JSON.stringify([outside]).replace('false', 'False')}) }} ${rows}`,
      'seeds/seeded.csv': 'id,v\n1,v1\n2,v2\n',
      'seeds/_seeds.yml': seeded(everyKind),
    });
    const all = () => partsOf(project);
    await built(project);
    const fresh = await all();
    // One more on a server; opening the embedded database takes most of the time there.
    for (let run = 2; run <= (kind === 'server' ? 3 : 2); run += 1) {
      if (run === 2) await project.write({ 'seeds/seeded.csv': 'id,v\n1,v1\n2,w2\n3,v3\n' });
      await built(project);
      expect(await all(), `run ${run}`).toEqual(fresh);
    }

    // Without its hooks nothing of theirs is left, also where the relation stays, but what keeps rows from readers.
    await project.write({
      'models/swapped.sql': swapped([]),
      'models/stays.sql': `{{ config(materialized='table') }} ${rows}`,
      'models/batches.sql': batches(everyKind.slice(0, 1)),
      'models/viewed.sql': viewed([]),
      'models/refreshed.sql': refreshed([]),
      'models/outside.sql': `{{ config(materialized='incremental') }} ${rows}`,
      'seeds/_seeds.yml': seeded([]),
    });
    await built(project);
    const columns = [expect.stringMatching(/^column id f/), expect.stringMatching(/^column v f/)];
    const without = await all();
    for (const name of ['refreshed', 'outside', 'viewed'])
      expect(without[name], name).toEqual([...columns, 'settings f']);
    for (const name of ['swapped', 'stays', 'seeded'])
      expect(without[name], name).toEqual([...columns, 'policy seen (id > 0)', 'settings t']);
    expect(without.batches).toHaveLength(5);
  }, 180_000);
});
