// Short ways to render in tests.

import type { Diagnostic } from '../../../src/diagnostics/diagnostic.ts';
import {
  compileTemplate,
  type Globals,
  type Rendered,
  type RenderOptions,
  render,
  type Template,
} from '../../../src/jinja/index.ts';
import type { Value } from '../../../src/jinja/value.ts';

export const noGlobals: ReadonlyMap<string, Value> = new Map();

export function compiled(text: string, path = 'model.sql'): Template {
  const template = compileTemplate({ path, text });
  if (!template.ok) throw new Error(template.problems.map((problem) => problem.message).join('; '));
  return template.value;
}

export function renderedOf(text: string, globals: Globals = noGlobals, options: RenderOptions = {}): Rendered {
  const result = render(compiled(text), globals, options);
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join('; '));
  return result.value;
}

/** The one diagnostic of a template that cannot be compiled or rendered. */
export function diagnosticOf(text: string, globals: Globals = noGlobals, options: RenderOptions = {}): Diagnostic {
  const template = compileTemplate({ path: 'model.sql', text });
  const result = template.ok ? render(template.value, globals, options) : template;
  const [only, ...others] = result.ok ? [] : result.problems;
  if (!only || others.length > 0) throw new Error('expected exactly one diagnostic');
  return only;
}
