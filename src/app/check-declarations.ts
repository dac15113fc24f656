// Mistakes of declarations that only several folders together can see, reported before anything runs: data tests that nothing
// defines, models that read files although their materialization cannot, contracts of which no plan can be made, and sources that the
// target's connection does not reach.

import { builtinTests } from '../assertions/read-assertion.ts';
import type { ParsedProject } from '../compile/parse-models.ts';
import { otherDatabase } from '../compile/relation-name.ts';
import { writtenTestCall } from '../compile/written-test.ts';
import { type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import { spanOf } from '../diagnostics/text-file.ts';
import type { Graph } from '../graph/graph.ts';
import { isBuilt, isModel, isSource, type ModelNode, type TestNode } from '../graph/node.ts';
import { wrongDeclarations } from '../plan/check-declared.ts';
import { projectRelations } from './project-relations.ts';
import { readsFiles } from './select.ts';

export function unsuitedReaders(graph: Graph): readonly Diagnostic[] {
  return [...graph.nodes.values()].flatMap((node) =>
    isModel(node) && readsFiles(graph, node) ? filesReader(node) : [],
  );
}

/** Sources that a node reads, in another database than the target's. */
export function unreachableSources(graph: Graph, database: string): readonly Diagnostic[] {
  return [...graph.nodes.values()].flatMap((node) => {
    if (!isSource(node) || node.database === null || graph.childrenOf(node.id).length === 0) return [];
    return node.database.toLowerCase() === database.toLowerCase()
      ? []
      : [otherDatabase(node.database, database, node.span)];
  });
}

/** Contracts, keys and strategies of which no plan can be made. */
export function unplannable(graph: Graph): readonly Diagnostic[] {
  const project = projectRelations(graph);
  return [...graph.nodes.values()].flatMap((node) => (isBuilt(node) ? wrongDeclarations(node, project) : []));
}

/** Of one that nothing defines. */
export function unknownTest(
  { test, span, packageName, file }: TestNode,
  { library }: ParsedProject,
): readonly Diagnostic[] {
  if (test.kind === 'singular' || builtinTests.includes(test.name)) return [];
  if (writtenTestCall(library, { packageName, name: test.name, path: file.path })) return [];
  const help = didYouMean(
    test.name,
    builtinTests,
    `Define it with {% test %}, or use one of ${builtinTests.join(', ')}`,
  );
  return [errorAt('TEST_UNKNOWN', `there is no data test "${test.name}"`, { span, help })];
}

/** Which files are new is kept for a table; anything else would have to read all files at every look. */
function filesReader(node: ModelNode): readonly Diagnostic[] {
  const { materialized } = node.config;
  if (materialized === 'incremental' || materialized === 'table' || materialized === 'ephemeral') return [];
  return [
    errorAt('FILES_READER', `a ${materialized.replace('_', ' ')} cannot read a file source`, {
      span: node.config.spans.get('materialized') ?? spanOf(node.file),
      help: 'Make the model incremental (new files are added) or a table (all files at every run), and build upon that',
    }),
  ];
}
