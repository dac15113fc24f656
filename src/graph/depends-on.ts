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

const none: readonly string[] = [];
export const dependsOnNothing: DependsOn = {
  macros: none,
  reachedMacros: none,
  vars: none,
  envVars: none,
  docs: none,
};

/** Names as they are found: of some kinds, in any order. */
export type NamesFound = { readonly [Kind in keyof DependsOn]?: Iterable<string> };

/** All names of all parts, each once and sorted, so that equal nodes have equal facts. */
export function dependsOn(...parts: readonly NamesFound[]): DependsOn {
  return {
    macros: allOf('macros', parts),
    reachedMacros: allOf('reachedMacros', parts),
    vars: allOf('vars', parts),
    envVars: allOf('envVars', parts),
    docs: allOf('docs', parts),
  };
}

/** Most nodes have none of most kinds, and share one empty list. */
function allOf(kind: keyof DependsOn, parts: readonly NamesFound[]): readonly string[] {
  const names = new Set<string>();
  for (const part of parts) for (const name of part[kind] ?? none) names.add(name);
  return names.size === 0 ? none : [...names].sort();
}
