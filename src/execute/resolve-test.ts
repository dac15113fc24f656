// A compiled data test as assertions/ reads it.

import type { ResolvedTest } from '../assertions/assertion.ts';
import type { CompiledTest } from '../compile/compile-test.ts';

export function resolveTest({ node, relation, sql, to, inlined }: CompiledTest): ResolvedTest {
  return { node, relation, sql, to, inlined };
}
