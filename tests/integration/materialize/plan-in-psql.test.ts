// What `smelt plan --sql` prints under a step can be pasted into psql: it does what the run would have done.

import { Client } from 'pg';
import { expect, test } from 'vitest';
import { createProjectRig } from '../../support/project-rig.ts';

/** The statements, which stand below the titles of their steps. */
function scriptOf(output: string): string {
  return output
    .split('\n')
    .filter((line) => line.startsWith('  '))
    .join('\n');
}

test.each([
  ['the function', []],
  ['the block that has its text', ['drop function %']],
])('a swap by %s', async (_, before) => {
  const rig = await createProjectRig('server', '', {
    'models/m.sql': "{{ config(materialized='table', indexes=[{'columns': ['id']}]) }} select {{ var('x', 1) }} as id",
    'models/v.sql': "select id from {{ ref('m') }}",
  });
  expect(await rig.build()).toMatchObject({ exitCode: 0, errors: '' });
  const client = new Client({ connectionString: rig.target.kind === 'server' ? rig.target.url : undefined });
  await client.connect();
  try {
    const found = await client.query(`select oid::regprocedure as f from pg_proc where proname like 'carry\\_over%'`);
    expect(found.rows).toHaveLength(1);
    for (const text of before) await client.query(text.replace('%', found.rows[0].f));
    await client.query(`comment on table m is 'kept'; create index by_hand on m (id desc)`);
    const { rows: old } = await client.query(`select 'm'::regclass::oid as oid`);
    const planned = await rig.plan();
    expect(planned.output.includes('"carry_over_')).toBe(before.length === 0);
    expect(planned.output).toContain('  -- carries over its comment, index by_hand\n');
    await client.query(`begin; ${scriptOf(planned.output)} commit;`);
    const { rows } =
      await client.query(`select 'm'::regclass::oid <> ${old[0].oid} as swapped, obj_description('m'::regclass) as comment,
      (select array_agg(indexrelid::regclass::text order by 1) filter (where indexrelid::regclass::text = 'by_hand') from pg_index where indrelid = 'm'::regclass) as kept,
      (select id from v) as id`);
    expect(rows).toEqual([{ swapped: true, comment: 'kept', kept: ['by_hand'], id: 1 }]);
    expect(await rig.build()).toMatchObject({ exitCode: 0, errors: '' });
  } finally {
    await client.end();
  }
});
