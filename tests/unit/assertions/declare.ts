// Data tests stated in a line, for the tests of assertions.

import type { Assertion, ResolvedTest } from '../../../src/assertions/assertion.ts';
import { readAssertion } from '../../../src/assertions/read-assertion.ts';
import type { JsonObject } from '../../../src/base/json-value.ts';
import type { Checked } from '../../../src/diagnostics/diagnostic.ts';
import { type Span, spanOf, type TextFile } from '../../../src/diagnostics/text-file.ts';
import { dependsOnNothing } from '../../../src/graph/depends-on.ts';
import type { NodeId, Reference, TestNode } from '../../../src/graph/node.ts';
import { createGenericTest, createSingularTest } from '../../../src/graph/nodes/test.ts';
import type { ResourceFile, TestDeclaration } from '../../../src/project/project.ts';
import type { TestConfig } from '../../../src/project/test-config.ts';
import { yamlOf } from '../../../src/project/yaml-value.ts';
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

export const properties: TextFile = { path: 'models/_models.yml', text: 'models:\n  - name: deposits\n' };
export const deposits: RelationName = { schema: 'public', name: 'deposits' };

const plain: TestConfig = {
  enabled: true,
  severity: 'error',
  warnIf: '!= 0',
  errorIf: '!= 0',
  where: null,
  limit: null,
  failCalc: 'count(*)',
  group: null,
  tags: [],
  meta: {},
  raw: {},
  values: {},
  spans: new Map(),
};

export function resolved(declared: Declared): ResolvedTest {
  const { test, column = null, config = {} } = declared;
  const id = declared.id ?? [test ?? 'singular', column ?? '', JSON.stringify(declared.arguments ?? {})].join('.');
  const span = spanOf(properties, 10, 24);
  const argumentTrees = new Map(
    Object.entries(declared.arguments ?? {}).map(([name, value], index) => [
      name,
      yamlOf(value, spanOf(properties, index, index + 1)),
    ]),
  );
  return {
    node: {
      ...testNode(test, { column, arguments: declared.arguments ?? {}, argumentTrees, span }),
      id: nodeId(`test.affiliate.${id}`),
      config: { ...plain, ...config },
    },
    relation: test === null ? null : deposits,
    sql: declared.sql ?? null,
    to: declared.to ?? null,
    inlined: [],
  };
}

function testNode(
  test: string | null,
  given: Pick<TestDeclaration, 'column' | 'arguments' | 'argumentTrees' | 'span'>,
): TestNode {
  const name = `${test ?? 'singular'}_${given.column ?? 'deposits'}`;
  const parsed = { config: plain, references: [], dependsOn: dependsOnNothing };
  const of = { packageName: 'affiliate', file: properties };
  if (test === null) {
    const fqn = ['affiliate', 'singular'];
    const file: ResourceFile = { ...of, kind: 'test', name, fqn, config: [], properties: null, snapshot: null };
    return { ...createSingularTest(file, parsed), span: given.span };
  }
  const reference = (span: Span): Reference => ({
    kind: 'ref',
    packageName: null,
    name: 'deposits',
    version: null,
    span,
  });
  const declaration: TestDeclaration = { ...given, name: test, customName: name, config: [], description: '' };
  return createGenericTest(declaration, { ...of, label: 'deposits', folders: [], reference }, parsed);
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
