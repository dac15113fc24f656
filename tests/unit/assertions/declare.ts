// Data tests stated in a line, for the tests of assertions.

import type { Assertion, ResolvedTest } from '../../../src/assertions/assertion.ts';
import { readAssertion } from '../../../src/assertions/read-assertion.ts';
import type { JsonObject } from '../../../src/base/json-value.ts';
import type { Checked } from '../../../src/diagnostics/diagnostic.ts';
import { type SourceText, spanOf } from '../../../src/diagnostics/source-text.ts';
import type { NodeId } from '../../../src/graph/node.ts';
import type { TestConfig } from '../../../src/project/test-config.ts';
import type { RelationName } from '../../../src/sql/sql.ts';

export interface Declared {
  /** Null: a singular test. */
  readonly test: string | null;
  readonly column?: string;
  readonly arguments?: JsonObject;
  readonly config?: Partial<TestConfig>;
  readonly sql?: string;
  readonly to?: RelationName;
  readonly id?: string;
}

export const properties: SourceText = { path: 'models/_models.yml', text: 'models:\n  - name: deposits\n' };
export const deposits: RelationName = { schema: 'public', name: 'deposits' };

const plain: TestConfig = {
  enabled: true,
  severity: 'error',
  warnIf: '!= 0',
  errorIf: '!= 0',
  where: null,
  limit: null,
  failCalc: 'count(*)',
  tags: [],
  meta: {},
  raw: {},
  values: {},
};

export function resolved(declared: Declared): ResolvedTest {
  const { test, column = null, config = {} } = declared;
  const id = declared.id ?? [test ?? 'singular', column ?? '', JSON.stringify(declared.arguments ?? {})].join('.');
  const span = spanOf(properties, 10, 24);
  const names = Object.keys(declared.arguments ?? {});
  const argumentSpans = new Map(names.map((name, index) => [name, spanOf(properties, index, index + 1)]));
  return {
    node: {
      resourceType: 'test',
      id: nodeId(`test.affiliate.${id}`),
      name: `${test ?? 'singular'}_${column ?? 'deposits'}`,
      packageName: 'affiliate',
      fqn: ['affiliate', test ?? 'singular'],
      tags: [],
      source: properties,
      description: '',
      meta: {},
      test:
        test === null
          ? { kind: 'singular' }
          : { kind: 'generic', name: test, arguments: declared.arguments ?? {}, argumentSpans, column },
      attachedTo: null,
      config: { ...plain, ...config },
      references: [],
      span,
    },
    relation: test === null ? null : deposits,
    sql: declared.sql ?? null,
    to: declared.to ?? null,
    inlined: [],
  };
}

export function read(declared: Declared): Checked<Assertion> {
  return readAssertion(resolved(declared));
}

/** Throws the problems of a declaration that should be right. */
export function assertion(declared: Declared): Assertion {
  const checked = read(declared);
  if (!checked.ok) throw new Error(checked.problems.map((problem) => problem.message).join('\n'));
  return checked.value;
}

function nodeId(text: string): NodeId {
  return text as NodeId;
}
