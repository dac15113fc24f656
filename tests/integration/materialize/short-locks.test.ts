// What locks readers out is short, and not held while rows are computed: it comes in a step before, or at the end.

import { beforeAll, expect, test } from 'vitest';
import { isStep } from '../../../src/plan/step.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelNode } from '../../support/plan-inputs.ts';

describeOnBoth('short locks', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(() => rig.prepare());

  const oidOf = async (name: string) => (await rig.rows(`select 'public.${name}'::regclass::oid::int as oid`))[0]?.oid;

  test('columns are added in a transaction of their own, before the rows are computed', async () => {
    const node = (columns: Readonly<Record<string, string>>) =>
      modelNode('grown', {
        config: {
          materialized: 'incremental',
          unique_key: 'id',
          on_schema_change: 'append_new_columns',
          contract: { enforced: true },
        },
        columns,
      });
    await rig.model(node({ id: 'integer' }), 'select 1 as id');
    const { plan } = await rig.model(node({ id: 'integer', v: 'text' }), "select 1 as id, 'x'::text as v");
    expect(plan.steps.filter(isStep).map(({ kind, actions }) => [kind, actions.length > 1])).toEqual([
      ['alter', false],
      ['delete+insert', true],
    ]);
    expect(await rig.rows('select * from public.grown')).toEqual([{ id: 1, v: 'x' }]);
  });

  test('an index of another definition is built beside the old one, and takes its name', async () => {
    const node = (columns: readonly string[]) =>
      modelNode('indexed', { config: { materialized: 'incremental', indexes: [{ columns, name: 'indexed_by' }] } });
    await rig.model(node(['a']), 'select 1 as a, 2 as b');
    const { plan } = await rig.model(node(['b']), 'select 1 as a, 3 as b');
    const publishes = plan.steps
      .filter(isStep)
      .flatMap(({ actions }) => actions.flatMap((action) => (action.kind === 'publish' ? [action] : [])));
    expect(publishes.map(({ locks, statements }) => [locks.length, statements.length])).toEqual([[1, 2]]);
    expect(await rig.rows("select indexdef from pg_indexes where tablename = 'indexed'")).toEqual([
      { indexdef: 'CREATE INDEX indexed_by ON public.indexed USING btree (b)' },
    ]);
  });

  test('a materialized view without a unique index is filled beside and swapped in; with one, even a full refresh is concurrent', async () => {
    const plain = modelNode('plainly', { config: { materialized: 'materialized_view' } });
    await rig.execute('create table public.tally as select 1 as n');
    await rig.model(plain, 'select n from public.tally');
    const oid = await oidOf('plainly');
    await rig.execute('update public.tally set n = 2');
    expect((await rig.model(plain, 'select n from public.tally')).plan.summary).toBe('refresh');
    const swapped = await oidOf('plainly');
    expect(swapped).not.toBe(oid);
    // What a new one would lose keeps the view that stands: its rows change in place.
    await rig.execute(
      'create statistics public.of_plainly on (n + 1) from public.plainly',
      'update public.tally set n = 3',
    );
    const ran = await rig.model(plain, 'select n from public.tally');
    expect([ran.counts, await oidOf('plainly')]).toEqual([{ inserted: 0, updated: 1, deleted: 0 }, swapped]);
    expect(await rig.rows('select n from public.plainly')).toEqual([{ n: 3 }]);

    const indexes = [{ columns: ['n'], unique: true }];
    const keyed = modelNode('keyed', { config: { materialized: 'materialized_view', indexes } });
    await rig.model(keyed, 'select n from public.tally');
    const { plan } = await rig.model(keyed, 'select n from public.tally', { fullRefresh: true });
    expect(plan.steps[0]?.title).toBe('refresh "public"."keyed" concurrently');
  });

  test('a partition is attached beside a default one only with its lock granted in time', async () => {
    const node = modelNode('divided', {
      config: {
        materialized: 'incremental',
        partition_by: { field: 'day', granularity: 'month', default: true, behind: 0, ahead: 0 },
      },
    });
    await rig.model(node, "select date '2024-01-05' as day");
    await rig.model(node, "select date '2024-02-05' as day");
    expect(await rig.rows('select tableoid::regclass::text as part from public.divided order by 1')).toEqual([
      { part: 'divided_2024_01' },
      { part: 'divided_2024_02' },
    ]);
  });
});
