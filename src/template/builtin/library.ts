// All macros that come with Smelt, by name. A project's macro of the same name wins.

import type { Value } from '../../jinja/value.ts';
import { builtinPackage } from '../macros.ts';
import type { NodeContext } from '../node-context.ts';
import { type BuiltinMacro, BuiltinMacroObject } from './builtin-macro.ts';
import { crossDatabaseMacros } from './cross-database.ts';
import { dateMacros } from './dates.ts';
import { nodeMacros } from './node-macros.ts';
import { relationMacros } from './relation-macros.ts';

const library: ReadonlyMap<string, BuiltinMacro> = new Map(
  [...crossDatabaseMacros, ...dateMacros, ...nodeMacros, ...relationMacros].map((macro) => [macro.name, macro]),
);

export function isBuiltinMacro(name: string): boolean {
  return library.has(name);
}

/** What calling one may dispatch to: `[macro, namespace]`, of those that a project can give an implementation of its own. */
export function builtinDispatch(name: string): readonly (readonly [string, string])[] {
  const isDispatching = library.has(`default__${name}`) || library.has(`postgres__${name}`);
  return isDispatching ? [[name, builtinPackage]] : [];
}

export const builtinMacroNames: readonly string[] = [...library.keys()];

/** The built-in macros as one node sees them; each is made when it is asked for. */
export function builtinMacros(context: () => NodeContext): (name: string) => Value | undefined {
  const made = new Map<string, Value>();
  return (name) => {
    const definition = library.get(name);
    if (!definition) return undefined;
    const known = made.get(name) ?? new BuiltinMacroObject(definition, context());
    made.set(name, known);
    return known;
  };
}
