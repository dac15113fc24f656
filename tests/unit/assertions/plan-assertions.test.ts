import { expect, test } from 'vitest';
import { maximumAggregates } from '../../../src/assertions/fused-statement.ts';
import { halve, planAssertions } from '../../../src/assertions/plan-assertions.ts';
import type { CatalogColumn, CatalogIndex, CatalogRelation } from '../../../src/catalog/relation.ts';
import { assertion, type Declared, deposits } from './declare.ts';

const column = (name: string, notNull: boolean): CatalogColumn => ({
  name,
  type: 'text',
  notNull,
  default: null,
  identity: null,
  generated: false,
});

const index: CatalogIndex = {
  name: 'deposits_key',
  definition: 'CREATE UNIQUE INDEX deposits_key ON public.deposits USING btree (id)',
  unique: true,
  nullsNotDistinct: false,
  valid: true,
  columns: ['id'],
  partial: false,
};

const relation: CatalogRelation = {
  oid: 1,
  name: deposits,
  kind: 'table',
  owner: 'smelt',
  persistence: 'permanent',
  columns: [column('id', false), column('a', true), column('b', true)],
  indexes: [],
  constraints: [],
  rule: null,
  partitionKey: null,
  partitions: [],
  dependents: [],
  populated: true,
  readsRetired: false,
  refusesChanges: false,
  comment: null,
  triggers: [],
  ownership: null,
};

const unique: Declared = { test: 'unique', column: 'id' };
const combination: Declared = { test: 'unique_combination', arguments: { columns: ['b', 'a'] } };
const single: Declared = { test: 'unique_combination', arguments: { columns: ['id'] } };

function kinds(declared: Declared, facts: Partial<CatalogRelation>): readonly string[] {
  const input = { relation: deposits, assertions: [assertion(declared)], facts: { ...relation, ...facts } };
  return planAssertions(input).map((statement) => statement.kind);
}

test.each<readonly [string, Declared, Partial<CatalogRelation>]>([
  ['on the column', unique, { indexes: [index] }],
  ['on the columns in another order', combination, { indexes: [{ ...index, columns: ['a', 'b'] }] }],
  ['that takes NULLs for equal', single, { indexes: [{ ...index, nullsNotDistinct: true }] }],
  ['within a where', { ...unique, config: { where: 'paid' } }, { indexes: [index] }],
])('a unique index %s answers', (_name, declared, facts) => {
  expect(kinds(declared, facts)).toEqual(['fused']);
});

test.each<readonly [string, Declared, Partial<CatalogRelation>]>([
  ['that is not unique', unique, { indexes: [{ ...index, unique: false }] }],
  ['that is not valid', unique, { indexes: [{ ...index, valid: false }] }],
  ['with a predicate', unique, { indexes: [{ ...index, partial: true }] }],
  ['on more columns', unique, { indexes: [{ ...index, columns: ['id', 'a'] }] }],
  ['on fewer columns', combination, { indexes: [{ ...index, columns: ['a'] }] }],
  ['on an expression', unique, { indexes: [{ ...index, columns: [null] }] }],
  [
    'of another collation',
    unique,
    { indexes: [{ ...index, definition: `${index.definition.slice(0, -1)} COLLATE "C")` }] },
  ],
  ['that lets NULLs repeat, where they are equal', single, { indexes: [index] }],
  [
    'of a table that others inherit from',
    unique,
    { indexes: [index], dependents: [{ kind: 'inheritance', name: deposits, description: 'table child' }] },
  ],
  ['where fail_calc asks something else', { ...unique, config: { failCalc: 'sum(n_records)' } }, { indexes: [index] }],
])('an index %s does not', (_name, declared, facts) => {
  expect(kinds(declared, facts)).toEqual(['fused', 'unique']);
});

test('a relation with very many assertions is scanned several times, and its records are counted once', () => {
  const many = Array.from(
    { length: 600 },
    (_, at): Declared => ({ test: 'not_null', column: 'a', id: `t${at}`, config: { where: `b = ${at}` } }),
  );
  const statements = planAssertions({ relation: deposits, assertions: many.map(assertion), facts: null });
  expect(statements.map(({ assertions, records }) => [assertions.length, records])).toEqual([
    [249, true],
    [249, false],
    [102, false],
  ]);
  for (const { statement } of statements) {
    const aggregates = (statement.text.split('from "public"."deposits"')[0] ?? '').split('count(*)').length - 1;
    expect(aggregates).toBeLessThanOrEqual(maximumAggregates);
  }
  // The first asks for the rows that fail any of all 600.
  expect(statements[0]?.statement.text).toContain('(b = 599)');
});

test('only a fused statement of several assertions can be halved', () => {
  const assertions = [
    { test: 'not_null', column: 'a' },
    { test: 'not_null', column: 'b' },
    { test: 'not_null', column: 'id' },
    unique,
  ].map(assertion);
  const [scan, own] = planAssertions({ relation: deposits, assertions, facts: null });
  if (!scan || !own) throw new Error('there are two statements');
  const halves = halve(scan);
  expect(halves.map((half) => [half.assertions.length, half.records])).toEqual([
    [2, false],
    [1, false],
  ]);
  expect(halves.flatMap((half) => half.assertions)).toEqual(scan.assertions);
  expect(halves.slice(1).flatMap(halve)).toEqual([]);
  expect(halve(own)).toEqual([]);
});

test('singular tests stand on no relation', () => {
  const statements = planAssertions({
    relation: null,
    assertions: [assertion({ test: null, sql: 'select 1' })],
    facts: null,
  });
  expect(statements.map(({ kind, relation: on }) => [kind, on])).toEqual([['custom', null]]);
});
