// The set written by hand, load by load on both databases: the content of every table against the one computed a second time,
// a repetition that changes nothing, one page more, and a full refresh; then the catalog against the seed.

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type CatalogRow, catalogQuery, compareWithCatalog } from '../../affiliate/compare-with-catalog.ts';
import { expectedContent, type Load } from '../../affiliate/expected.ts';
import { seedEntries } from '../../affiliate/seed-schema.ts';
import { expectContent, storedRows } from '../../support/affiliate-content.ts';
import { type AffiliateProject, createAffiliateProject } from '../../support/affiliate-project.ts';
import { writeProject } from '../../support/project-files.ts';

// Whole builds on the embedded database; minutes where the machine is shared.
vi.setConfig({ testTimeout: 300_000, hookTimeout: 300_000 });

const loads: readonly Load[] = ['load-1', 'load-2', 'load-3'].map((name) => ({
  directory: fileURLToPath(new URL(`../../affiliate/data/${name}`, import.meta.url)),
}));

describe.each(['server', 'embedded'] as const)('the set written by hand (%s)', (kind) => {
  let project: AffiliateProject;
  beforeAll(async () => {
    project = await createAffiliateProject(kind);
  });
  afterAll(() => project.drop());

  test.each([1, 2, 3])('gives the expected content of every table after load %i', async (number) => {
    await project.addPages(loads[number - 1]?.directory ?? '');
    await project.build();
    const expected = expectedContent(loads.slice(0, number));
    await project.inDatabase((query) => expectContent(query, expected));
  });

  test('built again, changes no row and says that nothing was new', async () => {
    const before = await project.inDatabase(storedRows);
    const { output } = await project.build();
    expect(output).toMatch(/^rows +nothing new: no row changed$/m);
    expect(await project.inDatabase(storedRows)).toEqual(before);
  });

  test('with one page more, takes in exactly its records', async () => {
    const requestTime = String(Date.UTC(2025, 2, 7));
    const deposit = (orderId: string, depositAmount: string) => ({
      orderId,
      uid: 'c1',
      depositTime: String(Date.UTC(2025, 2, 6, 10)),
      depositCoin: 'USDT',
      depositAmount,
    });
    const page = { code: '00000', msg: 'ok', requestTime, data: [deposit('late-1', '12.5'), deposit('late-2', '-1')] };
    const directory = await writeProject({ 'a1/deposits/2025/03/06/page_1.json': JSON.stringify(page) });
    const bronze = 'select ctid::text, tableoid::text, record_id from public.bronze_deposits';
    const before = await project.inDatabase((query) => query(bronze));
    await project.addPages(directory);
    await project.build();
    const after = await project.inDatabase((query) => query(bronze));
    const places = new Set(before.map((row) => JSON.stringify(row)));
    const added = after.filter((row) => !places.has(JSON.stringify(row)));
    expect(added.map((row) => row.record_id).sort()).toEqual(['late-1', 'late-2']);
    expect(after).toHaveLength(before.length + 2);
    const expected = expectedContent([...loads, { directory }]);
    await project.inDatabase((query) => expectContent(query, expected));
  });

  test('holds what the seed asks for', async () => {
    const rows = await project.inDatabase((query) => query(catalogQuery));
    expect(compareWithCatalog(seedEntries, rows.map(catalogRow), new Date())).toEqual([]);
  });

  test('made anew, has the content that all pages at once give, and keeps the audit trail', async () => {
    const trail = 'select audit_id::text, ctid::text, xmin::text from public.audit_log';
    const before = await project.inDatabase((query) => query(trail));
    await project.build({ fullRefresh: true });
    const expected = expectedContent([{ directory: join(project.root, 'data/raw') }]);
    const withoutTrail = new Map([...expected].filter(([name]) => name !== 'audit_log'));
    await project.inDatabase(async (query) => {
      await expectContent(query, withoutTrail);
      expect(await query(trail)).toEqual(expect.arrayContaining([...before]));
    });
  });
});

function catalogRow(row: Readonly<Record<string, string | null>>): CatalogRow {
  const kind = kinds.find((each) => each === row.kind);
  if (!kind) throw new Error(`the catalog query gives a row of kind ${row.kind}`);
  return { kind, relation: row.relation ?? '', name: row.name ?? '', definition: row.definition ?? '' };
}

const kinds: readonly CatalogRow['kind'][] = [
  'relation',
  'column',
  'primary key',
  'foreign key',
  'index',
  'unique index',
  'partition key',
  'partition',
  'function',
];
