// A refusal names what stands in the way: kind, schema, name and owner of each thing, and a step that leads on.

import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import { NodeFailure } from '../../../src/execute/node-failure.ts';
import { explainNode } from '../../../src/plan/explain.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelNode, seedNode } from '../../support/plan-inputs.ts';

describeOnBoth('what a refusal names', (database) => {
  const rig = new NodeRig(() => database.database);
  const role = `bob_${Math.random().toString(36).slice(2)}`;
  beforeAll(async () => {
    await rig.prepare();
    await rig.execute(`create role ${role}`, `create schema theirs authorization ${role}`);
  });
  afterAll(() => rig.execute(`drop owned by ${role} cascade`, `drop role ${role}`));

  /** Things of another role's. */
  const theirs = (relation: string, ...statements: readonly string[]) =>
    rig.execute(`grant select on public.${relation} to ${role}`, `set role ${role}`, ...statements, 'reset role');

  async function refusalOf(
    ran: Promise<unknown>,
  ): Promise<Pick<Diagnostic, 'code' | 'message' | 'help'> & { notes: string[] }> {
    const error = await ran.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof NodeFailure) || !error.diagnostics[0]) throw error ?? new Error('nothing was refused');
    const { code, message, notes, help } = error.diagnostics[0];
    return { code, message, notes: notes.map((note) => note.message), help };
  }

  test('a table whose columns change while others read it', async () => {
    const table = modelNode('agg', { config: { materialized: 'table' } });
    await rig.model(table, 'select 1 as id, 2 as gone');
    await theirs('agg', 'create view theirs.r as select id from public.agg');
    await rig.execute(
      "create function public.counts() returns trigger language plpgsql as 'begin return null; end'",
      'create trigger counted after insert on public.agg execute function public.counts()',
    );
    const { code, notes, help } = await refusalOf(rig.model(table, 'select 1 as id, 3 as extra'));
    expect(code).toBe('PUBLISH_REFUSED');
    expect(notes).toEqual([
      'for example: column extra: the model gives integer, the table has nothing',
      'for example: column gone: the model gives nothing, the table has integer',
      'a new table would lose: trigger counted on table public.agg',
      `a new table would lose: view theirs.r (owner ${role})`,
    ]);
    expect(help).toBe('Take away what the notes name, run again, and create it anew; or keep the columns');
    const { plan } = await rig.model(table, 'select 2 as id, 3 as gone');
    expect(explainNode(plan, { statements: true })).toContain(
      `--   a new table would lose: view theirs.r (owner ${role})`,
    );
    await rig.execute('drop view theirs.r', 'drop trigger counted on public.agg');
    await rig.model(table, 'select 1 as id, 3 as extra');
  });

  test('a table that only the server knows something of', async () => {
    const table = modelNode('labelled', { config: { materialized: 'table' } });
    await rig.model(table, 'select 1 as id');
    await rig.execute('create statistics public.theirs on id, (id + 1) from public.labelled');
    const { code, notes } = await refusalOf(rig.model(table, 'select 1 as id, 2 as extra'));
    expect(code).toBe('PUBLISH_REFUSED');
    expect(notes.join('\n')).toContain('statistics');
    expect(notes.join('\n')).toContain('theirs');
  });

  test('a table that is kept because its config says so', async () => {
    const table = modelNode('kept', { config: { materialized: 'table', publish: 'in_place' } });
    await rig.model(table, 'select 1 as id');
    const { message, help } = await refusalOf(rig.model(table, 'select 1 as id, 2 as extra'));
    expect(message).toContain('`publish: in_place` keeps the table');
    expect(help).toContain('take `publish: in_place` away');
  });

  test('views of others over a view, and a materialized view that is to be made anew', async () => {
    const view = modelNode('over', { config: { materialized: 'view' } });
    await rig.model(view, 'select 1 as id');
    await theirs('over', 'create view theirs.o as select id from public.over');
    expect((await refusalOf(rig.model(view, "select 'x' as id"))).notes).toEqual([
      'for example: column id is integer and would be text',
      `it is read by view theirs.o (owner ${role})`,
    ]);
    const totals = modelNode('totals', { config: { materialized: 'materialized_view' } });
    await rig.model(totals, 'select 1 as id');
    await theirs('totals', 'create materialized view theirs.t as select id from public.totals');
    expect((await refusalOf(rig.model(totals, 'select 2 as id'))).notes).toEqual([
      `materialized view theirs.t (owner ${role})`,
    ]);
  });

  test('columns of an incremental model that others use', async () => {
    const config = { materialized: 'incremental', on_schema_change: 'sync_all_columns' } as const;
    const batches = modelNode('batches', { config });
    await rig.model(batches, 'select 1 as id, 2 as n');
    await theirs('batches', 'create view theirs.b as select n from public.batches');
    const { notes } = await refusalOf(rig.model(batches, 'select 1 as id'));
    expect(notes[0]).toBe(`column "n" is used by view theirs.b (owner ${role})`);
  });

  test('a seed that has to stay', async () => {
    const seed = seedNode('rates', {});
    await rig.seed(seed, { columns: ['coin'], rows: [['BTC']], checksum: '1' });
    await theirs('rates', 'create view theirs.s as select coin from public.rates');
    const ran = rig.seed(seed, { columns: ['other'], rows: [['BTC']], checksum: '2' });
    const { notes } = await refusalOf(ran);
    expect(notes).toContain(`it cannot be replaced by a new table either: view theirs.s (owner ${role})`);
  });

  test('tables above and below it, with the statements that take them apart', async () => {
    const part = modelNode('part', { config: { materialized: 'table' } });
    await rig.model(part, 'select 1 as id');
    await rig.execute(
      'create table public.whole (id integer) partition by range (id)',
      'alter table public.whole attach partition public.part for values from (0) to (9)',
    );
    const divided = await refusalOf(rig.model(part, 'select 1 as id'));
    expect(divided.notes).toEqual(['it is a partition of "public"."whole"']);
    await rig.execute(divided.help.replace(/^[^:]*: /, ''));
    await rig.model(part, 'select 1 as id');
    await rig.execute('create table public.heir () inherits (public.part)');
    const heirs = await refusalOf(rig.model(part, 'select 1 as id'));
    expect(heirs.notes).toEqual([expect.stringMatching(/^table public.heir \(owner \w+\)$/)]);
    await rig.execute(heirs.help.replace(/^[^:]*: /, ''));
    await rig.model(part, 'select 1 as id');
  });
});
