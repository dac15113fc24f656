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
  const searched: string[] = [];
  for (const packageName of searchOrder(context, namespace)) {
    for (const prefix of prefixes) {
      const candidate = `${prefix}__${name}`;
      searched.push(packageName === null ? candidate : `${packageName}.${candidate}`);
      const found =
        packageName === null ? context.macros.plain(candidate) : context.macros.inPackage(packageName, candidate);
      if (found !== undefined) return found;
    }
  }
  throw new TemplateError('raised', `adapter.dispatch finds no macro '${name}' for PostgreSQL`, {
    help: `Define one of ${searched.join(', ')}`,
  });
}

/** `null` means the plain name, as the node sees it. */
function searchOrder({ run, macros }: NodeContext, namespace: string | null): readonly (string | null)[] {
  if (namespace === null) return [null];
  const configured = run.dispatch.get(namespace);
  if (configured && configured.length > 0) return configured;
  return macros.hasPackage(namespace) || namespace === builtinPackage ? [run.projectName, namespace] : [null];
}
