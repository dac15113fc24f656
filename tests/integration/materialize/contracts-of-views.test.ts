// Contracts of views and materialized views hold their columns, and names in contracts are read as dbt writes them: without quotes, but
// where `quote: true` says otherwise (dbt-core 1.12.6 with dbt-postgres 1.11.0).

import { describe, expect, test } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';

const properties = (columns: string, constraints = '[]') =>
  `models: [{ name: m, config: { contract: { enforced: true } }, constraints: ${constraints}, columns: [${columns}] }]\n`;

describe.each(['embedded', 'server'] as const)('contracts (%s)', (kind) => {
  test.each(['view', 'materialized_view'])('of a %s are held at each build', async (as) => {
    const rig = await createProjectRig(kind, '', {
      'models/m.sql': `{{ config(materialized='${as}') }} select 1 as id, 'x'::text as "Name"`,
      'models/s.yml': properties('{ name: ID, data_type: int }, { name: Name, quote: true, data_type: text }'),
    });
    const first = await rig.build();
    expect(first.exitCode, first.output + first.errors).toBe(0);
    await rig.write({ 'models/s.yml': properties('{ name: id, data_type: bigint }, { name: Name, data_type: text }') });
    const second = await rig.build();
    expect(second.exitCode).toBe(1);
    const told = second.output + second.errors;
    expect(told).toContain('does not give the columns of its contract');
    expect(told).toContain('column id: the model gives integer, the contract says bigint');
    expect(told).toContain('column "Name": the model gives text, the contract says nothing');
    expect(await rig.rows('select * from m')).toEqual([[1, 'x']]);
  });

  test('of a table have their names folded, those of constraints too', async () => {
    const rig = await createProjectRig(kind, '', {
      'models/m.sql': `{{ config(materialized='table') }} select 1 as id, 2 as "Two"`,
      'models/s.yml': properties(
        '{ name: ID, data_type: int, constraints: [{ type: not_null }] }, { name: Two, quote: true, data_type: int }',
        '[{ type: primary_key, columns: [ID] }, { type: unique, columns: [Two, Id] }]',
      ),
    });
    const { exitCode, output, errors } = await rig.build();
    expect(exitCode, output + errors).toBe(0);
    expect(
      await rig.values(
        "select pg_get_constraintdef(oid) from pg_constraint where conrelid = 'public.m'::regclass and contype <> 'n' order by 1",
      ),
    ).toEqual(['PRIMARY KEY (id)', 'UNIQUE ("Two", id)']);
  });
});
