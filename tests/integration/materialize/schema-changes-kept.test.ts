// A change of columns keeps what is on the table and the rows' generation, and is refused before anything has changed where
// neither an ALTER nor another table can be had. How the query's columns are learned leaves no trace.

import { beforeAll, expect, test } from 'vitest';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelNode } from '../../support/plan-inputs.ts';
import { createProjectRig } from '../../support/project-rig.ts';

const incremental = (name: string, config: Parameters<typeof modelNode>[1] = {}) =>
  modelNode(name, {
    config: {
      materialized: 'incremental',
      unique_key: 'id',
      on_schema_change: 'sync_all_columns',
      ...config?.config,
    },
  });

describeOnBoth('a change of columns', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(() => rig.prepare());
  const typesOf = async (name: string) =>
    (
      await rig.rows(`select string_agg(attname || ' ' || format_type(atttypid, atttypmod), ', ' order by attnum) as types
        from pg_attribute where attrelid = 'public.${name}'::regclass and attnum > 0 and not attisdropped`)
    )[0]?.types;
  const record = async (name: string) =>
    (await rig.rows(`select generation::text, oid from smelt.relations where relation_name = '${name}'`))[0];

  test('that rewrites rows keeps grants, comments, indexes and the generation', async () => {
    const node = incremental('kept', { config: { indexes: [{ columns: ['n'], name: 'idx_kept_n' }] } });
    await rig.model(node, "select 1 as id, 1 as n, 'x' as gone");
    await rig.execute(
      'grant select on public.kept to public',
      "comment on column public.kept.n is 'how many'",
      'create index by_hand on public.kept (id, n)',
      'create index goes_with_it on public.kept (gone)',
    );
    const before = await record('kept');
    await rig.model(node, "select 2 as id, 'two' as n");
    expect(await rig.rows('select id, n from public.kept order by id')).toEqual([
      { id: 1, n: '1' },
      { id: 2, n: 'two' },
    ]);
    expect(await record('kept')).toMatchObject({ generation: before?.generation });
    expect((await record('kept'))?.oid).not.toBe(before?.oid);
    const found = `select (select string_agg(indexname, ' ' order by indexname) from pg_indexes where tablename = 'kept') as indexes,
      col_description('public.kept'::regclass, 2) as comment,
      exists (select from pg_class, aclexplode(relacl) as g where relname = 'kept' and g.grantee = 0) as granted`;
    expect(await rig.rows(found)).toEqual([{ indexes: 'by_hand idx_kept_n', comment: 'how many', granted: true }]);
  });

  test('of the catalog alone leaves the table where it is', async () => {
    const node = incremental('altered');
    await rig.model(node, "select 1 as id, 'ab'::varchar(2) as t, 1.5::numeric(3,1) as n, 0 as gone");
    const before = await record('altered');
    await rig.model(node, "select 1 as id, 'abc'::text as t, 100.5::numeric(5,1) as n, 1 as more");
    expect(await typesOf('altered')).toBe('id integer, t text, n numeric(5,1), more integer');
    expect(await record('altered')).toEqual(before);
  });

  test('of a table that must stay is an ALTER, where nothing uses the column', async () => {
    const node = incremental('stays');
    await rig.model(node, 'select 1 as id, 1 as n');
    await rig.execute('alter table public.stays add constraint positive check (n > 0)');
    const before = await record('stays');
    await rig.model(node, 'select 2 as id, 2.5::numeric(4,2) as n');
    expect(await rig.rows('select id, n from public.stays order by id')).toEqual([
      { id: 1, n: '1.00' },
      { id: 2, n: '2.50' },
    ]);
    expect(await record('stays')).toEqual(before);
  });

  test('keeps what a hook has made that does not run again', async () => {
    const atFirst = (statement: string) =>
      `do $$ begin if (select count(*) from public.hooked) = 1 then ${statement}; end if; end $$`;
    const config = {
      post_hook: [atFirst('create index by_hook on public.hooked (id)')],
    };
    await rig.model(incremental('hooked', { config }), 'select 1 as id, 1 as n');
    await rig.model(incremental('hooked', { config }), "select 2 as id, 'x' as n");
    expect(await rig.rows("select indexname from pg_indexes where tablename = 'hooked'")).toEqual([
      { indexname: 'by_hook' },
    ]);
  });

  test("below somebody else's view is refused with the column, and goes through where the view does not read it", async () => {
    const node = incremental('read');
    await rig.model(node, "select 1 as id, 1 as n, 'a' as t");
    await rig.execute('create view public.theirs as select id, n from public.read');
    await expect(rig.model(node, "select 2 as id, 2.5 as n, 'b' as t")).rejects.toThrow('PUBLISH_REFUSED');
    await expect(rig.model(node, "select 2 as id, 'b' as t")).rejects.toThrow('PUBLISH_REFUSED');
    expect(await rig.rows('select * from public.theirs')).toEqual([{ id: 1, n: 1 }]);
    await rig.model(node, 'select 2 as id, 2 as n, 3::bigint as more');
    expect(await typesOf('read')).toBe('id integer, n integer, more bigint');
    await rig.model(node, "select 2 as id, 2 as n, 'x' as more");
    expect(await typesOf('read')).toBe('id integer, n integer, more text');
    await rig.execute('drop view public.theirs');
  });

  test('of the key is done before the batch meets it; a key that is gone is refused before anything is dropped', async () => {
    const node = incremental('keyed', { config: { incremental_strategy: 'merge' } });
    await rig.model(node, "select 1 as id, 'a' as t");
    await rig.model(node, "select 1::bigint as id, 'b' as t union all select 12345678901, 'c'");
    expect(await rig.rows('select id::text, t from public.keyed order by id')).toEqual([
      { id: '1', t: 'b' },
      { id: '12345678901', t: 'c' },
    ]);
    await expect(rig.model(node, "select 'd' as t")).rejects.toThrow('UNIQUE_KEY_COLUMN');
    expect(await typesOf('keyed')).toBe('id bigint, t text');
  });

  test('leaves what touch_columns and merge_update_columns name to them', async () => {
    const config = {
      incremental_strategy: 'merge',
      touch_columns: ['seen'],
      merge_update_columns: ['t', 'n'],
      merge_exclude_columns: [],
    };
    const node = incremental('touched', { config });
    await rig.model(incremental('touched'), "select 1 as id, 'a' as t, 'k' as kept, timestamp '2020-01-01' as seen");
    await rig.model(node, "select 1 as id, 'b' as t, 'l' as kept, 2 as n");
    expect(await rig.rows("select t, kept, n, seen > '2021-01-01' as seen from public.touched")).toEqual([
      { t: 'b', kept: 'k', n: 2, seen: true },
    ]);
  });

  test('of a partitioned table brings its partitions and their rows along', async () => {
    const node = (most: number) =>
      incremental('logs', {
        config: {
          partition_by: { field: 'at', granularity: 'month', behind: 0, ahead: 0, default: true, max_new: most },
        },
      });
    const rows = (
      n: string,
    ) => `select * from (values (1, timestamp '2025-01-05', ${n}), (2, '2025-02-05', ${n}), (3, null, ${n}))
      as v (id, at, n)`;
    await rig.model(node(3), rows('1'));
    const totals = modelNode('totals', { config: { materialized: 'materialized_view' } });
    await rig.model(totals, 'select sum(n::numeric) as n from public.logs');
    const parts = `select string_agg(inhrelid::regclass::text, ' ' order by inhrelid::regclass::text) as parts from pg_inherits where inhparent = 'public.logs'::regclass`;
    await rig.model(node(1), rows("'2'::text").replace('3, null', '4, null'));
    const partitions = await rig.rows(parts);
    expect(partitions).toEqual([
      { parts: expect.stringMatching(/^logs_2025_01 logs_2025_02 logs_\d{4}_\d\d logs_default$/) },
    ]);
    expect(await rig.rows('select id, tableoid::regclass::text as part, n from public.logs order by id')).toEqual([
      { id: 1, part: expect.stringContaining('logs_2025_01'), n: '2' },
      { id: 2, part: expect.stringContaining('logs_2025_02'), n: '2' },
      { id: 3, part: expect.stringContaining('logs_default'), n: '1' },
      { id: 4, part: expect.stringContaining('logs_default'), n: '2' },
    ]);
    expect(await rig.rows('select n::text from public.totals')).toEqual([{ n: '3' }]);
    await rig.model(totals, 'select sum(n::numeric) as n from public.logs');
    expect(await rig.rows('select n::text from public.totals')).toEqual([{ n: '7' }]);
    // The column by which it is divided changes its type as well, and one is added by an ALTER.
    await rig.model(node(1), rows("'3'::text").replace("timestamp '2025-01-05'", "date '2025-01-05'"));
    expect(await typesOf('logs')).toBe('id integer, at date, n text');
    expect(await rig.rows('select count(*)::int as n from public.logs')).toEqual([{ n: 4 }]);
  });

  test('is learned without running the query', async () => {
    await rig.execute('create sequence public.asked');
    const node = incremental('counted', { config: { unique_key: [], on_schema_change: 'ignore' } });
    for (const id of [1, 2]) await rig.model(node, `select ${id} as id, nextval('public.asked') as n`);
    expect(await rig.rows('select id, n::int from public.counted order by id')).toEqual([
      { id: 1, n: 1 },
      { id: 2, n: 2 },
    ]);
  });

  test('keeps collations', async () => {
    const node = incremental('collated');
    await rig.model(node, `select 1 as id, 'a'::varchar(1) collate "C" as t`);
    await rig.model(node, `select 1 as id, 'ab'::varchar(2) collate "C" as t, 'x'::text collate "POSIX" as more`);
    const collations = `select string_agg(attname || ' ' || collname, ', ' order by attnum) as c from pg_attribute a
      join pg_collation c on c.oid = attcollation where attrelid = 'public.collated'::regclass and attnum > 0`;
    expect(await rig.rows(collations)).toEqual([{ c: 't C, more POSIX' }]);
  });
});

test.each(['server', 'embedded'] as const)(
  'what pre-hooks and sql_header make and records of files are known to the look (%s)',
  async (kind) => {
    const rig = await createProjectRig(kind, '', {
      'sources.yml': `sources: [{ name: api, tables: [{ name: visits, files: { location: "raw/{who}.ndjson", format: ndjson } }] }]`,
      'raw/ann.ndjson': '{"id": 1}\n{"id": 2}\n',
      'models/visits.sql': `{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='append_new_columns') }}
select (record->>'id')::int as id, who{% if is_incremental() %}, 7 as extra{% endif %} from {{ source('api', 'visits') }}`,
      'models/hooked.sql': `{{ config(materialized='incremental', on_schema_change='sync_all_columns',
  pre_hook="create temporary table given on commit drop as select 1{% if is_incremental() %}.5{% endif %} as n",
  sql_header="set local statement_timeout = '1h'") }}
select n, current_setting('statement_timeout') as header from given`,
    });
    const first = await rig.build();
    expect(first.exitCode, first.output).toBe(0);
    const second = await rig.build();
    expect(second.exitCode, second.output).toBe(0);
    const found = `select id::text, who, extra::text from visits union all select n::text, header, null from hooked order by 2 desc, 1`;
    expect(await rig.rows(found)).toEqual([
      ['1', 'ann', null],
      ['2', 'ann', null],
      ['1', '1h', null],
      ['1.5', '1h', null],
    ]);
  },
);
