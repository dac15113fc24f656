import { beforeAll, expect, test } from 'vitest';
import { seedColumns } from '../../../../src/plan/shape/seed-columns.ts';
import { loadParser } from '../../../../src/sql/parser.ts';
import { seedContent, seedNode } from '../../../support/plan-inputs.ts';

beforeAll(loadParser);

test('config wins over properties, and these over the cells; names fold as PostgreSQL folds them', () => {
  const content = seedContent('s', { columns: ['A', 'b', 'C d', 'e'], rows: [['1', '2', '3', '4']], checksum: 'c' });
  const node = seedNode('s', {
    config: { quote_columns: false, column_types: { a: 'varchar(5)' } },
    columns: { a: 'text', b: 'decimal(10)' },
  });
  expect(seedColumns(node, content).map(({ name, type }) => [name, type])).toEqual([
    ['a', 'character varying(5)'],
    ['b', 'numeric(10,0)'],
    ['C d', 'integer'],
    ['e', 'integer'],
  ]);
  const quoted = seedNode('s');
  expect(seedColumns(quoted, content).map(({ name }) => name)).toEqual(['A', 'b', 'C d', 'e']);
});
