// adapter.dispatch: the implementation of a macro for PostgreSQL, searched for in the project's order of packages.

import { TemplateError } from '../jinja/errors.ts';
import type { Value } from '../jinja/value.ts';
import { builtinPackage } from './macros.ts';
import type { NodeContext } from './node-context.ts';

/** The adapter's own implementations first, then those for every adapter. */
const prefixes = ['postgres', 'default'] as const;

/** The macro, or a 'raised' error that lists where it was searched for. */
export function dispatched(context: NodeContext, name: string, namespace: string | null): Value {
  const [first = '', ...rest] = name.split('.');
  if (rest.length > 0) {
    throw new TemplateError('raised', `adapter.dispatch takes the name of a macro without its package, not '${name}'`, {
      help: `Write adapter.dispatch('${rest.join('.')}', '${first}')`,
    });
  }
  const { environment, macros } = context;
  const searched: string[] = [];
  for (const candidate of dispatchCandidates({ ...environment.run, hasPackage: macros.hasPackage }, name, namespace)) {
    const { packageName } = candidate;
    searched.push(packageName === null ? candidate.name : `${packageName}.${candidate.name}`);
    const found = packageName === null ? macros.plain(candidate.name) : macros.inPackage(packageName, candidate.name);
    if (found !== undefined) return found;
  }
  throw new TemplateError('raised', `adapter.dispatch finds no macro '${name}' for PostgreSQL`, {
    help: `Define one of ${searched.join(', ')}`,
  });
}

/** What decides where an implementation is searched for. */
export interface DispatchRules {
  /** The project's search orders: namespace → packages. */
  readonly dispatch: ReadonlyMap<string, readonly string[]>;
  readonly projectName: string;
  readonly hasPackage: (name: string) => boolean;
}

/** The macros that may be meant, the first that exists wins. A package of `null` means the plain name, as the node sees it. */
export function dispatchCandidates(
  rules: DispatchRules,
  name: string,
  namespace: string | null,
): readonly { readonly packageName: string | null; readonly name: string }[] {
  return searchOrder(rules, namespace).flatMap((packageName) =>
    prefixes.map((prefix) => ({ packageName, name: `${prefix}__${name}` })),
  );
}

function searchOrder({ dispatch, projectName, hasPackage }: DispatchRules, namespace: string | null) {
  if (namespace === null) return [null];
  const configured = dispatch.get(namespace);
  if (configured && configured.length > 0) return configured;
  return hasPackage(namespace) || namespace === builtinPackage ? [projectName, namespace] : [null];
}
