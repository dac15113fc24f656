// A compiled data test as assertions/ reads it.

import type { ResolvedTest } from '../assertions/assertion.ts';
import type { CompiledTest } from '../compile/compile-test.ts';

export function resolveTest(compiled: CompiledTest): ResolvedTest {
  const { node, relation, sql } = compiled;
  return { node, relation, sql, to: compiled.to, argumentSpans: argumentSpansOf(compiled) };
}

function argumentSpansOf({ node }: CompiledTest): ResolvedTest['argumentSpans'] {
  return node.test.kind === 'generic' ? node.test.argumentSpans : new Map();
}
