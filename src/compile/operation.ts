// A macro that is run by itself, as `run-operation` does: called with its arguments, each question asked at its place.
// What it prints is not SQL that anybody runs: an operation does what its questions do.

import { failed, passed } from '../base/checked.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { createMacroOperation } from '../graph/nodes/operation.ts';
import { callMacro } from '../jinja/index.ts';
import type { Value } from '../jinja/value.ts';
import { callableNames, nodeGlobals } from '../template/globals.ts';
import type { MacroDefinition } from '../template/macros.ts';
import { type Ask, answered, type CompileEnvironment, executingVocabulary, FoundRelations } from './render-node.ts';

/** What `ask` throws passes through. */
export async function callOperation(
  { definition, packageName, template }: MacroDefinition,
  keywords: ReadonlyMap<string, Value>,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<void>> {
  const { name, span, nameSpan } = definition;
  const code = template.file.text.slice(span.start, span.end);
  const operation = createMacroOperation(packageName, name, template.file, code);
  const warnings: Diagnostic[] = [];
  const found = new FoundRelations(operation, environment, 'an operation');
  const vocabulary = executingVocabulary(found, {
    names: new Map(),
    span: nameSpan,
    warn: (warning) => warnings.push(warning),
  });
  const macro = template.bind(definition, nodeGlobals(vocabulary, environment));
  const calling = callMacro(
    macro,
    { positional: [], keywords },
    { callable: () => callableNames(environment.library, packageName) },
  );
  const called = await answered(calling, ask);
  if (called.ok) return passed(undefined, warnings);
  // Arguments that do not fit belong to no place inside the macro: they are reported at its name.
  return failed([...warnings, ...called.problems.map((problem) => ({ ...problem, span: problem.span ?? nameSpan }))]);
}
