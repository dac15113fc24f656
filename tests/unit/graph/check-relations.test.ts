// Protects rows from nodes that share a relation, and the state from nodes that would be in its schema.

import { describe, expect, test } from 'vitest';
import { renderDiagnosticLine } from '../../../src/diagnostics/render-diagnostic.ts';
import { checkRelations } from '../../../src/graph/check-relations.ts';
import type { ModelNode, Node } from '../../../src/graph/node.ts';
import { dataTest, model, snapshot, source } from '../../support/graph-nodes.ts';

const at = (node: ModelNode, schema: string, name: string): ModelNode => ({ ...node, relation: { schema, name } });
const ephemeral = (node: ModelNode): ModelNode => ({ ...node, config: { ...node.config, materialized: 'ephemeral' } });
const told = (nodes: readonly Node[], state = 'smelt') => checkRelations(nodes, state).map(renderDiagnosticLine);

describe('nodes of one relation', () => {
  test('are one mistake, with the place of each', () => {
    const nodes = [model('m'), at(model('n'), 'public', 'm'), at(model('o'), 'public', 'm'), model('p')];
    const [mistake, ...others] = checkRelations(nodes, 'smelt');
    expect(others).toEqual([]);
    expect(mistake?.code).toBe('RELATION_SHARED');
    expect(mistake?.message).toContain('"public"."m": model.shop.m, model.shop.n, model.shop.o');
    expect([mistake?.span, ...(mistake?.notes ?? []).map(({ span }) => span)].map((span) => span?.file.path)).toEqual([
      'models/o.sql',
      'models/m.sql',
      'models/n.sql',
    ]);
  });

  test('are told of two packages, too, and not twice where they have one id', () => {
    expect(told([model('m'), model('m', [], { packageName: 'other' })])).toHaveLength(1);
    expect(told([model('m'), model('m')])).toEqual([]);
  });

  test('may be a model and a snapshot, whose rows nothing could bring back', () => {
    const [line = ''] = told([at(model('m'), 'snapshots', 's'), snapshot('s')]);
    expect(line).toContain('"snapshots"."s": model.shop.m, snapshot.shop.s');
  });

  test('are no mistake where one makes no relation, or it is another by case or schema', () => {
    expect(told([model('m'), at(model('n', [], { enabled: false }), 'public', 'm')])).toEqual([]);
    expect(told([model('m'), ephemeral(at(model('n'), 'public', 'm'))])).toEqual([]);
    expect(told([model('m'), model('M'), at(model('n'), 'other', 'm')])).toEqual([]);
    expect(told([model('m'), source('public', 'm'), dataTest('t', ['m'])])).toEqual([]);
  });
});

test('every node in the schema of the state is a mistake, whatever its name', () => {
  const nodes = [at(model('m'), 'smelt', 'm'), at(model('n'), 'smelt', 'runs'), model('o'), source('smelt', 'runs')];
  const mistakes = checkRelations(nodes, 'smelt');
  expect(mistakes.map(({ code, span }) => `${code} ${span?.file.path}`)).toEqual([
    'RELATION_IN_STATE models/m.sql',
    'RELATION_IN_STATE models/n.sql',
  ]);
  expect(told(nodes, 'elsewhere')).toEqual([]);
  expect(told([model('m')], 'public')).toHaveLength(1);
});
