// The template language on its own: Jinja as Python's Jinja2 3.1 has it and dbt configures it, with positions. It knows
// nothing of SQL and of Smelt. What is exported here is public as `smelt/jinja`.

import { failed, passed } from '../base/checked.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { TextFile } from '../diagnostics/text-file.ts';
import { compileTree } from './code/compiler.ts';
import { CompiledTemplate } from './compiled-template.ts';
import { diagnosticOf, TemplateError } from './errors.ts';
import { builtinFilters } from './filters/builtin-filters.ts';
import { parseTemplate } from './syntax/parser.ts';
import { templateText } from './syntax/template-text.ts';
import type { CompileOptions, Globals, Rendered, RenderOptions, Template } from './template.ts';
import { builtinTests } from './tests/builtin-tests.ts';

/** Compiles a template. What is wrong with it is in the diagnostics, the first mistake only; nothing is thrown for it. */
export function compileTemplate(file: TextFile, options: CompileOptions = {}): Checked<Template> {
  const filters = merged(builtinFilters, options.filters);
  const tests = merged(builtinTests, options.tests);
  try {
    const text = templateText(file, options.keepTrailingNewline ?? false);
    const { trimBlocks = false, lstripBlocks = false } = options;
    const tree = parseTemplate(text, { trimBlocks, lstripBlocks });
    return passed(new CompiledTemplate(file, tree, compileTree(file, tree, { filters, tests })));
  } catch (error) {
    if (error instanceof TemplateError) return failed([diagnosticOf(error)]);
    throw error;
  }
}

function merged<T>(builtin: ReadonlyMap<string, T>, own: ReadonlyMap<string, T> | undefined): ReadonlyMap<string, T> {
  return own ? new Map([...builtin, ...own]) : builtin;
}

/** Renders in one go. A host's function that asks a question ends the rendering with an error: use `Template.start` then. */
export function render(template: Template, globals: Globals, options: RenderOptions = {}): Checked<Rendered> {
  const rendering = template.start(globals, options);
  const progress = rendering.next();
  const end = progress.kind === 'asked' ? rendering.fail(notAnswered, notAnsweredHelp) : progress;
  return end.kind === 'done' ? passed(end.output) : failed(end.kind === 'failed' ? end.diagnostics : noDiagnostics);
}

const notAnswered = 'the template asks something that cannot be answered here';
const notAnsweredHelp = 'Remove the call, or render where its answer is available';
const noDiagnostics: readonly Diagnostic[] = [];

export { callMacro, isMacro } from './compiled-template.ts';
export type { Filter, FilterEnvironment, Test } from './environment.ts';
export { diagnosticOf, TemplateError, type TemplateErrorDetails, type TemplateErrorKind } from './errors.ts';
export { defaultLimits, type Limits } from './limits.ts';
export { returnFunction } from './machine/callables.ts';
export type {
  Called,
  CompileOptions,
  Definition,
  Globals,
  Progress,
  Rendered,
  Rendering,
  RenderOptions,
  Template,
} from './template.ts';
export type * from './tree.ts';
export {
  type CallArguments,
  type CallResult,
  Dict,
  HostObject,
  Invocation,
  List,
  PySet,
  Question,
  Tuple,
  Undefined,
  type Value,
} from './value.ts';
