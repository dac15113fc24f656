// What a node is made with beside its own text and the nodes that it reads: names that the parser has found, as plain values.
// A node means something else exactly when its text, its settings or one of these do.

export interface DependsOn {
  /** Ids of the macros that its templates call themselves, `macro.package.name`: dbt's `depends_on.macros`. */
  readonly macros: readonly string[];
  /** These, and all that they call in turn. */
  readonly reachedMacros: readonly string[];
  /** Names that its templates, and the macros that they reach, give to `var()` and `env_var()`. */
  readonly vars: readonly string[];
  readonly envVars: readonly string[];
  /** Ids of the docs blocks that its descriptions and its templates name, `doc.package.name`. */
  readonly docs: readonly string[];
}

export const dependsOnNothing: DependsOn = { macros: [], reachedMacros: [], vars: [], envVars: [], docs: [] };

/** Names as they are found: of some kinds, in any order. */
export type NamesFound = { readonly [Kind in keyof DependsOn]?: Iterable<string> };

/** All names of all parts, each once and sorted, so that equal nodes have equal facts. */
export function dependsOn(...parts: readonly NamesFound[]): DependsOn {
  const all = (kind: keyof DependsOn) => [...new Set(parts.flatMap((part) => [...(part[kind] ?? [])]))].sort();
  return {
    macros: all('macros'),
    reachedMacros: all('reachedMacros'),
    vars: all('vars'),
    envVars: all('envVars'),
    docs: all('docs'),
  };
}
