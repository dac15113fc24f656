// Logical replication: a publication of all tables or of a schema takes in whatever stands there, and forbids nothing but to change
// rows that it cannot name. One that names a table keeps that table.

import { afterEach, beforeAll, expect, test } from 'vitest';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelId, modelNode, seedNode } from '../../support/plan-inputs.ts';

describeOnBoth('published relations', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(() => rig.prepare());
  afterEach(() => rig.execute('drop publication if exists cdc'));

  const file = (checksum: string, ...ids: readonly string[]) => ({
    checksum,
    columns: ['id'],
    rows: ids.map((id) => [id]),
  });
  const published = async () =>
    (await rig.rows("select tablename::text as name from pg_publication_tables where schemaname = 'public'")).map(
      ({ name }) => name,
    );

  test.each(['for all tables', 'for tables in schema public'])(
    'a publication %s is followed by seeds and tables without a key, and by what reads them',
    async (what) => {
      const [, , last] = what.split(' ');
      const seed = seedNode(`seed_${last}`);
      const table = modelNode(`table_${last}`, { config: { materialized: 'table' } });
      const reader = modelNode(`reader_${last}`, { config: { materialized: 'materialized_view' } });
      const reading = { compiled: { parents: [modelId(table.name)] } };
      const select = `select n from public.${table.name}`;
      await rig.seed(seed, file('1', '1'));
      await rig.model(table, 'select 1 as n');
      await rig.model(reader, select, reading);
      await rig.execute(`create publication cdc ${what}`);
      expect((await rig.seed(seed, file('2', '2', '3'))).plan.summary).toBe('swap');
      expect((await rig.seed(seed, file('3', '3'), { fullRefresh: true })).plan.summary).toBe('swap');
      expect((await rig.model(table, 'select 2 as n')).plan.summary).toBe('swap');
      await rig.model(reader, select, reading);
      expect(await rig.rows(`select id, n from public.${seed.name}, public.${reader.name}`)).toEqual([{ id: 3, n: 2 }]);
      expect(await published()).toEqual(expect.arrayContaining([seed.name, table.name]));
    },
  );

  test('with a key rows are changed in place, as without a publication', async () => {
    const seed = seedNode('keyed', {
      config: { contract: { enforced: true } },
      columns: { id: 'integer not null' },
      constraints: [{ type: 'primary_key', columns: ['id'] }],
    });
    await rig.seed(seed, file('1', '1'));
    await rig.execute('create publication cdc for all tables');
    expect((await rig.seed(seed, file('2', '2'))).plan.summary).toBe('rewrite');
  });

  test('rows that cannot be named are not changed: it is reported beforehand, with the key to add', async () => {
    const merged = modelNode('merged', {
      config: { materialized: 'incremental', incremental_strategy: 'merge', unique_key: 'id' },
    });
    const parted = modelNode('parted', {
      config: { materialized: 'incremental', unique_key: 'day', partition_by: { field: 'day', granularity: 'year' } },
    });
    await rig.model(merged, 'select 1 as id');
    await rig.model(parted, "select date '2024-01-05' as day");
    await rig.execute('create publication cdc for all tables');
    await expect(rig.model(merged, 'select 1/0 as id')).rejects.toThrow('PUBLISHED_WITHOUT_KEY');
    await expect(rig.model(parted, "select date '2024-01-06' as day")).rejects.toThrow('PUBLISHED_WITHOUT_KEY');
    await rig.execute('alter table public.merged add primary key (id)');
    expect((await rig.model(merged, 'select 2 as id')).counts.inserted).toBe(1);
    // A publication of what is inserted asks for no key.
    await rig.execute('drop publication cdc', "create publication cdc for all tables with (publish = 'insert')");
    await rig.model(parted, "select date '2024-01-06' as day");
  });

  test('a table that a publication names stays: in place where it has a key, else refused', async () => {
    const node = modelNode('named', { config: { materialized: 'table' } });
    await rig.model(node, 'select 1 as id');
    await rig.execute('create publication cdc for table public.named');
    await expect(rig.model(node, 'select 2 as id')).rejects.toThrow('PUBLISHED_WITHOUT_KEY');
    await rig.execute('alter table public.named replica identity full');
    expect((await rig.model(node, 'select 2 as id')).plan.summary).toBe('rewrite');
    expect(await published()).toEqual(['named']);
  });

  test("every table of Smelt's own has a primary key", async () => {
    const without =
      await rig.rows(`select relname::text from pg_class as c where relnamespace = 'smelt'::regnamespace and relkind = 'r'
      and not exists (select from pg_constraint where conrelid = c.oid and contype = 'p')`);
    expect(without).toEqual([]);
  });
});
