// The committed pages, with every kind of fault, built on both databases: the same content in every table, each load's records
// counted a second time from the files, the equations of the dashboard, and the function that refreshes the materialized views.

import { randomBytes } from 'node:crypto';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest';
import { takeIn } from '../../affiliate/expected/pages.ts';
import { expectedContent } from '../../affiliate/expected.ts';
import { comparableContent, expectContent } from '../../support/affiliate-content.ts';
import { type AffiliateProject, createAffiliateProject, type TextRow } from '../../support/affiliate-project.ts';

// Whole builds on the embedded database; minutes where the machine is shared.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const root = fileURLToPath(new URL('../../../', import.meta.url));
const vars = '{as_of: 2025-05-20}';
const contents = new Map<string, ReadonlyMap<string, readonly TextRow[]>>();
const loads = ['raw', 'late'].map((name) => ({ directory: join(root, 'data', name) }));

describe.each(['server', 'embedded'] as const)('the generated set (%s)', (kind) => {
  let project: AffiliateProject;
  beforeAll(async () => {
    project = await createAffiliateProject(kind);
    for (const { directory } of loads) {
      await project.addPages(directory);
      await project.build({ vars });
    }
    contents.set(kind, await project.inDatabase(comparableContent));
  });
  afterAll(() => project.drop());

  test('has in bronze each record of each page that was taken in', async () => {
    const counts = new Map<string, number>();
    for (const { endpoint, affiliate } of takeIn(loads).records) {
      const key = `${endpoint} of ${affiliate}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    }
    const rows = await project.inDatabase((query) =>
      query(`
        select key || ' of ' || affiliate_id as key, count(*)::text as rows from (
          select 'customer_list' as key, affiliate_id from public.bronze_customers
          union all select 'deposits', affiliate_id from public.bronze_deposits
          union all select 'trade_activities', affiliate_id from public.bronze_trades
          union all select 'assets', affiliate_id from public.bronze_assets
        ) as records group by 1`),
    );
    expect(new Map(rows.map((row) => [row.key, Number(row.rows)]))).toEqual(counts);
  });

  test('adds up in the dashboard', async () => {
    const lines = await project.inDatabase((query) =>
      query(`
        select affiliate_id, data_source,
          (bronze_records - silver_valid - silver_invalid - repetitions)::text as bronze,
          (silver_valid - in_base - held_back - repeated_across_affiliates - superseded)::text as silver,
          unaccounted::text
        from public.gold_etl_affiliate_dashboard`),
    );
    expect(lines.length).toBeGreaterThan(0);
    expect(
      lines.filter(({ bronze, silver, unaccounted }) => bronze !== '0' || silver !== '0' || unaccounted !== '0'),
    ).toEqual([]);
  });

  test('has the expected content of every table', async () => {
    const first = await mkdtemp(join(tmpdir(), 'smelt-pages-'));
    onTestFinished(() => rm(first, { recursive: true, force: true }));
    await cp(join(root, 'data/raw'), first, { recursive: true });
    await cp(join(root, 'seeds'), first, { recursive: true });
    const expected = expectedContent([{ directory: first }, ...loads.slice(1)]);
    await project.inDatabase((query) => expectContent(query, expected));
  });

  test('refreshes its materialized views by one call', async () => {
    await project.inDatabase(async (query) => {
      const registered = 'select sum(registered)::text as clients from public.gold_affiliate_customer_funnel';
      expect(await query(registered)).not.toEqual([{ clients: '0' }]);
      await query("update public.client_account set status = 'rejected'");
      await query('select public.refresh_all_materialized_views()');
      expect(await query(registered)).toEqual([{ clients: '0' }]);
    });
  });

  if (kind === 'server') {
    test('lets nobody call it who was not granted it', async () => {
      const { target } = project;
      const client = new Client({ connectionString: target.kind === 'server' ? target.url : '' });
      await client.connect();
      onTestFinished(() => client.end());
      const role = `smelt_test_${randomBytes(6).toString('hex')}`;
      const call = 'select public.refresh_all_materialized_views()';
      await client.query(`create role ${role}`);
      try {
        await client.query(`set role ${role}`);
        await expect(client.query(call)).rejects.toThrow(
          'permission denied for function refresh_all_materialized_views',
        );
        await client.query(
          `reset role; grant execute on function public.refresh_all_materialized_views() to ${role}; set role ${role}`,
        );
        await client.query(call);
      } finally {
        await client.query(`reset role; drop owned by ${role}; drop role ${role}`);
      }
    });
  }
});

test('the generated set has the same content on the server as on the embedded database', () => {
  const [server, embedded] = [contents.get('server'), contents.get('embedded')];
  expect(embedded).toEqual(server);
  expect(server?.size).toBeGreaterThan(20);
});
