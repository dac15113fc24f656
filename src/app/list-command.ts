// `smelt ls`: the nodes of a selection, in the order of the graph.

import type { JsonObject } from '../base/json-value.ts';
import type { Node } from '../graph/node.ts';
import { answered, type CommandContext, type CommandResult, runCommand, stopped } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import { selectFor } from './select.ts';
import type { CommonOptions, SelectionOptions, Surroundings } from './surroundings.ts';

export type ListOutput = 'name' | 'path' | 'selector' | 'json';
type ListOptions = CommonOptions & SelectionOptions & { readonly output: ListOutput };

export function listCommand(options: ListOptions, surroundings: Surroundings): Promise<ExitCode> {
  return runCommand({ name: 'ls', run: listNodes }, options, surroundings);
}

async function listNodes({ opened, options, report }: CommandContext<ListOptions>): Promise<CommandResult> {
  const { graph } = opened;
  const selection = selectFor(opened, options, ['model', 'seed', 'source', 'test']);
  if (!selection.ok) return stopped(selection.problems);
  report(selection.warnings);
  const lines = [...selection.value].flatMap((id) => {
    const node = graph.nodes.get(id);
    // The engine's own tables are listed only where something reads them.
    if (!node || (node.resourceType === 'source' && node.engineTable && graph.childrenOf(id).length === 0)) return [];
    return [`${line(node, options.output)}\n`];
  });
  return answered(lines.join(''));
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
