// Everything that a node's template may name: the project's macros, then dbt's functions and values, then Jinja's own.

import type { Globals } from '../jinja/template.ts';
import type { Value } from '../jinja/value.ts';
import { HostNamespace } from './host-function.ts';
import { type MacroLibrary, macroScope } from './macros.ts';
import { referenceFunctions } from './references.ts';
import { runValues } from './run-values.ts';
import type { NodeVocabulary, RunFacts } from './vocabulary.ts';

/** A macro of the project wins over a function of dbt's of the same name, which stays reachable as `builtins.name`. */
export function nodeGlobals(vocabulary: NodeVocabulary, run: RunFacts, library: MacroLibrary): Globals {
  const builtins = referenceFunctions(vocabulary, run);
  const own = new Map<string, Value>([...builtins, ...runValues(vocabulary, run)]);
  own.set('builtins', new HostNamespace('builtins', builtins));
  own.set('context', new HostNamespace('context', (name) => globals(name)));
  const globals = (name: string): Value | undefined => macros(name) ?? own.get(name);
  const macros = macroScope(library, () => globals);
  return globals;
}
