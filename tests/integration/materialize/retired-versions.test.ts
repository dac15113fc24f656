// Columns change below Smelt's own views: their readers keep the version before until each view has had its own turn.

import { Client } from 'pg';
import { beforeAll, describe, expect, test } from 'vitest';
import { planCommand } from '../../../src/app/plan-command.ts';
import type { Database } from '../../../src/database/database.ts';
import type { Target } from '../../../src/project/target.ts';
import { userText } from '../../../src/sql/sql.ts';
import { grantable, settlePrivileges } from '../../../src/state/state-privileges.ts';
import { createDatabaseWithState, describeOnBoth, openTarget } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelNode } from '../../support/plan-inputs.ts';
import { type ProjectFiles, writeFiles, writeProject } from '../../support/project-files.ts';
import { execute, noOptions, runApp } from '../../support/run-app.ts';

const leftovers = `select relname from pg_class where relnamespace = 'smelt'::regnamespace and relname like '%retired%' and relname not like 'pg_%'
  union all select relation_name from smelt.relations where schema_name = 'smelt' order by 1`;

/** stg → mid → mart, totals (with a unique index) and copies, with the second column called `column` on every layer. */
function layers(column: string): ProjectFiles {
  return {
    'models/stg.sql': `select id, word as ${column} from (values (1, 'one'), (2, 'two'), (3, 'three')) as t (id, word)`,
    'models/mid.sql': `select id, ${column} from {{ ref('stg') }}`,
    'models/mart.sql': `select ${column}, id from {{ ref('mid') }}`,
    'models/totals.sql': `{{ config(materialized='materialized_view', indexes=[{'columns': ['${column}'], 'unique': true}]) }}
select ${column}, count(*) as n from {{ ref('mid') }} group by 1`,
    'models/copies.sql': `{{ config(materialized='table') }} select * from {{ ref('mid') }}`,
  };
}
const relations = ['stg', 'mid', 'mart', 'totals', 'copies'];

function projectFile(target: Target): string {
  const place =
    target.kind === 'embedded' ? `type: embedded, path: ${target.path}` : `type: postgres, url: "${target.url}"`;
  return `name: shop\ntargets: { dev: { ${place}, schema: public } }`;
}

/** A built project on a database of its own. */
async function onProject(
  kind: Target['kind'],
  files: ProjectFiles,
  work: (project: Project) => Promise<void>,
): Promise<void> {
  const database = await createDatabaseWithState(kind);
  try {
    const root = await writeProject({ 'project.yml': projectFile(database.target), ...layers('word'), ...files });
    const rows = async (text: string) => {
      const opened = await openTarget(database.target);
      try {
        return await rowsOf(opened, text);
      } finally {
        await opened.close();
      }
    };
    expect((await execute(root, 'run')).exitCode).toBe(0);
    await work({ root, target: database.target, rows });
  } finally {
    await database.drop();
  }
}

interface Project {
  readonly root: string;
  readonly target: Target;
  rows(text: string): Promise<readonly (readonly unknown[])[]>;
}

async function rowsOf(database: Database, text: string): Promise<readonly (readonly unknown[])[]> {
  return database.withSession(async (session) => (await session.query(userText(text))).rows);
}

const leftoverCount = `select count(*)::int from (${leftovers}) as left_over`;
const firstColumns = `select string_agg(c.relname || '.' || a.attname, ' ' order by c.relname) from pg_class c
  join pg_attribute a on a.attrelid = c.oid and a.attname in ('word', 'term')
  where c.relnamespace = 'public'::regnamespace and c.relkind in ('v', 'm', 'r')`;

describe.each(['server', 'embedded'] as const)('on %s', (kind) => {
  test('a column is renamed through all layers by one run', () =>
    onProject(kind, {}, async ({ root, rows }) => {
      await rows('grant select on public.stg, public.mid, public.totals to public');
      await writeFiles(root, layers('term'));
      const ran = await execute(root, 'run');
      expect([ran.exitCode, ran.output, ran.errors]).toEqual([
        0,
        expect.not.stringContaining('RETIRED_VERSION_READ'),
        '',
      ]);
      const state = `select (${firstColumns}), (select string_agg(term || n, ' ' order by term) from public.totals), (${leftoverCount}),
        (select count(*)::int from pg_class where relname in ('stg', 'mid', 'totals') and relacl::text like '%=r/%')`;
      expect(await rows(state)).toEqual([
        ['copies.term mart.term mid.term stg.term totals.term', 'one1 three1 two1', 0, 3],
      ]);
      expect((await execute(root, 'run')).output).toContain('unchanged');
    }));

  test('where a node in the middle fails, its readers keep what they had, and the next run goes on', () =>
    onProject(kind, {}, async ({ root, rows }) => {
      await writeFiles(root, { ...layers('term'), 'models/mid.sql': "select id, wrong from {{ ref('stg') }}" });
      for (const word of ['one', 'uno']) {
        const stg = `select id, word as term from (values (1, '${word}'), (2, 'two'), (3, 'three')) as t (id, word)`;
        await writeFiles(root, { 'models/stg.sql': stg });
        const ran = await execute(root, 'run');
        expect(ran.exitCode).toBe(1);
        expect(ran.output).toContain('"public"."mid" still reads stg as it was before its columns changed');
        expect(ran.output).toContain('Run `smelt run --select mid`');
        const state = `select (select word from public.mart where id = 1), (select count(word)::int from public.totals),
          (select term from public.stg where id = 1)`;
        expect(await rows(state)).toEqual([['one', 3, word]]);
      }
      // A refresh of what stands on the version before is a refresh of that version.
      await rows('refresh materialized view public.totals');
      await writeFiles(root, { 'models/mid.sql': layers('term')['models/mid.sql'] ?? '' });
      const healed = await execute(root, 'run');
      expect([healed.exitCode, healed.output]).toEqual([0, expect.not.stringContaining('still reads')]);
      expect(await rows(`select term, (${leftoverCount}) from public.mart where id = 1`)).toEqual([['uno', 0]]);
    }));

  test('a view that does not fit for reasons of types and kinds alone stays behind as well', () => {
    const stg = (select: string, kind = 'table') => `{{ config(materialized='${kind}') }} ${select}`;
    const byDay = (before: string) =>
      `select id, count(*) over (order by day range between ${before} preceding and current row) as n from {{ ref('days') }}`;
    const files = {
      'models/days.sql': stg("select 1 as id, date '2020-01-01' as day"),
      'models/windows.sql': byDay("interval '7 days'"),
      'models/samples.sql': "select id from {{ ref('days') }} tablesample bernoulli (100)",
    };
    return onProject(kind, files, async ({ root, rows }) => {
      await writeFiles(root, { 'models/days.sql': stg('select 2 as id, 5 as day', 'view') });
      const first = await execute(root, 'run', { select: ['days'] });
      expect([first.exitCode, first.errors]).toEqual([0, '']);
      expect(first.output.match(/"public"."windows" still reads days/g)).toHaveLength(1);
      const state = "select (select id || ' ' || n from public.windows), (select id from public.samples)";
      expect(await rows(state)).toEqual([['1 1', 1]]);
      await writeFiles(root, {
        'models/windows.sql': byDay('7'),
        'models/samples.sql': "select id from {{ ref('days') }}",
      });
      const healed = await execute(root, 'run');
      expect([healed.exitCode, healed.output]).toEqual([0, expect.not.stringContaining('still reads')]);
      expect(await rows(`${state}, (${leftoverCount})`)).toEqual([['2 1', 2, 0]]);
    });
  });

  test.each(['', "{{ config(materialized='materialized_view') }}"])(
    'where the order of views is turned round and only one is built, no circle comes of it (%#)',
    (config) => {
      const files = {
        'models/lower.sql': "select id from {{ ref('copies') }}",
        'models/upper.sql': "select id from {{ ref('lower') }}",
        'models/top.sql': "select id from {{ ref('upper') }}",
        'models/reader.sql': `${config} select id from {{ ref('lower') }}`,
      };
      return onProject(kind, files, async ({ root, rows }) => {
        await writeFiles(root, {
          'models/upper.sql': "select id from {{ ref('copies') }}",
          'models/lower.sql': "select id from {{ ref('top') }}",
        });
        const state = `select (select count(*)::int from public.lower), (select count(*)::int from public.top),
          (select count(*)::int from public.reader), (${leftoverCount})`;
        const refused = await execute(root, 'run', { select: ['lower'] });
        expect([refused.exitCode, refused.errors]).toEqual([1, '']);
        expect(refused.output).toContain('error[PUBLISH_REFUSED]: "lower" would come to read itself');
        expect(refused.output).toContain('for example: view public.upper (owner ');
        expect(refused.output).toContain('`smelt run --select +lower`');
        expect(await rows(state)).toEqual([[3, 3, 3, 0]]);
        const ran = await execute(root, 'run', { select: ['+lower'] });
        expect([ran.exitCode, ran.errors]).toEqual([0, '']);
        expect(await rows(state)).toEqual([[3, 3, 3, 0]]);
      });
    },
  );

  test('what is not selected, or has lost its model, stays behind with a warning; `plan` tells what does', () =>
    onProject(kind, { 'models/orphan.sql': "select word from {{ ref('stg') }}" }, async ({ root, rows }) => {
      await writeFiles(root, { ...layers('term'), 'models/orphan.sql': '{{ config(enabled=false) }} select 1 as a' });
      const first = await execute(root, 'run', { select: ['stg'] });
      expect([first.exitCode, first.errors]).toEqual([0, '']);
      expect(first.output).toContain('"public"."mid" still reads stg');
      expect(first.output).toContain('No model of the project makes it any more');
      const planned = await runApp(root, (io) => planCommand({ ...noOptions, select: ['mid'], statements: false }, io));
      expect(planned.output).toBe(
        `replace view "public"."mid"; totals keeps reading the version before until it is rebuilt
1 relation of Smelt's belongs to no model any more (\`smelt clean --orphans\`):
  view "public"."orphan", of model.shop.orphan
`,
      );
      const second = await execute(root, 'run', { select: ['mid'], warnError: true });
      expect([second.exitCode, second.output]).toEqual([1, expect.not.stringContaining('"public"."mid" still')]);
      expect(second.output).toContain('"public"."mart" still reads mid as');
      expect(second.output).toContain('"public"."totals" still reads mid as');
      await rows('drop view public.orphan');
      const third = await execute(root, 'run', { select: ['mart', 'totals'] });
      expect([third.exitCode, third.output]).toEqual([0, expect.not.stringContaining('still reads')]);
      expect(await rows(leftovers)).toEqual([]);
    }));
});

describe('beside readers', () => {
  async function withClient<T>(target: Target, work: (client: Client) => Promise<T>): Promise<T> {
    const client = new Client({ connectionString: target.kind === 'server' ? target.url : '' });
    await client.connect();
    try {
      return await work(client);
    } finally {
      await client.end();
    }
  }

  test('a reader of all layers never gets an error, and never other than whole content', () =>
    onProject('server', {}, async ({ root, target }) => {
      for (const column of ['term', 'word', 'name']) {
        await writeFiles(root, layers(column));
        await withClient(target, async (client) => {
          const building = execute(root, 'run');
          let built = false;
          building.finally(() => {
            built = true;
          });
          const columns = new Set<string>();
          const readAll = async () => {
            for (const relation of relations) {
              const { rows, fields } = await client.query(`select * from public.${relation}`);
              expect([relation, rows.length]).toEqual([relation, 3]);
              columns.add(`${relation}.${fields.find(({ name }) => name !== 'id' && name !== 'n')?.name}`);
            }
          };
          while (!built) await readAll();
          expect((await building).exitCode).toBe(0);
          await readAll();
          expect([...columns]).toEqual(expect.arrayContaining(relations.map((relation) => `${relation}.${column}`)));
        });
      }
    }));

  test('a version that a session still has open is not waited for: a later run drops it', () =>
    onProject('server', {}, async ({ root, target, rows }) => {
      await writeFiles(root, { 'models/stg.sql': layers('term')['models/stg.sql'] ?? '' });
      await execute(root, 'run', { select: ['stg'] });
      const [[version] = []] = await rows(leftovers);
      await withClient(target, async (client) => {
        await client.query('begin');
        await client.query(`select * from smelt."${version}"`);
        await writeFiles(root, layers('term'));
        const ran = await execute(root, 'run');
        expect([ran.exitCode, ran.output]).toEqual([0, expect.not.stringContaining('still reads')]);
        expect(await rows(leftovers)).toEqual([[version], [version]]);
        await client.query('commit');
      });
      await execute(root, 'run', { select: ['stg'] });
      expect(await rows(leftovers)).toEqual([]);
    }));
});

describeOnBoth('a node whose columns change', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(() => rig.prepare());

  const oidOf = async (name: string) => (await rig.rows(`select 'public.${name}'::regclass::oid::int as oid`))[0]?.oid;
  const view = (name: string) => modelNode(name, { config: { materialized: 'view' } });
  const totals = (name: string) => modelNode(name, { config: { materialized: 'materialized_view' } });

  test('is retired as often as it changes, each version for its readers, with its indexes', async () => {
    const table = modelNode('often', {
      config: { materialized: 'table', indexes: [{ name: 'often_by', columns: ['id'] }] },
    });
    await rig.model(table, 'select 1 as id, 10 as a, 20 as b');
    await rig.model(view('reads_a'), 'select a from public.often');
    await rig.model(view('reads_b'), 'select b from public.often');
    await rig.model(totals('sums_b'), 'select sum(b)::int as b from public.often');
    expect((await rig.model(table, 'select 2 as id, 21 as b, 30 as c')).plan.summary).toBe('swap');
    expect(await rig.rows('select a, b from public.reads_a, public.reads_b')).toEqual([{ a: 10, b: 21 }]);
    await rig.model(view('reads_c'), 'select b, c from public.often');
    expect((await rig.model(table, 'select 3 as id, 31 as c')).plan.summary).toBe('swap');
    const now =
      'select (select a from public.reads_a) as a, (select b from public.reads_b) as b, (select b from public.sums_b) as sum';
    expect(await rig.rows(now)).toEqual([{ a: 10, b: 21, sum: 20 }]);
    expect(await rig.rows(leftovers)).toHaveLength(2 * 2 + 2);
    expect(await rig.rows("select tablename from pg_indexes where indexname = 'often_by'")).toEqual([
      { tablename: 'often' },
    ]);
    for (const name of ['reads_a', 'reads_b', 'reads_c']) await rig.model(view(name), 'select c from public.often');
    expect((await rig.rows(leftovers)).length).toBeGreaterThan(0);
    expect((await rig.model(totals('sums_b'), 'select sum(c)::int as b from public.often')).plan.summary).toBe(
      'replace',
    );
    expect(await rig.rows('select b from public.sums_b')).toEqual([{ b: 31 }]);
    expect(await rig.rows(leftovers)).toEqual([]);
  });

  test('stays what it is for a materialized view while its columns do, and is swapped when their types change', async () => {
    const table = modelNode('typed', { config: { materialized: 'table' } });
    await rig.model(table, 'select 1 as id');
    await rig.model(view('typed_view'), 'select id from public.typed');
    await rig.model(totals('typed_sums'), 'select t.id from public.typed as t join public.typed_view using (id)');
    const before = [await oidOf('typed'), await oidOf('typed_view')];
    await rig.model(table, 'select 2 as id');
    await rig.model(view('typed_view'), 'select id, 1 as more from public.typed');
    expect([await oidOf('typed'), await oidOf('typed_view')]).toEqual(before);
    await rig.model(table, 'select 3::bigint as id');
    expect(await oidOf('typed')).not.toBe(before[0]);
    // Both are of the version before: the view does not fit, the materialized one cannot be moved.
    await rig.execute('refresh materialized view public.typed_sums');
    expect(await rig.rows('select id from public.typed_sums')).toEqual([{ id: 2 }]);
    await rig.model(view('typed_view'), 'select id, 1 as more from public.typed');
    expect(await oidOf('typed_view')).not.toBe(before[1]);
    await rig.model(totals('typed_sums'), 'select t.id from public.typed as t join public.typed_view using (id)');
    expect(await rig.rows('select id::int from public.typed_sums')).toEqual([{ id: 3 }]);
    expect(await rig.rows(leftovers)).toEqual([]);
  });

  test('is followed by retired versions that read it, where they fit', async () => {
    await rig.model(view('lowest'), 'select 1 as a, 2 as b');
    await rig.model(view('middle'), 'select a as m from public.lowest');
    await rig.model(view('highest'), 'select m from public.middle');
    await rig.model(view('middle'), 'select a as other from public.lowest');
    await rig.model(view('lowest'), 'select 3 as b, 4 as a');
    expect(await rig.rows('select m from public.highest')).toEqual([{ m: 4 }]);
    await rig.model(view('lowest'), 'select 5 as c');
    expect(await rig.rows('select m, other from public.highest, public.middle')).toEqual([{ m: 4, other: 4 }]);
    await rig.model(view('middle'), 'select c as other from public.lowest');
    await rig.model(view('highest'), 'select other from public.middle');
    expect(await rig.rows('select other from public.highest')).toEqual([{ other: 5 }]);
    expect(await rig.rows(leftovers)).toEqual([]);
  });

  test('takes its partitions along', async () => {
    const config = {
      materialized: 'incremental',
      partition_by: { field: 'day', granularity: 'month', behind: 0, ahead: 0 },
    };
    const logs = modelNode('logs', { config });
    await rig.model(logs, "select date '2024-01-05' as day, 1 as a");
    await rig.model(view('logs_seen'), 'select a from public.logs');
    await rig.model(logs, "select date '2024-01-06' as day, 2 as b", { fullRefresh: true });
    expect(await rig.rows('select a from public.logs_seen')).toEqual([{ a: 1 }]);
    expect(await rig.rows('select b from public.logs_2024_01')).toEqual([{ b: 2 }]);
    await rig.model(view('logs_seen'), 'select b from public.logs');
    expect(await rig.rows(leftovers)).toEqual([]);
  });

  test('is refused as before while views of others read it', async () => {
    const stg = view('watched');
    await rig.model(stg, 'select 1 as a');
    await rig.model(view('own_watcher'), 'select a from public.watched');
    await rig.execute('create view public.their_watcher as select a from public.watched');
    await expect(rig.model(stg, 'select 1 as b')).rejects.toThrow('its columns change while others depend on it');
    const table = modelNode('watched', { config: { materialized: 'table' } });
    await expect(rig.model(table, 'select 1 as b')).rejects.toThrow('PUBLISH_REFUSED');
    expect(await rig.rows('select * from public.their_watcher, public.own_watcher as o (b)')).toEqual([{ a: 1, b: 1 }]);
    expect(await rig.rows(leftovers)).toEqual([]);
  });

  test('has in its retired version the privileges that it had, whatever migrations take from others in the schema of the state', async () => {
    const table = modelNode('shown', { config: { materialized: 'table' } });
    await rig.model(table, 'select 1 as a');
    await rig.model(view('shows'), 'select a from public.shown');
    await rig.execute('grant select on public.shown to public');
    await rig.model(table, 'select 1 as b');
    const known = await rig.rows(grantable('smelt').text);
    await rig.execute(
      settlePrivileges(
        'smelt',
        known.map(({ oid }) => Number(oid)),
        false,
      ).text,
    );
    const privileges =
      "select has_table_privilege('public', oid, 'select') as granted from pg_class where relname like 'shown\\_\\_%\\_retired'";
    expect(await rig.rows(privileges)).toEqual([{ granted: true }]);
  });
});
