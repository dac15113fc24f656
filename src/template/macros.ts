// The project's macros and those of its packages: found by name as dbt finds them, bound to the names that the
// calling node sees, and made only when something calls them. What is built in is builtin/'s.

import { failed, passed } from '../base/checked.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import type { TextFile } from '../diagnostics/text-file.ts';
import { HostNamespace } from '../jinja/host-function.ts';
import { compileTemplate } from '../jinja/index.ts';
import type { Definition, Globals, Template } from '../jinja/template.ts';
import type { HostObject, Value } from '../jinja/value.ts';

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

export interface MacroFile {
  readonly packageName: string;
  readonly file: TextFile;
}

export function loadMacros(projectName: string, files: readonly MacroFile[]): Checked<MacroLibrary> {
  const packages = new Map<string, Map<string, MacroDefinition>>();
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  for (const { packageName, file } of files) {
    const compiled = compileTemplate(file);
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

/** In the library: with dbt's prefix for tests and materializations. */
export function macroName(definition: Definition): string {
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

/** The macro that a plain name means in a file of `packageName`: the package's own, then the project's. dbt finds those of other packages by `package.name` only. */
export function findMacro(library: MacroLibrary, packageName: string, name: string): MacroDefinition | undefined {
  return library.packages.get(packageName)?.get(name) ?? library.packages.get(library.projectName)?.get(name);
}

/** What `run-operation` means by a name: the project's own macro, that of a package, in the order of their names, or `package.macro`. */
export function findOperation(library: MacroLibrary, name: string): MacroDefinition | undefined {
  return operations(library).find((macro) => {
    const { definition, packageName } = macro;
    return definition.name === name || `${packageName}.${definition.name}` === name;
  });
}

/** The names that `run-operation` takes, those of other packages also with the package. */
export function operationNames(library: MacroLibrary): readonly string[] {
  return operations(library).flatMap(({ definition: { name }, packageName }) =>
    packageName === library.projectName ? [name] : [name, `${packageName}.${name}`],
  );
}

function operations({ projectName, packages }: MacroLibrary): readonly MacroDefinition[] {
  const others = [...packages.keys()].filter((name) => name !== projectName).sort();
  return [projectName, ...others].flatMap((from) =>
    [...(packages.get(from)?.values() ?? [])].filter(({ definition }) => definition.kind === 'macro'),
  );
}

/** The macros as one node sees them. Each gives the same object for as long as the node is rendered. */
export interface MacroScope {
  /** A plain name: the package's own macro, the project's, a package as a namespace, one that is built in. */
  plain(name: string): Value | undefined;
  /** `package.name`; `dbt` holds what is built in. */
  inPackage(packageName: string, name: string): Value | undefined;
  /** Whether `adapter.dispatch` may search there. */
  hasPackage(packageName: string): boolean;
}

/** The namespace of the macros that are built in. */
export const builtinPackage = 'dbt';

/** dbt's unique id of a macro. */
export function macroId(packageName: string, name: string): string {
  return `macro.${packageName}.${name}`;
}

export interface ScopeOptions {
  readonly packageName: string;
  /** The macros that come with Smelt. */
  readonly builtin: (name: string) => Value | undefined;
  /** What a macro's body sees. */
  readonly globals: () => Globals;
  /** Called for each macro of the library that is looked up, once. */
  readonly asked: (id: string) => void;
}

export function macroScope(library: MacroLibrary, options: ScopeOptions): MacroScope {
  const { packageName, builtin, globals, asked } = options;
  const bound = new Map<MacroDefinition, HostObject>();
  const bind = (found: MacroDefinition | undefined): Value | undefined => {
    if (!found) return undefined;
    const known = bound.get(found);
    if (known) return known;
    const macro = found.template.bind(found.definition, globals());
    bound.set(found, macro);
    asked(macroId(found.packageName, macroName(found.definition)));
    return macro;
  };
  const inPackage = (from: string, name: string): Value | undefined =>
    from === builtinPackage ? builtin(name) : bind(library.packages.get(from)?.get(name));
  const hasPackage = (name: string) => name === builtinPackage || library.packages.has(name);
  const namespaces = new Map<string, Value>();
  const namespace = (from: string): Value | undefined => {
    if (!hasPackage(from)) return undefined;
    const known = namespaces.get(from) ?? new HostNamespace('package', (name) => inPackage(from, name));
    namespaces.set(from, known);
    return known;
  };
  return {
    plain: (name) => bind(findMacro(library, packageName, name)) ?? namespace(name) ?? builtin(name),
    inPackage,
    hasPackage,
  };
}
