// From a project's files to the nodes of its graph: every template is compiled and rendered in parse mode, settings are
// merged, relations get their names. All mistakes of all files are found in one go.

import type { Checked, Diagnostic } from '../diagnostics/diagnostic.ts';
import { isModel, type Node, type NodeId } from '../graph/node.ts';
import { createEngineSources, createSource } from '../graph/nodes/source.ts';
import type { Template } from '../jinja/template.ts';
import type { Project, ResourceFile } from '../project/project.ts';
import { nameFinder } from '../template/find-names.ts';
import { loadMacros, type MacroLibrary } from '../template/macros.ts';
import type { RunFacts } from '../template/vocabulary.ts';
import { compileEmbedded } from './embedded-template.ts';
import { latestPointer } from './latest-pointer.ts';
import { oneOfEachName } from './one-of-each-name.ts';
import { parseDeclaration } from './parse-declarations.ts';
import { type ParsedResource, parseResource } from './parse-resource.ts';
import type { ParseEnvironment } from './parse-template.ts';
import { parseTests } from './parse-tests.ts';

export interface ParsedProject {
  readonly nodes: readonly Node[];
  /** Of models, singular tests, and snapshots with a block of their own. */
  readonly templates: ReadonlyMap<NodeId, Template>;
  readonly library: MacroLibrary;
}

/** What could be parsed beside what is wrong: a graph of it can still be looked through for further mistakes. */
export interface ParseResult {
  readonly parsed: ParsedProject;
  /** Names of models, seeds and snapshots that could not be parsed. */
  readonly missing: ReadonlySet<string>;
  readonly problems: readonly Diagnostic[];
  readonly warnings: readonly Diagnostic[];
}

export function parseModels(project: Project, run: RunFacts): ParseResult {
  const problems: Diagnostic[] = [];
  const warnings: Diagnostic[] = [];
  const missing = new Set<string>();
  const take = <T>(checked: Checked<T>, name?: string): T | undefined => {
    if (!checked.ok) {
      problems.push(...checked.problems);
      if (name !== undefined) missing.add(name);
      return undefined;
    }
    warnings.push(...checked.warnings);
    return checked.value;
  };
  const library = take(loadMacros(project.name, project.macroFiles)) ?? {
    projectName: project.name,
    packages: new Map(),
  };
  const environment = parseEnvironment(library, run, project);
  const snapshots = project.snapshots.filter(({ snapshot }) => snapshot !== null);
  const parsed: (ParsedResource & { readonly file: ResourceFile })[] = [];
  for (const file of [...project.models, ...project.seeds, ...snapshots]) {
    const resource = take(parseResource(file, environment), file.name);
    if (resource) parsed.push({ file, ...resource });
  }
  const resources = oneOfEachName(parsed, (problem) => problems.push(problem));
  const left = new Set(parsed.filter((one) => !resources.includes(one)).map(({ file }) => file));
  const described = [...project.models, ...project.seeds, ...snapshots].filter((file) => !left.has(file));
  const tests = parseTests(project, described, environment);
  const templates = new Map<NodeId, Template>();
  for (const { node, template } of [...resources, ...tests.tests]) if (template) templates.set(node.id, template);
  const pointers = resources.flatMap(({ node }) => {
    const pointer = isModel(node) ? latestPointer(node, project.pointsToLatest, environment) : undefined;
    return (pointer && take(pointer)) ?? [];
  });
  for (const { node, template } of pointers) templates.set(node.id, template);
  const nodes: Node[] = [
    ...[...resources, ...pointers].map(({ node }) => node),
    ...project.sources.map((table) => createSource(table)),
    ...createEngineSources(project, run.target.schema),
    ...tests.tests.map(({ node }) => node),
    ...project.declarations.flatMap((declared) => take(parseDeclaration(declared, environment)) ?? []),
  ];
  problems.push(...tests.problems);
  warnings.push(...tests.warnings);
  for (const hook of [...project.onRunStart, ...project.onRunEnd]) take(compileEmbedded(hook));
  return { parsed: { nodes, templates, library }, missing, problems, warnings };
}

/** What parsing any text of the project rests on: no graph is known yet, and nothing is said. */
export function parseEnvironment(
  library: MacroLibrary,
  run: RunFacts,
  { docsBlocks }: Pick<Project, 'docsBlocks'>,
): ParseEnvironment {
  return {
    run,
    library,
    graph: () => ({ nodes: {}, sources: {} }),
    say: () => undefined,
    doc: () => '',
    names: nameFinder({ library, dispatch: run.dispatch, docsBlocks }),
  };
}
