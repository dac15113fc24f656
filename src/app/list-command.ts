// `smelt ls`: the nodes of a selection, in the order of the graph.

import type { JsonObject } from '../base/json-value.ts';
import type { Node } from '../graph/node.ts';
import { type ExitCode, exitCode, exitCodeOf } from './exit-code.ts';
import { openProject } from './open-project.ts';
import { selectFor } from './select.ts';
import type { CommonOptions, SelectionOptions, Surroundings } from './surroundings.ts';
import { tellProblems } from './tell-problems.ts';

export type ListOutput = 'name' | 'path' | 'selector' | 'json';
type ListOptions = CommonOptions & SelectionOptions & { readonly output: ListOutput };

export async function listCommand(options: ListOptions, surroundings: Surroundings): Promise<ExitCode> {
  const opened = await openProject(options, 'ls', surroundings);
  if (!opened.ok) {
    tellProblems(opened.problems, options, surroundings);
    return exitCodeOf(opened.problems);
  }
  const { graph, project } = opened.value;
  const selection = selectFor(opened.value, options, ['model', 'seed', 'source', 'test']);
  if (!selection.ok) {
    tellProblems(selection.problems, options, surroundings, project.secrets);
    return exitCode.failed;
  }
  tellProblems([...opened.warnings, ...selection.warnings], options, surroundings, project.secrets);
  for (const id of selection.value) {
    const node = graph.nodes.get(id);
    // The engine's own tables are listed only where something reads them.
    if (!node || (node.resourceType === 'source' && node.engineTable && graph.childrenOf(id).length === 0)) continue;
    surroundings.write(`${line(node, options.output)}\n`);
  }
  return exitCode.allWell;
}

function line(node: Node, output: ListOutput): string {
  if (output === 'path') return node.source.path;
  if (output === 'json') return JSON.stringify(described(node));
  if (output === 'selector')
    return node.resourceType === 'source' ? `source:${node.fqn.join('.')}` : node.fqn.join('.');
  return node.resourceType === 'source' ? `${node.sourceName}.${node.name}` : node.name;
}

function described(node: Node): JsonObject {
  const config =
    node.resourceType === 'model' || node.resourceType === 'seed' ? { materialized: node.config.materialized } : {};
  return {
    name: node.name,
    resource_type: node.resourceType,
    package_name: node.packageName,
    original_file_path: node.source.path,
    unique_id: node.id,
    alias: 'relation' in node ? node.relation.name : node.name,
    tags: node.tags,
    config,
  };
}
