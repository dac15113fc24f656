import { beforeAll, expect, test } from 'vitest';
import { inferType, seedColumns } from '../../../src/plan/seed-columns.ts';
import { loadParser } from '../../../src/sql/parser.ts';
import { seedNode } from '../../support/plan-inputs.ts';

beforeAll(loadParser);

test.each([
  ['integer', ['1', '-2', null, '2147483647']],
  ['bigint', ['1', '2147483648', '-9223372036854775808']],
  ['numeric', ['1', '9223372036854775808']],
  ['numeric', ['1.50', '-0.1', '2']],
  ['text', ['007', '1']],
  ['text', ['1e5', '1']],
  ['text', ['1', 'a']],
  ['date', ['2026-02-28', null]],
  ['text', ['2026-02-30']],
  ['timestamp without time zone', ['2026-02-28 10:00', '2026-02-28T10:00:00.123456']],
  ['timestamp with time zone', ['2026-02-28T10:00:00Z', '2026-02-28 10:00:00+02:00']],
  ['text', ['2026-02-28', '2026-02-28 10:00:00']],
  ['boolean', ['true', 'FALSE']],
  ['text', ['yes', 'no']],
  ['text', [null, null]],
] as const)('%s for %j', (type, cells) => {
  expect(inferType(cells)).toBe(type);
});

test('config wins over properties, and these over the cells; names fold as PostgreSQL folds them', () => {
  const content = { columns: ['A', 'b', 'C d', 'e'], rows: [['1', '2', '3', '4']], checksum: 'c' };
  const node = seedNode('s', {
    config: { column_types: { a: 'varchar(5)' } },
    columns: { a: 'text', b: 'decimal(10)' },
  });
  expect(seedColumns(node, content).map(({ name, type }) => [name, type])).toEqual([
    ['a', 'character varying(5)'],
    ['b', 'numeric(10,0)'],
    ['C d', 'integer'],
    ['e', 'integer'],
  ]);
  const quoted = seedNode('s', { config: { quote_columns: true } });
  expect(seedColumns(quoted, content).map(({ name }) => name)).toEqual(['A', 'b', 'C d', 'e']);
});
