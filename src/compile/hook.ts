// The hooks of the project, on-run-start and on-run-end: statements around a run, in templates of their own.

import { failed, passed } from '../base/checked.ts';
import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import type { Span } from '../diagnostics/source-text.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Template } from '../jinja/template.ts';
import type { Value } from '../jinja/value.ts';
import type { Placed } from '../project/project.ts';
import { nodeId } from './node-id.ts';
import { type Ask, type CompileEnvironment, type Operation, renderTemplate } from './render-node.ts';

export type HookMoment = 'on-run-start' | 'on-run-end';

/** The template of a hook; its mistakes stand at the project file's entry. */
export function compileHook(hook: Placed<string>): Checked<Template> {
  const template = compileTemplate({ path: hook.span.source.path, text: hook.value });
  return template.ok ? template : failed(atEntry(template.problems, hook.span));
}

function atEntry(problems: readonly Diagnostic[], span: Span): readonly Diagnostic[] {
  return problems.map((problem) => (problem.span?.source.path === span.source.path ? { ...problem, span } : problem));
}

/** The statement of a hook, empty where it renders to nothing. `names` are those that only this moment has. */
export async function renderHook(
  hook: Placed<string>,
  moment: HookMoment,
  index: number,
  environment: CompileEnvironment,
  ask: Ask,
  names: ReadonlyMap<string, Value>,
): Promise<Checked<string>> {
  const template = compileHook(hook);
  if (!template.ok) return template;
  const { projectName } = environment.run;
  const name = `${projectName}-${moment}-${index}`;
  const operation: Operation = {
    resourceType: 'operation',
    id: nodeId('operation', projectName, name),
    name,
    packageName: projectName,
    source: template.value.source,
    fqn: [projectName, 'hooks', name],
  };
  const rendered = await renderTemplate(template.value, operation, environment, ask, names);
  if (!rendered.ok) return failed(atEntry(rendered.problems, hook.span));
  return passed(rendered.value.text, rendered.warnings);
}
