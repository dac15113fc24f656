// What the names mean that templates use: macros by their ids, with all that these use in turn; vars, environment variables and
// docs blocks. Exact where names are literal; what a template makes up while it renders is noted by its rendering.

import type { Definition, Template } from '../jinja/template.ts';
import type { Statement } from '../jinja/tree.ts';
import { docId, docsBlockFinder } from '../project/find-doc.ts';
import type { DocsBlock } from '../project/project.ts';
import { builtinDispatch, isBuiltinMacro } from './builtin/library.ts';
import { type DispatchRules, dispatchCandidates } from './dispatch.ts';
import { builtinPackage, findMacro, type MacroDefinition, type MacroLibrary, macroId, macroName } from './macros.ts';
import { type NamesUsed, namesUsed } from './names-used.ts';

/** Sets of ids and names, as graph/depends-on.ts keeps them. */
export interface FoundNames {
  /** That the template itself calls, `macro.package.name`. */
  readonly macros: ReadonlySet<string>;
  /** These, and what they call in turn. */
  readonly reachedMacros: ReadonlySet<string>;
  /** Of the template and of what it reaches, as the docs blocks are, `doc.package.name`. */
  readonly vars: ReadonlySet<string>;
  readonly envVars: ReadonlySet<string>;
  readonly docs: ReadonlySet<string>;
}

export interface NameFinder {
  /** In a file of the package, whose macros are found first. */
  inTree(tree: readonly Statement[], packageName: string): FoundNames;
  /** Of a macro that something else than a template calls, as a data test does. */
  ofMacro(macro: MacroDefinition, packageName: string): FoundNames;
}

/** A macro, by what identifies it in its package; without a definition it is one that is built in. */
interface Called {
  readonly id: string;
  readonly name: string;
  readonly definition: MacroDefinition | undefined;
}

export interface NamedThings {
  readonly library: MacroLibrary;
  readonly dispatch: DispatchRules['dispatch'];
  readonly docsBlocks: readonly DocsBlock[];
}

/** Reads each macro once. */
export function nameFinder({ library, dispatch, docsBlocks }: NamedThings): NameFinder {
  const used = new WeakMap<MacroDefinition, NamesUsed>();
  const usedBy = (macro: MacroDefinition): NamesUsed => {
    const known = used.get(macro) ?? namesUsed(bodyOf(macro.template, macro.definition));
    used.set(macro, known);
    return known;
  };
  const called = (name: string, found: MacroDefinition | undefined): readonly Called[] => {
    if (found) {
      const own = macroName(found.definition);
      return [{ id: macroId(found.packageName, own), name: own, definition: found }];
    }
    return isBuiltinMacro(name) ? [{ id: macroId(builtinPackage, name), name, definition: undefined }] : [];
  };
  const inPackage = (from: string, name: string): readonly Called[] => {
    if (from === builtinPackage) return called(name, undefined);
    const found = library.packages.get(from)?.get(name);
    return found ? called(name, found) : [];
  };
  const rules: DispatchRules = {
    dispatch,
    projectName: library.projectName,
    hasPackage: (name) => library.packages.has(name),
  };
  const findBlock = docsBlockFinder(docsBlocks, library.projectName);

  const macrosOf = (names: NamesUsed, packageName: string): readonly Called[] => {
    const plain = (name: string) => called(name, findMacro(library, packageName, name));
    const dispatched = (name: string, namespace: string | null) =>
      dispatchCandidates(rules, name, namespace).flatMap((one) =>
        one.packageName === null ? plain(one.name) : inPackage(one.packageName, one.name),
      );
    return [
      ...[...names.plain].flatMap(plain),
      ...names.members.flatMap(([from, name]) => inPackage(from, name)),
      ...names.dispatched.flatMap(([name, namespace]) => dispatched(name, namespace)),
    ];
  };
  const usedInTurn = (macro: Called): NamesUsed =>
    macro.definition ? usedBy(macro.definition) : { ...nothing, dispatched: builtinDispatch(macro.name) };

  const reach = (direct: readonly Called[], own: NamesUsed, packageName: string): FoundNames => {
    const reached = new Map(direct.map((macro) => [macro.id, macro]));
    const all = [own];
    for (const macro of reached.values()) {
      const names = usedInTurn(macro);
      all.push(names);
      for (const further of macrosOf(names, packageName))
        if (!reached.has(further.id)) reached.set(further.id, further);
    }
    return {
      macros: new Set(direct.map(({ id }) => id)),
      reachedMacros: new Set(reached.keys()),
      vars: new Set(all.flatMap(({ vars }) => [...vars])),
      envVars: new Set(all.flatMap(({ envVars }) => [...envVars])),
      docs: new Set(
        all.flatMap(({ docs }) =>
          docs.flatMap(([from, name]) => {
            const block = findBlock(packageName, from, name);
            return block ? [docId(block)] : [];
          }),
        ),
      ),
    };
  };
  return {
    inTree(tree, packageName) {
      const names = namesUsed(tree);
      return reach(macrosOf(names, packageName), names, packageName);
    },
    ofMacro: (macro, packageName) => reach(called(macro.definition.name, macro), nothing, packageName),
  };
}

const nothing: NamesUsed = {
  plain: new Set(),
  members: [],
  dispatched: [],
  vars: new Set(),
  envVars: new Set(),
  docs: [],
};

function bodyOf({ tree }: Template, { span }: Definition): readonly Statement[] {
  return tree.filter((statement) => statement.kind === 'macro' && statement.start === span.start);
}
