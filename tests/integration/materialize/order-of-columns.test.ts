// Columns that change places change them in the database, too, where an own materialized view reads the table: `select *` and
// readers that take columns by their place see what a clean build would give.

import { describe, expect, it } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';
import { kindsTried } from '../../support/whole.ts';

const columns = `select attname::text from pg_attribute where attrelid = '%'::regclass and attnum > 0 and not attisdropped
  order by attnum`;

const totals = {
  'models/totals.sql': `{{ config(materialized='materialized_view') }} select a, b from {{ ref('read') }}`,
};

describe.each(kindsTried)('the order of columns (%s)', (kind) => {
  it.each([
    ['named', 'select 1 as a, 2 as b', 'select 2 as b, 1 as a'],
    ['of a star', 'select * from (select 1 as a, 2 as b) as t', 'select * from (select 2 as b, 1 as a) as t'],
  ])('of a table follows its model (%s)', async (_, before, after) => {
    const config = `{{ config(materialized='table') }}`;
    const rig = await createProjectRig(kind, '', { 'models/read.sql': `${config} ${before}`, ...totals });
    expect(await rig.build()).toMatchObject({ exitCode: 0 });
    await rig.write({ 'models/read.sql': `${config} ${after}` });
    expect(await rig.build()).toMatchObject({ exitCode: 0 });
    expect(await rig.values(columns.replace('%', 'read'))).toEqual(['b', 'a']);
    expect(await rig.rows('select a, b from totals')).toEqual([[1, 2]]);
  });

  it('of a seed follows its file', async () => {
    const rig = await createProjectRig(kind, '', { 'seeds/read.csv': 'a,b\n1,2\n', ...totals });
    expect(await rig.build()).toMatchObject({ exitCode: 0 });
    await rig.write({ 'seeds/read.csv': 'b,a\n2,1\n' });
    expect(await rig.build()).toMatchObject({ exitCode: 0 });
    expect(await rig.values(columns.replace('%', 'read'))).toEqual(['b', 'a']);
    expect(await rig.rows('select a, b from totals')).toEqual([[1, 2]]);
  });
});
