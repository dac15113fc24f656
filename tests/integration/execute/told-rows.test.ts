// Protects that a node tells what happened: another table than before is a change however many rows it has, rows that are gone
// are reported, and nothing else is. In the lines, in smelt.node_results and in etl_status.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { createProjectRig, type ProjectRig } from '../../support/project-rig.ts';
import { kindsTried } from '../../support/whole.ts';

// Several builds each on the embedded database; minutes where the machine is shared.
vi.setConfig({ testTimeout: 300_000 });

const settings = 'engine_tables: [etl_status]\n';

/** `status rows` of the node in the last run. */
async function result({ values }: ProjectRig, node: string): Promise<unknown> {
  const [told] = await values(`select concat_ws(' ', status, rows) from smelt.node_results
    where node_id like '%.${node}' order by started_at desc limit 1`);
  return told;
}

const loaded = (table: string) => `select last_successful_load, records_processed from etl_status
  where table_name = '${table}'`;

describe.each(kindsTried)('what a node tells (%s)', (kind) => {
  test.each([
    ['a new table', 'table', 'swap'],
    ["the same table's rows", "table', publish='in_place", 'rewrite'],
  ])('of a table that lost all its rows to %s', async (_, materialized, summary) => {
    const rig = await createProjectRig(kind, settings, {
      'models/m.sql': `{{ config(materialized='${materialized}') }} select id from public.given\n`,
    });
    await rig.rows('create table public.given as select id from generate_series(1, 3) as id');
    expect((await rig.build()).output).toMatch(/^ {2}ok +m +create, \+3 rows /m);
    const before = await rig.rows(loaded('m'));
    await rig.rows('delete from public.given');
    const { output } = await rig.build();
    expect(output).toMatch(new RegExp(`^ {2}ok +m +${summary}, -3 rows `, 'm'));
    expect(output).toMatch(/^rows +3 deleted$/m);
    expect(await result(rig, 'm')).toBe('success 3');
    const after = await rig.rows(loaded('m'));
    expect(after).not.toEqual(before);
    expect(after).toMatchObject([[expect.anything(), 3]]);
    // From here on nothing is in it: an empty table in the place of an empty one.
    const { output: again } = await rig.build();
    expect(again).toMatch(summary === 'swap' ? /^ {2}ok +m +swap, no row changed /m : /^ {2}unchanged +m /m);
  });

  test('of a table swapped with rows: how many it has, as in dbt', async () => {
    const rig = await createProjectRig(kind, settings, {
      'models/m.sql': "{{ config(materialized='table') }} select id from public.given\n",
    });
    await rig.rows('create table public.given as select id from generate_series(1, 3) as id');
    await rig.build();
    await rig.rows('delete from public.given where id = 1');
    expect((await rig.build()).output).toMatch(/^ {2}ok +m +swap, \+2 rows /m);
    expect((await rig.build()).output).toMatch(/^ {2}ok +m +swap, \+2 rows /m);
  });

  test('of a seed swapped in: its rows, or those that are gone', async () => {
    const rig = await createProjectRig(kind, settings, { 'seeds/s.csv': 'a\n1\n2\n' });
    const write = (text: string) => writeFile(join(rig.root, 'seeds/s.csv'), text);
    await rig.build();
    await write('a,b\n1,x\n2,y\n3,z\n');
    const { output } = await rig.build();
    expect(output).toMatch(/^ {2}ok +s +swap, \+3 rows /m);
    expect(output).toMatch(/^rows +3 inserted$/m);
    expect(await result(rig, 's')).toBe('success 3');
    await write('a,b,c\n');
    expect((await rig.build()).output).toMatch(/^ {2}ok +s +swap, -3 rows /m);
    expect((await rig.build()).output).toMatch(/^rows +nothing new: no row changed$/m);
    expect(await result(rig, 's')).toBe('unchanged 0');
  });

  test('of a table that gained a column and no row: that it was changed', async () => {
    const properties = (columns: string) => `models:
  - name: m
    config: { contract: { enforced: true } }
    columns:
      - { name: id, data_type: integer }
${columns}`;
    const rig = await createProjectRig(kind, settings, {
      'models/m.sql':
        "{{ config(materialized='incremental', incremental_strategy='append', on_schema_change='append_new_columns') }} select 1 as id {% if is_incremental() %} where false {% endif %}\n",
      'models/m.yml': properties(''),
    });
    await rig.build();
    expect((await rig.build()).output).toMatch(/^ {2}unchanged +m /m);
    await writeFile(
      join(rig.root, 'models/m.yml'),
      properties('      - { name: note, data_type: text, constraints: [], default: "\'-\'" }\n'),
    );
    const { output } = await rig.build();
    expect(output).toMatch(/^ {2}ok +m +append, no row changed /m);
    expect(await result(rig, 'm')).toBe('success 0');
    expect((await rig.build()).output).toMatch(/^ {2}unchanged +m /m);
  });

  test('of a materialized view made anew: its rows; of a view none', async () => {
    const rig = await createProjectRig(kind, settings, {
      'models/m.sql': "{{ config(materialized='materialized_view') }} select 1 as id\n",
      'models/v.sql': 'select 1 as id\n',
    });
    await rig.build();
    expect(await result(rig, 'v')).toBe('success');
    await writeFile(
      join(rig.root, 'models/m.sql'),
      "{{ config(materialized='materialized_view') }} select id from generate_series(1, 4) as id\n",
    );
    expect((await rig.build()).output).toMatch(/^ {2}ok +m +replace, \+4 rows /m);
    expect(await result(rig, 'm')).toBe('success 4');
    await rig.rows('refresh materialized view public.m with no data');
    expect((await rig.build()).output).toMatch(/^ {2}ok +m +refresh, \+4 rows /m);
  });
});
