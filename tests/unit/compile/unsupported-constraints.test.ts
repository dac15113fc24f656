import { expect, test } from 'vitest';
import { lineOf, parsed } from './project.ts';

const column = (constraint: string) =>
  `models: [{name: m, config: {contract: {enforced: true}}, columns: [{name: a, data_type: int, constraints: [${constraint}]}]}]`;

const warned = async (properties: string, sql = 'select 1 as a') =>
  (await parsed({ 'models/m.sql': sql, 'models/s.yml': properties })).warnings.map(lineOf);

/** dbt-core 1.12.6 warns of the same (UnsupportedConstraintMaterialization), and of nothing unenforced: PostgreSQL enforces all types. */
test('constraints of a view with a contract are reported once, unless they say otherwise', async () => {
  const expected = ['models/s.yml:1:115 CONSTRAINT_UNSUPPORTED: a view has no constraints: those declared are ignored'];
  expect(await warned(column('{type: not_null}'))).toEqual(expected);
  expect(await warned(column('{type: not_null}, {type: unique, warn_unenforced: true}'))).toEqual(expected);
  expect(await warned(column('{type: not_null, warn_unsupported: false}'))).toEqual([]);
  expect(await warned(column('{type: not_null}').replace('true', 'false'))).toEqual([]);
  expect(await warned(column('{type: not_null}'), "{{ config(materialized='table') }} select 1 as a")).toEqual([]);
});
