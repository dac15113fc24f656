// A generic test that the project or a package wrote as a macro, `{% test name(model, …) %}`: how it is found and called.

import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/text-file.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Template } from '../jinja/template.ts';
import { findMacro, type MacroDefinition, type MacroLibrary } from '../template/macros.ts';

/** The name under which the call finds the test's arguments. */
export const writtenTestArguments = '__smelt_arguments';

/** The macro of a test; undefined where nobody wrote one, as of the tests that are built in. */
export function findWrittenTest(library: MacroLibrary, packageName: string, name: string): MacroDefinition | undefined {
  const { macroName, from } = macroOf(name);
  return from === undefined ? findMacro(library, packageName, macroName) : library.packages.get(from)?.get(macroName);
}

function macroOf(name: string): { readonly macroName: string; readonly from: string | undefined } {
  const [last = name, from] = name.split('.').reverse();
  return { macroName: `test_${last}`, from };
}

/** `name` may say the package: `package.name`; `path` is the declaration's. Undefined where nobody wrote such a test. */
export function writtenTestCall(
  library: MacroLibrary,
  { packageName, name, path }: { readonly packageName: string; readonly name: string; readonly path: string },
): Checked<Template> | undefined {
  if (!findWrittenTest(library, packageName, name)) return undefined;
  const { macroName, from } = macroOf(name);
  const callee = from === undefined ? macroName : `${from}.${macroName}`;
  return compileTemplate({ path, text: `{{ ${callee}(**${writtenTestArguments}) }}` });
}

/** dbt's rule: text that is a call of one of these is an expression, other text a template. */
const call = /^\s*(ref|source|var|env_var|doc)\s*\([\s\S]*\)\s*$/;

export function isCall(text: string): boolean {
  return call.test(text);
}

/** The template that a test's argument is; null where it is plain text. */
export function argumentTemplate(text: string): string | null {
  if (isCall(text)) return `{{ ${text} }}`;
  return /\{[{%#]/.test(text) ? text : null;
}

/** Mistakes of the call itself are the declaration's. */
export function atDeclaration(problems: readonly Diagnostic[], call: Template, span: Span): readonly Diagnostic[] {
  return problems.map((problem) => (problem.span?.file === call.file ? { ...problem, span } : problem));
}
