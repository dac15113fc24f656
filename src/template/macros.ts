// The project's macros and those of its packages: found by name as dbt finds them, bound to the names that the
// calling node sees, and made only when something calls them.

import { failed, passed } from '../base/checked.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import type { SourceText } from '../diagnostics/source-text.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Definition, Globals, Template } from '../jinja/template.ts';
import type { HostObject, Value } from '../jinja/value.ts';
import { HostNamespace } from './host-function.ts';

export interface MacroDefinition {
  readonly packageName: string;
  readonly template: Template;
  readonly definition: Definition;
}

/** All definitions of a project. Names of generic tests and materializations carry dbt's prefixes: `test_x`, `materialization_x_default`. */
export interface MacroLibrary {
  /** The project's own package: its macros win over those of other packages. */
  readonly projectName: string;
  readonly packages: ReadonlyMap<string, ReadonlyMap<string, MacroDefinition>>;
}

export interface MacroSource {
  readonly packageName: string;
  readonly source: SourceText;
}

export function loadMacros(projectName: string, files: readonly MacroSource[]): Checked<MacroLibrary> {
  const packages = new Map<string, Map<string, MacroDefinition>>();
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  for (const { packageName, source } of files) {
    const compiled = compileTemplate(source);
    if (!compiled.ok) {
      problems.push(...compiled.problems);
      continue;
    }
    warnings.push(...compiled.warnings);
    const macros = packages.get(packageName) ?? new Map<string, MacroDefinition>();
    packages.set(packageName, macros);
    for (const definition of compiled.value.definitions) {
      if (definition.kind === 'docs' || definition.kind === 'snapshot') continue;
      const name = macroName(definition);
      const before = macros.get(name);
      if (before) {
        problems.push(
          errorAt('MACRO_DUPLICATE', `the ${definition.kind} '${definition.name}' is defined twice`, {
            span: definition.nameSpan,
            notes: [{ message: 'it is defined here, too', span: before.definition.nameSpan }],
            help: 'Rename one of the two, or remove it',
          }),
        );
      } else macros.set(name, { packageName, template: compiled.value, definition });
    }
  }
  return problems.length > 0 ? failed([...warnings, ...problems]) : passed({ projectName, packages }, warnings);
}

function macroName(definition: Definition): string {
  if (definition.kind === 'test') return `test_${definition.name}`;
  if (definition.kind === 'materialization')
    return `materialization_${definition.name}_${definition.adapter ?? 'default'}`;
  return definition.name;
}

/** Names of the materializations that the project and its packages write in Jinja. */
export function materializationsOf(library: MacroLibrary): ReadonlySet<string> {
  const names = [...library.packages.values()].flatMap((macros) =>
    [...macros.values()].map(({ definition }) => definition),
  );
  return new Set(names.filter(({ kind }) => kind === 'materialization').map(({ name }) => name));
}

/** The macro that a plain name means: the project's own first, then that of the only or first other package. */
export function findMacro(
  library: MacroLibrary,
  name: string,
  searchOrder?: readonly string[],
): MacroDefinition | undefined {
  const order = searchOrder ?? [
    library.projectName,
    ...[...library.packages.keys()].filter((p) => p !== library.projectName),
  ];
  for (const packageName of order) {
    const found = library.packages.get(packageName)?.get(name);
    if (found) return found;
  }
  return undefined;
}

/** Binds macros for one node: each name gives the same object for as long as the node is rendered. */
export function macroScope(library: MacroLibrary, globals: () => Globals): (name: string) => Value | undefined {
  const bound = new Map<MacroDefinition, HostObject>();
  const bind = (found: MacroDefinition | undefined): Value | undefined => {
    if (!found) return undefined;
    const known = bound.get(found);
    if (known) return known;
    const macro = found.template.bind(found.definition, globals());
    bound.set(found, macro);
    return macro;
  };
  const namespaces = new Map<string, Value>(
    [...library.packages].map(([packageName, macros]) => [
      packageName,
      new HostNamespace('package', (name) => bind(macros.get(name))),
    ]),
  );
  return (name) => bind(findMacro(library, name)) ?? namespaces.get(name);
}
