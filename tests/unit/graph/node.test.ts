// Protects what is asked of every node, whatever its kind: what a run makes, what stands in a relation, how it is reported.

import { expect, test } from 'vitest';
import {
  describe as describeNode,
  displayName,
  hasTurn,
  isBuilt,
  isEphemeral,
  isRefable,
  type ModelNode,
  nounOf,
  ownsRelation,
} from '../../../src/graph/node.ts';
import { dataTest, model, snapshot, source } from '../../support/graph-nodes.ts';

const ephemeral = (node: ModelNode): ModelNode => ({ ...node, config: { ...node.config, materialized: 'ephemeral' } });
const nowhere = { database: 'db', schema: 'public', primaryKey: [] };
const nodes = [model('m'), ephemeral(model('e')), snapshot('s', ['m']), source('raw', 't'), dataTest('d', ['s'])];

test('only models and seeds are built, ephemeral ones without a turn, and snapshots by nobody', () => {
  const which = (holds: (node: (typeof nodes)[number]) => boolean) => nodes.filter(holds).map(({ name }) => name);
  expect(which(isBuilt)).toEqual(['m', 'e']);
  expect(which(hasTurn)).toEqual(['m']);
  expect(which(isEphemeral)).toEqual(['e']);
  expect(which(ownsRelation)).toEqual(['m', 's']);
  expect(which(isRefable)).toEqual(['m', 'e', 's']);
});

test('names and nouns are those that people know', () => {
  expect(nodes.map((node) => `${nounOf(node)} ${displayName(node)}`)).toEqual([
    'model m',
    'model e',
    'snapshot s',
    'source raw.t',
    'data test d',
  ]);
});

test('one dictionary says of a node what is known: while parsing without config, place and parents, in a run with them', () => {
  const [node] = [snapshot('s', ['m'])];
  const parsing = describeNode(node, { ...nowhere, config: {}, parents: [], isPlaced: false });
  const running = describeNode(node, {
    ...nowhere,
    config: { strategy: 'check' },
    parents: [model('m').id],
    isPlaced: true,
  });
  expect(Object.keys(parsing)).toEqual(Object.keys(running));
  expect(parsing).toMatchObject({
    unique_id: 'snapshot.shop.s',
    resource_type: 'snapshot',
    config: {},
    relation_name: null,
    depends_on: { nodes: [], macros: [] },
  });
  expect(running).toEqual({
    ...parsing,
    config: { strategy: 'check' },
    relation_name: '"db"."snapshots"."s"',
    depends_on: { nodes: ['model.shop.m'], macros: [] },
  });
});

test('of a test and a source it says what they are of', () => {
  const surrounding = { ...nowhere, config: {}, parents: [model('m').id], isPlaced: true };
  expect(describeNode(dataTest('d', ['m']), surrounding)).toMatchObject({
    alias: 'd',
    test_metadata: { name: 'not_null', namespace: null },
    refs: [{ name: 'm', package: null, version: null }],
  });
  expect(describeNode(source('raw', 't'), surrounding)).toMatchObject({
    source_name: 'raw',
    relation_name: '"db"."raw"."t"',
  });
});
