// Protects how circles are found: every set of nodes that depend on each other, in graphs of any depth.

import { expect, test } from 'vitest';
import { knotsOf } from '../../../src/graph/knots.ts';
import type { NodeId } from '../../../src/graph/node.ts';
import { Random } from '../../support/random.ts';

type Edges = ReadonlyMap<NodeId, readonly NodeId[]>;

const id = (number: number) => `model.shop.m${number}` as NodeId;

function knots(edges: Edges): readonly string[] {
  return knotsOf(edges.keys(), (node) => edges.get(node) ?? [])
    .map((knot) => [...knot].sort().join(' '))
    .sort();
}

/** By what each node reaches, which is the definition. */
function knotsByReach(edges: Edges): readonly string[] {
  const reach = new Map(
    [...edges.keys()].map((start) => {
      const found = new Set<NodeId>();
      const next = [...(edges.get(start) ?? [])];
      for (let node = next.pop(); node !== undefined; node = next.pop()) {
        if (!found.has(node)) next.push(...(edges.get(node) ?? []));
        found.add(node);
      }
      return [start, found] as const;
    }),
  );
  const each = [...edges.keys()].flatMap((node) => {
    if (!reach.get(node)?.has(node)) return [];
    return [[...edges.keys()].filter((other) => reach.get(node)?.has(other) && reach.get(other)?.has(node))];
  });
  return [...new Set(each.map((knot) => [...knot].sort().join(' ')))].sort();
}

test('are what the definition says, in random graphs', () => {
  const random = new Random(7);
  for (let count = 0; count < 300; count += 1) {
    const size = 1 + random.below(9);
    const edges = new Map(
      Array.from({ length: size }, (_, number) => [
        id(number),
        Array.from({ length: size }, (_, other) => id(other)).filter(() => random.below(10) < 2),
      ]),
    );
    expect(knots(edges)).toEqual(knotsByReach(edges));
  }
});

test('are found at any depth', () => {
  const deep = 50_000;
  const chain = new Map(Array.from({ length: deep }, (_, number) => [id(number), [id(number + 1)]]));
  expect(knots(chain.set(id(deep), []))).toEqual([]);
  const [circle] = knotsOf(chain.set(id(deep), [id(0)]).keys(), (node) => chain.get(node) ?? []);
  expect(circle).toHaveLength(deep + 1);
});
