// Protects that etl_status tells the present: a failure that has passed, a node that was passed over, one that found nothing to do.

import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { sql } from '../../../src/sql/sql.ts';
import { createProductTable, settleEtlStatus } from '../../../src/state/product-tables.ts';
import { describeOnBoth } from '../../support/databases.ts';
import { createProjectRig, type ProjectRig } from '../../support/project-rig.ts';

// Several builds each on the embedded database; minutes where the machine is shared.
vi.setConfig({ testTimeout: 300_000 });

const statuses = ({ rows }: ProjectRig) =>
  rows('select table_name, load_status, error_message from etl_status order by table_name');

describe.each(['server', 'embedded'] as const)('etl_status (%s)', (kind) => {
  test('after a failure that was mended, though the next run finds nothing to do', async () => {
    const rig = await createProjectRig(kind, 'engine_tables: [etl_status]\n', {
      'seeds/s.csv': 'a\n1\n',
      'seeds/s.yml':
        'seeds: [{ name: s, config: { contract: { enforced: true } }, columns: [{ name: a, data_type: integer }] }]\n',
      'models/m.sql': "{{ config(materialized='table') }} select a from {{ ref('s') }}\n",
      'models/v.sql': "select a from {{ ref('m') }}\n",
    });
    const write = (text: string) => writeFile(join(rig.root, 'seeds/s.csv'), text);
    await rig.build();
    const times = () =>
      rig.rows(
        `select last_successful_load, records_processed, processing_time from etl_status where table_name = 's'`,
      );
    const loaded = await times();
    await write('a\nx\n');
    expect((await rig.build()).exitCode).toBe(1);
    const wrong = 'invalid input syntax for type integer: "x"';
    const passedOver = await rig.rows(
      `select last_attempted_load = last_successful_load from etl_status where table_name = 'm'`,
    );
    expect(passedOver).toEqual([[true]]);
    expect(await statuses(rig)).toEqual([
      ['m', 'skipped', 'because s failed'],
      ['s', 'failed', wrong],
    ]);
    await write('a\n1\n');
    const { output } = await rig.build();
    expect(output).toMatch(/^ {2}unchanged +s /m);
    expect(await statuses(rig)).toEqual([
      ['m', 'success', null],
      ['s', 'success', null],
    ]);
    expect(await times()).toEqual(loaded);
    const written = () => rig.rows(`select xmin::text, last_attempted_load from etl_status where table_name = 's'`);
    const before = await written();
    await rig.build();
    expect(await written()).toEqual(before);
  });
});

describeOnBoth('settling a row of etl_status', (rig) => {
  test('changes what is no success, once', async () => {
    const table = { schema: 'public', name: 'etl_status' };
    await rig.database.withSession(async (session) => {
      for (const statement of createProductTable('smelt', 'etl_status', table)) await session.query(statement);
      await session.query(sql`insert into public.etl_status (table_name, load_status, error_message)
        values ('good', 'success', null), ('skipped', 'skipped', 'because a failed'), ('pages', 'failed', 'no disk')`);
      const settle = async (tableName: string, loadStatus: 'success' | 'partial', errorMessage: string | null) =>
        (await session.query(settleEtlStatus(table, { tableName, loadStatus, errorMessage }))).count;
      expect(await settle('good', 'success', null)).toBe(0);
      expect(await settle('skipped', 'success', null)).toBe(1);
      expect(await settle('pages', 'partial', '1 page could not be read')).toBe(1);
      expect(await settle('pages', 'partial', '1 page could not be read')).toBe(0);
      expect(await settle('none', 'success', null)).toBe(0);
      const { rows } = await session.query(
        sql`select table_name, load_status, error_message from public.etl_status order by 1`,
      );
      expect(rows).toEqual([
        ['good', 'success', null],
        ['pages', 'partial', '1 page could not be read'],
        ['skipped', 'success', null],
      ]);
    });
  });
});
