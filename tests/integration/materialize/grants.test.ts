// dbt's grants: a config that is not empty is the whole truth of who else than the owner may use the relation, whatever a run does
// with it; without the key nobody's privileges are touched.

import { beforeAll, expect, test } from 'vitest';
import type { JsonObject } from '../../../src/base/json-value.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { NodeRig } from '../../support/node-rig.ts';
import { modelNode, type NodeParts, seedNode } from '../../support/plan-inputs.ts';

describeOnBoth('grants', (database) => {
  const rig = new NodeRig(() => database.database);
  beforeAll(async () => {
    await rig.prepare();
    // Roles belong to a whole server, where those of an earlier run may still be.
    for (const role of ['grants_a', 'grants_b', '"grants re-ader"', '"Grants_A"']) {
      await rig.execute(`do $$ begin create role ${role}; exception when duplicate_object then null; end $$`);
    }
  });

  /** `select grants_a`, with a star where it may be passed on, and `by` where another than the owner has granted it. */
  const held = async (name: string) => {
    const rows = await rig.rows(`select lower(g.privilege_type) || ' ' ||
        case g.grantee when 0 then 'public' else pg_get_userbyid(g.grantee) end || case when g.is_grantable then '*' else '' end ||
        case when g.grantor <> c.relowner then ' by ' || pg_get_userbyid(g.grantor) else '' end as held
      from pg_class c, aclexplode(c.relacl) g where c.oid = 'public.${name}'::regclass and g.grantee <> c.relowner order by 1`);
    return rows.map((row) => row.held);
  };
  const version = (name: string) => rig.rows(`select xmin::text from pg_class where oid = 'public.${name}'::regclass`);

  type Run = (name: string, grants: JsonObject | null) => Promise<unknown>;
  const configOf = (parts: NodeParts['config'], grants: JsonObject | null) => ({ ...parts, ...(grants && { grants }) });
  const model =
    (materialized: string, parts: NodeParts['config'] = {}): Run =>
    (name, grants) =>
      rig.model(modelNode(name, { config: configOf({ materialized, ...parts }, grants) }), 'select 1 as id');
  const seed: Run = (name, grants) =>
    rig.seed(seedNode(name, { config: configOf({}, grants) }), { columns: ['id'], rows: [['1']], checksum: 'same' });

  test.each([
    ['a view', model('view')],
    ['a table that is swapped', model('table')],
    ['a table that is changed in place', model('table', { publish: 'in_place' })],
    ['an incremental model', model('incremental')],
    ['a materialized view', model('materialized_view')],
    ['a seed', seed],
  ])('of %s are granted, changed, emptied, and left alone without the key', async (what, run) => {
    const name = `g_${what.replaceAll(' ', '_')}`;
    await run(name, { select: ['grants_a', 'public'], insert: 'grants_a' });
    expect(await held(name)).toEqual(['insert grants_a', 'select grants_a', 'select public']);
    await run(name, { select: ['grants_b'] });
    expect(await held(name)).toEqual(['select grants_b']);
    await run(name, { select: [] });
    expect(await held(name)).toEqual([]);
    await rig.execute(`grant select, update on public.${name} to grants_a`);
    await run(name, null);
    await run(name, {});
    expect(await held(name)).toEqual(['select grants_a', 'update grants_a']);
    await run(name, { update: 'grants_a' });
    expect(await held(name)).toEqual(['update grants_a']);
  });

  test('name roles as SQL does, and several at once', async () => {
    const names = (grantee: string) => ({ select: [grantee] });
    for (const materialized of ['view', 'incremental']) {
      const name = `g_names_${materialized}`;
      const run = model(materialized);
      await run(name, names('GRANTS_A'));
      expect(await held(name)).toEqual(['select grants_a']);
      await run(name, names('"grants re-ader"'));
      expect(await held(name)).toEqual(['select grants re-ader']);
      await run(name, names('"Grants_A", grants_b'));
      expect(await held(name)).toEqual(['select Grants_A', 'select grants_b']);
      await run(name, { SELECT: 'PUBLIC', select: 'public' });
      expect(await held(name)).toEqual(['select public']);
      await run(name, names('current_user'));
      expect(await held(name)).toEqual([]);
      await run(name, names('grants_a with grant option'));
      expect(await held(name)).toEqual(['select grants_a*']);
    }
  });

  test('of all privileges are those that the server has', async () => {
    const run = model('incremental');
    await run('g_all', { all: ['grants_a'], 'SELECT, insert': 'grants_b' });
    const all = await held('g_all');
    expect(all).toContain('truncate grants_a');
    expect(all.filter((one) => String(one).endsWith('_b'))).toEqual(['insert grants_b', 'select grants_b']);
    await rig.execute('revoke delete on public.g_all from grants_a');
    await run('g_all', { 'all privileges': ['grants_a'], 'SELECT, insert': 'grants_b' });
    expect(await held('g_all')).toEqual(all);
  });

  test('that are in place are not sent again', async () => {
    const grants = { select: ['grants_a', 'public', '"grants re-ader"'], all: ['GRANTS_B'] };
    for (const [name, run] of [
      ['g_same_view', model('view')],
      ['g_same', model('incremental')],
      ['g_same_seed', seed],
    ] as const) {
      await run(name, grants);
      const before = await version(name);
      await run(name, grants);
      expect(await version(name)).toEqual(before);
    }
  });

  test('by hand: on columns they stay, a grant option of a named role too; what was passed on goes with what it comes from', async () => {
    for (const materialized of ['incremental', 'view']) {
      const name = `g_hand_${materialized}`;
      const run = model(materialized);
      await run(name, { select: 'grants_a' });
      await rig.execute(
        `grant select on public.${name} to grants_a with grant option`,
        `grant update (id) on public.${name} to grants_b`,
        'set role grants_a',
        `grant select on public.${name} to grants_b`,
        'reset role',
      );
      await run(name, { select: 'grants_a' });
      expect(await held(name)).toEqual(['select grants_a*', 'select grants_b by grants_a']);
      await run(name, { select: 'grants_b' });
      expect(await held(name)).toEqual(['select grants_b']);
      expect(
        await rig.rows(`select has_column_privilege('grants_b', 'public.${name}', 'id', 'update') as still`),
      ).toEqual([{ still: true }]);
    }
  });

  test('of new relations are all that others may do there, whatever default privileges say', async () => {
    await rig.execute('alter default privileges in schema public grant insert, select on tables to grants_b');
    await model('table')('g_default', { select: 'grants_a' });
    await model('table')('g_default_left', null);
    await rig.execute('alter default privileges in schema public revoke insert, select on tables from grants_b');
    expect(await held('g_default')).toEqual(['select grants_a']);
    expect(await held('g_default_left')).toEqual(['insert grants_b', 'select grants_b']);
  });

  test.each([
    [
      { select: 'grants re-ader' },
      /SQL_SYNTAX: "select" cannot be granted to "grants re-ader": syntax error at or near "re"/,
    ],
    [{ 'select (id)': 'grants_a' }, /privileges on columns are not among them/],
    [{ select: 'grants_a; drop schema public' }, /there is more than one statement/],
    [{ select: 'nobody_of_grants' }, /role "nobody_of_grants" does not exist/],
    [{ selct: 'grants_a' }, /unrecognized privilege type "selct"/],
  ])('that are wrong are reported: %j', async (grants, message) => {
    await expect(model('view')('g_wrong', grants)).rejects.toThrow(message);
  });
});
