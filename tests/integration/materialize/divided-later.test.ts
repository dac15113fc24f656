// A table that is to be divided into partitions, or no longer, is made anew: that it is stored otherwise is nobody's setting.

import { describe, expect, it } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';
import { kindsTried } from '../../support/whole.ts';

const model = (more: string) => `{{ config(materialized='table'${more}) }} select 1 as id`;

describe.each(kindsTried)('a table that stands (%s)', (kind) => {
  it('is divided, and made whole again', async () => {
    const rig = await createProjectRig(kind, '', { 'models/t.sql': model('') });
    const existing = () => rig.values(`select relkind::text from pg_class where oid = 't'::regclass`);
    expect(await rig.build()).toMatchObject({ exitCode: 0 });
    await rig.write({ 'models/t.sql': model(`, partition_by={'field': 'id', 'values': [1], 'default': true}`) });
    expect(await rig.build()).toMatchObject({ exitCode: 0 });
    expect(await existing()).toEqual(['p']);
    await rig.write({ 'models/t.sql': model('') });
    expect(await rig.build()).toMatchObject({ exitCode: 0 });
    expect(await existing()).toEqual(['r']);
    expect(await rig.rows('select * from t')).toEqual([[1]]);
  });
});
