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

/** Mistakes of the call itself are the declaration's, and so are its places in the notes of others: nobody wrote the call. */
export function atDeclaration(problems: readonly Diagnostic[], call: Template, span: Span): readonly Diagnostic[] {
  const placed = <T extends { readonly span?: Span | undefined }>(one: T): T =>
    one.span?.file === call.file ? { ...one, span } : one;
  return problems.map((problem) => placed({ ...problem, notes: problem.notes.map(placed) }));
}
