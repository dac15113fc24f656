import { beforeAll, expect, test } from 'vitest';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { type SeedCells, seedNode } from '../../support/plan-inputs.ts';

function content(
  checksum: string,
  columns: readonly string[],
  ...rows: readonly (readonly (string | null)[])[]
): SeedCells {
  return { checksum, columns, rows };
}

describeOnBoth('seeds', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(() => rig.prepare());

  test('types are inferred, and an unchanged file is left alone', async () => {
    const node = seedNode('rates');
    const file = content(
      'c1',
      ['Coin', 'rate', 'day', 'code', 'on', 'seen'],
      ['BTC', '68000.10', '2026-01-31', '007', 'true', '2026-01-01 10:00:00'],
      ['X\tY', null, null, null, 'FALSE', null],
    );
    expect((await rig.seed(node, file)).plan.summary).toBe('create');
    expect(
      await rig.rows(
        "select attname, format_type(atttypid, atttypmod) as type from pg_attribute where attrelid = 'public.rates'::regclass and attnum > 0 order by attnum",
      ),
    ).toEqual([
      { attname: 'Coin', type: 'text' },
      { attname: 'rate', type: 'numeric' },
      { attname: 'day', type: 'date' },
      { attname: 'code', type: 'text' },
      { attname: 'on', type: 'boolean' },
      { attname: 'seen', type: 'timestamp without time zone' },
    ]);
    expect(await rig.rows('select "Coin", rate from public.rates order by 1')).toEqual([
      { Coin: 'BTC', rate: '68000.10' },
      { Coin: 'X\tY', rate: null },
    ]);
    expect((await rig.seed(node, file)).plan.summary).toBe('unchanged');
    expect((await rig.seed(node, file, { fullRefresh: true })).plan.summary).toBe('rewrite');
  });

  test('changed rows are written by the primary key, others stay', async () => {
    const node = seedNode('places', {
      config: { contract: { enforced: true } },
      columns: { id: 'integer not null', name: 'text', made: 'timestamp default now()' },
      constraints: [{ type: 'primary_key', columns: ['id'] }],
    });
    await rig.seed(node, content('c1', ['id', 'name'], ['1', 'a'], ['2', 'b'], ['3', 'c']));
    await rig.execute("update public.places set made = '2020-01-01'");
    const changed = await rig.seed(node, content('c2', ['id', 'name'], ['1', 'a'], ['2', 'bb'], ['4', null]));
    expect(changed.counts).toEqual({ inserted: 1, updated: 1, deleted: 1 });
    expect(await rig.rows("select id, name, made = '2020-01-01' as old from public.places order by id")).toEqual([
      { id: 1, name: 'a', old: true },
      { id: 2, name: 'bb', old: true },
      { id: 4, name: null, old: false },
    ]);
    await expect(rig.seed(node, content('c3', ['id', 'nom'], ['1', 'a']))).rejects.toThrow('CONTRACT_BROKEN');
    await expect(rig.seed(node, content('c3', ['id', 'name'], ['1', 'a'], ['1', 'b']))).rejects.toThrow(
      'more than one row',
    );
  });

  test('new columns make a new table, or stand in the old one where something hangs on it', async () => {
    const node = seedNode('growing');
    await rig.seed(node, content('c1', ['a'], ['1']));
    expect((await rig.seed(node, content('c2', ['a', 'b'], ['1', 'x']))).plan.summary).toBe('swap');
    expect(await rig.rows('select * from public.growing')).toEqual([{ a: 1, b: 'x' }]);
    await rig.execute('create view public.over_growing as select a from public.growing');
    await expect(rig.seed(node, content('c3', ['a', 'b', 'c'], ['1', 'x', 'y']))).rejects.toThrow('CONTRACT_DRIFT');
    const appending = seedNode('growing', { config: { on_schema_change: 'append_new_columns' } });
    expect((await rig.seed(appending, content('c3', ['a', 'b', 'c'], ['1', 'x', 'y']))).plan.summary).toBe('rewrite');
    expect(await rig.rows('select * from public.growing')).toEqual([{ a: 1, b: 'x', c: 'y' }]);
  });
});
