// Hooks: statements of the user's around a node or a run, each a template of its own that a setting or a config() call holds.
// They are rendered where they run, never before: what a hook asks the database is asked there, and may write.

import { failed, passed } from '../base/checked.ts';
import type { Checked } from '../diagnostics/diagnostic.ts';
import { placesWithin, toldWithin } from '../diagnostics/embedded-text.ts';
import type { SourceMap } from '../diagnostics/source-map.ts';
import type { Span } from '../diagnostics/source-text.ts';
import type { ModelNode, Reference, SeedNode } from '../graph/node.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Template } from '../jinja/template.ts';
import type { Value } from '../jinja/value.ts';
import type { CompiledText } from './compiled-model.ts';
import { nodeId } from './node-id.ts';
import { type ParseEnvironment, parseTemplate } from './parse-template.ts';
import { type Ask, type CompileEnvironment, type Operation, renderTemplate } from './render-node.ts';

export type RunMoment = 'on-run-start' | 'on-run-end';

/** The template of a hook with the setting that states it. */
export interface HookText {
  readonly sql: string;
  readonly span: Span;
}

/** What a hook says of itself when the project is parsed: the references, which are edges of its node's. */
export function parseHook(hook: HookText, environment: ParseEnvironment): Checked<readonly Reference[]> {
  const template = compileHook(hook);
  if (!template.ok) return template;
  const { source } = template.value;
  const parsed = parseTemplate(template.value, environment);
  if (!parsed.ok) return failed(parsed.problems.map((problem) => toldWithin(problem, source, hook.span)));
  const place = placesWithin(source, hook.span);
  return passed(
    parsed.value.references.map((reference) => ({ ...reference, span: place(reference.span) })),
    parsed.warnings.map((warning) => toldWithin(warning, source, hook.span)),
  );
}

/** The template of a hook; its mistakes stand where the hook does. */
export function compileHook({ sql, span }: HookText): Checked<Template> {
  const source = { path: span.source.path, text: sql };
  const template = compileTemplate(source);
  return template.ok ? template : failed(template.problems.map((problem) => toldWithin(problem, source, span)));
}

/** The statement of a node's hook, empty where it renders to nothing. Hooks see what their node's own template sees. */
export function renderNodeHook(
  hook: HookText,
  node: ModelNode | SeedNode,
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<CompiledText>> {
  return renderHook(hook, node, environment, ask, new Map());
}

/** The statement of a hook of the run, empty where it renders to nothing. `names` are those that only this moment has. */
export function renderRunHook(
  hook: HookText,
  {
    moment,
    index,
    names,
  }: { readonly moment: RunMoment; readonly index: number; readonly names: ReadonlyMap<string, Value> },
  environment: CompileEnvironment,
  ask: Ask,
): Promise<Checked<CompiledText>> {
  const { projectName } = environment.run;
  const name = `${projectName}-${moment}-${index}`;
  const operation: Operation = {
    resourceType: 'operation',
    packageName: projectName,
    source: { path: hook.span.source.path, text: hook.sql },
    described: {
      unique_id: nodeId('operation', projectName, name),
      name,
      resource_type: 'operation',
      package_name: projectName,
      fqn: [projectName, 'hooks', name],
      raw_code: hook.sql,
    },
  };
  return renderHook(hook, operation, environment, ask, names);
}

async function renderHook(
  hook: HookText,
  node: ModelNode | SeedNode | Operation,
  environment: CompileEnvironment,
  ask: Ask,
  names: ReadonlyMap<string, Value>,
): Promise<Checked<CompiledText>> {
  const template = compileHook(hook);
  if (!template.ok) return template;
  const { source } = template.value;
  const place = placesWithin(source, hook.span);
  const rendered = await renderTemplate(
    template.value,
    node,
    environment,
    (request, span, calls) =>
      ask(
        request,
        place(span),
        calls.map((call) => ({ ...call, span: place(call.span) })),
      ),
    { names, isHook: true },
  );
  if (!rendered.ok) return failed(rendered.problems.map((problem) => toldWithin(problem, source, hook.span)));
  const { text, map } = rendered.value;
  return passed(
    { sql: text, map: mapWithin(map, place), source: hook.span.source },
    rendered.warnings.map((warning) => toldWithin(warning, source, hook.span)),
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
