// Hooks: statements of the user's around a node or a run, each a template of its own that a setting or a config() call holds.
// They are rendered where they run, never before: what a hook asks the database is asked there, and may write.

import { failed, passed } from '../base/checked.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import { diagnosticWithin, placesWithin } from '../diagnostics/embedded-text.ts';
import type { SourceMap } from '../diagnostics/source-map.ts';
import type { Span } from '../diagnostics/text-file.ts';
import type { BuiltNode } from '../graph/node.ts';
import { createHookOperation, type Operation } from '../graph/nodes/operation.ts';
import type { Value } from '../jinja/value.ts';
import type { Hook } from '../project/model-config.ts';
import type { RunHook } from '../project/project.ts';
import type { CompiledText } from './compiled-model.ts';
import { compileEmbedded } from './embedded-template.ts';
import { type Ask, type CompileEnvironment, renderTemplate } from './render-node.ts';

export type RunMoment = 'on-run-start' | 'on-run-end';

/** The statement of a node's hook, empty where it renders to nothing. Hooks see what their node's own template sees. */
export function renderNodeHook(
  hook: Hook,
  node: BuiltNode,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<CompiledText>> {
  return renderHook(hook, { node }, environment, ask);
}

/** When a hook of the run runs, with the names that only this moment has. */
export interface RunHookPlace {
  readonly moment: RunMoment;
  readonly names: ReadonlyMap<string, Value>;
}

/** The statement of a hook of the run, empty where it renders to nothing. */
export function renderRunHook(
  hook: RunHook,
  { moment, names }: RunHookPlace,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<CompiledText>> {
  const file = { path: hook.span.file.path, text: hook.sql };
  const node = createHookOperation(hook.packageName, moment, hook.index, file);
  return renderHook(hook, { node, names }, environment, ask);
}

async function renderHook(
  hook: Hook,
  { node, names = new Map() }: { readonly node: BuiltNode | Operation; readonly names?: ReadonlyMap<string, Value> },
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<CompiledText>> {
  const template = compileEmbedded(hook);
  if (!template.ok) return template;
  const { file } = template.value;
  const place = placesWithin(file, hook.span);
  const rendered = await renderTemplate(
    { template: template.value, node, names, isHook: true },
    environment,
    (request, span, calls) =>
      ask(
        request,
        place(span),
        calls.map((call) => ({ ...call, span: place(call.span) })),
      ),
  );
  if (!rendered.ok) return failed(rendered.problems.map((problem) => diagnosticWithin(problem, file, hook.span)));
  const { text, map } = rendered.value;
  return passed(
    { sql: text, map: mapWithin(map, place), file: hook.span.file },
    rendered.warnings.map((warning) => diagnosticWithin(warning, file, hook.span)),
  );
}

function mapWithin(map: SourceMap, place: (span: Span) => Span): SourceMap {
  return {
    originAt(offset) {
      const origin = map.originAt(offset);
      if (!origin) return undefined;
      const calls = origin.calls.map((call) => ({ ...call, span: place(call.span) }));
      return { ...origin, span: place(origin.span), calls };
    },
  };
}
