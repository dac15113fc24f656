// Exposures, metrics, semantic models and saved queries as nodes: what they refer to, read from their texts.

import { failed, passed } from '../base/checked.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { createDeclared, type DeclaredNode } from '../graph/nodes/declared.ts';
import { parseReference, type Reference } from '../graph/reference.ts';

import type { Declaration, Placed } from '../project/project.ts';
import { parseEmbedded } from './embedded-template.ts';
import type { ParseEnvironment } from './parse-template.ts';

/** What is disabled is not looked into, as in dbt. */
export function parseDeclaration(declared: Declaration, environment: ParseEnvironment): Checked<DeclaredNode> {
  if (!declared.enabled) return passed(createDeclared(declared, []));
  const problems: Diagnostic[] = [];
  const references: Reference[] = [
    ...declared.metrics.map(({ value, span }) => ({ kind: 'metric', packageName: null, name: value, span }) as const),
    ...declared.measures.map(({ value, span }) => ({ kind: 'measure', name: value, span }) as const),
  ];
  for (const text of declared.references) {
    const read = readReference(text, declared, environment);
    if (read.ok) references.push(...read.value);
    else problems.push(...read.problems);
  }
  return problems.length > 0 ? failed(problems) : passed(createDeclared(declared, references));
}

const metricCall = /^\s*metric\s*\(\s*(['"])([^'"]+)\1\s*(?:,\s*(['"])([^'"]+)\3\s*)?\)\s*$/;

/** A call as dbt writes it there, without braces; what is no plain one is rendered. */
function readReference(
  { value, span }: Placed<string>,
  declared: Declaration,
  environment: ParseEnvironment,
): Checked<readonly Reference[]> {
  const plain = parseReference(value, span);
  if (plain) return passed([plain]);
  const [, , first = '', , second] = metricCall.exec(value) ?? [];
  if (first !== '')
    return passed([{ kind: 'metric', packageName: second ? first : null, name: second ?? first, span }]);
  const subject = { node: declared, model: () => declared.written };
  const parsed = parseEmbedded({ sql: `{{ ${value} }}`, span }, subject, environment);
  if (!parsed.ok) return failed(parsed.problems.map((problem) => ({ ...problem, span })));
  if (parsed.value.references.length > 0)
    return passed(parsed.value.references.map((reference) => ({ ...reference, span })));
  return failed([
    errorAt('SETTING_VALUE', `"${value}" refers to nothing`, {
      span,
      help: "Write ref('model'), source('name', 'table') or metric('name')",
    }),
  ]);
}
