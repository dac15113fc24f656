// Versions of a model on a database, and the view that points to the latest: it is there by the name without a version, follows when
// another version is the latest, and is owned like any other view. dbt-core 1.12.6 makes the same relations of these files.

import { describe, expect, test } from 'vitest';
import { createProjectRig, type ProjectRig } from '../../support/project-rig.ts';

const properties = (latest: number, more = '') => `models:
  - name: dim
    latest_version: ${latest}
    config: { latest_version_pointer: { enabled: true }, grants: { select: [pg_monitor] } }
    columns: [{ name: id, data_tests: [not_null] }]
    versions: [{ v: 1 }, { v: 2${more} }]
`;

const files = {
  'models/dim_v1.sql': "{{ config(materialized='table') }} select 1 as id",
  'models/dim_v2.sql': "{{ config(materialized='table') }} select 2 as id, 'x' as more",
  'models/reads.sql': "select id from {{ ref('dim') }} union all select id from {{ ref('dim', v=1) }}",
  'models/s.yml': properties(2),
};

const relations = (rig: ProjectRig) =>
  rig.rows(`select relname, relkind, pg_catalog.array_to_string(relacl, ' ') ~ 'pg_monitor=r' from pg_catalog.pg_class
    where relnamespace = 'public'::regnamespace and relkind in ('r', 'v') order by 1`);

describe.each(['embedded', 'server'] as const)('on %s', (kind) => {
  test('the view follows the latest version', async () => {
    const rig = await createProjectRig(kind, '', files);
    const first = await rig.build();
    expect(first.exitCode, first.errors).toBe(0);
    expect(await relations(rig)).toEqual([
      ['dim', 'v', true],
      ['dim_v1', 'r', true],
      ['dim_v2', 'r', true],
      ['reads', 'v', null],
    ]);
    expect(await rig.rows('select * from dim')).toEqual([[2, 'x']]);
    expect(await rig.values('select id from reads order by 1')).toEqual([1, 2]);

    await rig.write({ 'models/s.yml': properties(1) });
    const second = await rig.build();
    expect(second.exitCode, second.errors).toBe(0);
    expect(await rig.rows('select * from dim')).toEqual([[1]]);
    expect(await rig.values('select id from reads order by 1')).toEqual([1, 1]);
    expect(await rig.values("select count(*)::int from smelt.relations where relation_name like 'dim%'")).toEqual([3]);
  });

  test('it is built with the version that it points to, and with no other', async () => {
    const rig = await createProjectRig(kind, '', files);
    await rig.build({ select: ['dim.v1'] });
    expect(await rig.values("select relname from pg_class where relname like 'dim%' order by 1")).toEqual(['dim_v1']);
    const { exitCode, errors } = await rig.build({ select: ['dim_v2'] });
    expect(exitCode, errors).toBe(0);
    expect(await rig.values("select relname from pg_class where relname like 'dim%' order by 1")).toEqual([
      'dim',
      'dim_v1',
      'dim_v2',
    ]);
  });
});
