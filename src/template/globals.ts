// Everything that a node's template may name: names of the rendering itself, the project's macros, those built in, then
// dbt's functions and values. Jinja's own come after them. A value is made when it is asked for, once for each rendering.

import { HostNamespace } from '../jinja/host-function.ts';
import type { Value } from '../jinja/value.ts';
import { adapterMembers } from './adapter.ts';
import { builtinMacroNames, builtinMacros } from './builtin/library.ts';
import { configMembers } from './config-object.ts';
import { conversionMembers } from './conversion.ts';
import { exceptionMembers } from './exceptions.ts';
import { type MacroLibrary, macroScope } from './macros.ts';
import type { Members, NodeContext } from './node-context.ts';
import { referenceMembers } from './references.ts';
import { runMembers } from './run-values.ts';
import { statementMembers } from './statements.ts';
import { settingMembers } from './variables.ts';
import type { NodeVocabulary, TemplateEnvironment } from './vocabulary.ts';

const members: Members = new Map([
  ...referenceMembers,
  ...configMembers,
  ...settingMembers,
  ...runMembers,
  ...conversionMembers,
  ...exceptionMembers,
  ...adapterMembers,
  ...statementMembers,
]);

/** The names as a function. A macro of the project wins over a function of dbt's, which stays reachable as `builtins.name`. */
export function nodeGlobals(
  vocabulary: NodeVocabulary,
  environment: TemplateEnvironment,
): (name: string) => Value | undefined {
  const made = new Map<string, Value>();
  const member = (name: string): Value | undefined => {
    const known = made.get(name);
    if (known !== undefined) return known;
    const make = members.get(name);
    if (!make) return undefined;
    const value = make(context);
    made.set(name, value);
    return value;
  };
  const builtins = new HostNamespace('dict', member);
  const names = new HostNamespace('dict', (name) => global(name));
  const global = (name: string): Value | undefined => {
    if (name === 'builtins') return builtins;
    if (name === 'context') return names;
    const own = vocabulary.extra(name);
    return own === undefined ? (macros.plain(name) ?? member(name)) : own;
  };
  const macros = macroScope(environment.library, {
    packageName: vocabulary.packageName,
    builtin: builtinMacros(() => context),
    globals: () => global,
    asked: (id) => vocabulary.asked?.('macro', id),
  });
  const context: NodeContext = { environment, vocabulary, macros, global, results: new Map() };
  return global;
}

/** The names that a file of the package may call: those of its macros, the project's, the built-in ones, and dbt's functions. */
export function callableNames(library: MacroLibrary, packageName: string): readonly string[] {
  const macros = [packageName, library.projectName].flatMap((from) => [...(library.packages.get(from)?.keys() ?? [])]);
  return [...macros, ...builtinMacroNames, ...members.keys()];
}
