// What is wrong with data tests and needs no database to be seen: the arguments of the built-in ones, thresholds, scores. It is read as
// a run reads it; arguments with templates are read when they are rendered.

import { readAssertion } from '../assertions/read-assertion.ts';
import { isJsonObject, type JsonValue } from '../base/json-value.ts';
import { argumentTemplate } from '../compile/argument-templates.ts';
import type { ParsedProject } from '../compile/parse-models.ts';
import { findWrittenTest } from '../compile/written-test.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { isTest, type TestNode } from '../graph/node.ts';
import { parseReference } from '../graph/reference.ts';
import type { RelationName } from '../sql/sql.ts';
import { unknownTest } from './check-declarations.ts';

/** Errors and warnings. Needs no graph, so that it is reported beside whatever is wrong with references. */
export function wrongTests(parsed: ParsedProject): readonly Diagnostic[] {
  return parsed.nodes.flatMap((node) => (isTest(node) ? wrongTest(node, parsed) : []));
}

/** In the place of what only a run knows. */
const somewhere: RelationName = { schema: '', name: '' };

function wrongTest(node: TestNode, parsed: ParsedProject): readonly Diagnostic[] {
  const unknown = unknownTest(node, parsed);
  if (unknown.length > 0) return unknown;
  const { test } = node;
  const isBuiltin = test.kind === 'generic' && !findWrittenTest(parsed.library, node.packageName, test.name);
  const to = test.kind === 'generic' ? referred(test.arguments.to, node) : null;
  const others = test.kind === 'generic' ? { ...test.arguments, to: to ? null : (test.arguments.to ?? null) } : {};
  if (isBuiltin && hasTemplate(others)) return [];
  const read = readAssertion({
    node,
    relation: test.kind === 'generic' ? somewhere : null,
    sql: isBuiltin ? null : '',
    to,
    inlined: [],
  });
  return read.ok ? read.warnings : read.problems;
}

function referred(to: JsonValue | undefined, { span }: TestNode): RelationName | null {
  return typeof to === 'string' && parseReference(to, span) ? somewhere : null;
}

function hasTemplate(value: JsonValue): boolean {
  if (typeof value === 'string') return argumentTemplate(value) !== null;
  if (Array.isArray(value)) return value.some(hasTemplate);
  return isJsonObject(value) && Object.values(value).some(hasTemplate);
}
