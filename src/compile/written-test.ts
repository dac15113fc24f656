// A generic test that the project or a package wrote as a macro, `{% test name(model, …) %}`: how it is found and called.

import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source-text.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Template } from '../jinja/template.ts';
import { findMacro, type MacroLibrary } from '../template/macros.ts';

/** The name under which the call finds the test's arguments. */
export const writtenTestArguments = '__smelt_arguments';

/** `name` may say the package: `package.name`. Undefined where nobody wrote such a test. */
export function writtenTestCall(
  library: MacroLibrary,
  packageName: string,
  name: string,
  path: string,
): Checked<Template> | undefined {
  const [last = name, from] = name.split('.').reverse();
  const macroName = `test_${last}`;
  const isWritten =
    from === undefined ? findMacro(library, packageName, macroName) : library.packages.get(from)?.get(macroName);
  if (!isWritten) return undefined;
  const callee = from === undefined ? macroName : `${from}.${macroName}`;
  return compileTemplate({ path, text: `{{ ${callee}(**${writtenTestArguments}) }}` });
}

/** Mistakes of the call itself are the declaration's. */
export function atDeclaration(problems: readonly Diagnostic[], call: Template, span: Span): readonly Diagnostic[] {
  return problems.map((problem) => (problem.span?.source === call.source ? { ...problem, span } : problem));
}
