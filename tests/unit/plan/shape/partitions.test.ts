import { expect, test } from 'vitest';
import { expandPartitions, isDividedBy } from '../../../../src/plan/shape/partitions.ts';
import type { PartitionBy } from '../../../../src/project/model-config.ts';

const target = { schema: 'public', name: 'deposits' };

function range(granularity: 'day' | 'week' | 'month' | 'quarter' | 'year', maxNew = 36): PartitionBy {
  return { kind: 'range', field: 'at', granularity, behind: 1, ahead: 1, default: false, maxNew };
}

const list: PartitionBy = { kind: 'list', field: 'region', values: ['eu', 'us'], default: false, maxNew: 36 };

function statements(
  partitionBy: PartitionBy,
  rows: readonly Readonly<Record<string, unknown>>[],
  bounds: readonly string[] = [],
  namedAfter = 'deposits',
): readonly string[] {
  const existing = bounds.map((bound, index) => ({ name: { schema: 'public', name: `p${index}` }, bound }));
  const made = expandPartitions({ target, namedAfter, partitionBy, existing }, rows);
  if (!made.ok) throw new Error(made.problems.map(({ code, message }) => `${code}: ${message}`).join());
  return made.value.map(({ text }) => text);
}

function names(...given: Parameters<typeof statements>): readonly string[] {
  return statements(...given).flatMap((text) => /^create table "public"\."(.*?)"/.exec(text)?.[1] ?? []);
}

test('a missing partition is made like its table and attached', () => {
  expect(statements(range('month'), [{ lower: '2026-11-01', upper: '2026-12-01' }])).toEqual([
    'create table "public"."deposits_2026_11" (like "public"."deposits" including defaults including constraints including generated including storage including compression)',
    `alter table "public"."deposits" attach partition "public"."deposits_2026_11" for values from ('2026-11-01') to ('2026-12-01')`,
  ]);
});

test.each([
  ['day', '2026-11-23', '2026-11-24', 'deposits_2026_11_23'],
  ['week', '2026-11-23', '2026-11-30', 'deposits_w2026_11_23'],
  ['month', '2026-11-01', '2026-12-01', 'deposits_2026_11'],
  ['quarter', '2026-10-01', '2027-01-01', 'deposits_2026_q4'],
  ['year', '2026-01-01', '2027-01-01', 'deposits_y2026'],
] as const)('by %s a partition is named after its lower bound', (granularity, lower, upper, name) => {
  expect(names(range(granularity), [{ lower, upper }])).toEqual([name]);
});

test('a long name is cut and marked, so that two long names do not meet', () => {
  const [one] = names(range('month'), [{ lower: '2026-11-01', upper: '2026-12-01' }], [], `${'é'.repeat(31)}a`);
  const [other] = names(range('month'), [{ lower: '2026-11-01', upper: '2026-12-01' }], [], `${'é'.repeat(31)}b`);
  expect(Buffer.byteLength(one ?? '')).toBeLessThanOrEqual(63);
  expect(one).toMatch(/_2026_11$/);
  expect(one).not.toBe(other);
});

test('what a partition covers already is not made, whatever its granularity and type', () => {
  const rows = [
    { lower: '2026-10-01', upper: '2026-11-01' },
    { lower: '2026-11-01', upper: '2026-12-01' },
    { lower: '2027-01-01', upper: '2027-02-01' },
  ];
  expect(names(range('month'), rows, ["FOR VALUES FROM ('2026-01-01') TO ('2027-01-01')"])).toEqual([
    'deposits_2027_01',
  ]);
  expect(
    names(range('month'), rows, ["FOR VALUES FROM ('2026-11-01 00:00:00+00') TO ('2026-12-01 00:00:00+00')"]),
  ).toEqual(['deposits_2026_10', 'deposits_2027_01']);
  expect(names(range('month'), rows, ['FOR VALUES FROM (MINVALUE) TO (MAXVALUE)', 'DEFAULT'])).toEqual([]);
});

test('list values, quoted as PostgreSQL prints them', () => {
  const rows = [{ lower: 'eu' }, { lower: "it's" }, { lower: '7' }, { lower: null }];
  expect(names(list, rows, ["FOR VALUES IN ('eu', 'it''s')", 'FOR VALUES IN (7)'])).toEqual([]);
  expect(names(list, [{ lower: 'eu' }, { lower: 'a b' }])).toEqual([
    'deposits_eu',
    expect.stringMatching(/^deposits_v[0-9a-f]{8}$/),
  ]);
});

test('too many new ones, and bounds that no partition can have, are refused with the values', () => {
  const many = Array.from({ length: 12 }, (_, index) => ({
    lower: `${2000 + index}-01-01`,
    upper: `${2001 + index}-01-01`,
  }));
  expect(() => statements(range('year', 11), many)).toThrow(
    'PARTITION_TOO_MANY: this batch needs 12 new partitions, more than max_new: 2000-01-01, 2001-01-01, 2002-01-01, 2003-01-01, 2004-01-01, 2005-01-01, 2006-01-01, 2007-01-01, 2008-01-01, 2009-01-01, and 2 more',
  );
  expect(names(range('year', 12), many)).toHaveLength(12);
  const unfit = [
    { lower: 'infinity', upper: 'infinity' },
    { lower: '0044-03-01 BC', upper: '0044-04-01 BC' },
  ];
  expect(() => statements(range('month'), unfit)).toThrow(
    'PARTITION_KEY_UNFIT: no partition by month can hold infinity, 0044-03-01 BC',
  );
});

test('a table is divided as it should be, whichever names the server quotes', () => {
  expect(isDividedBy(range('month'), 'RANGE (at)')).toBe(true);
  expect(isDividedBy(range('month'), 'RANGE ("at")')).toBe(true);
  expect(isDividedBy(range('month'), 'LIST (at)')).toBe(false);
  expect(isDividedBy(range('month'), 'RANGE (other)')).toBe(false);
  expect(isDividedBy({ ...list, field: 'The "Region"' }, 'LIST ("The ""Region""")')).toBe(true);
});
