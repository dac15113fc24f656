// `smelt ls`: the nodes of a selection, in the order of the graph.

import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.ts';
import { dictionaries } from '../compile/graph-value.ts';
import { displayName, isDeclared, isPointer, isRefable, isSource, type Node, resourceTypes } from '../graph/node.ts';
import { indexReferences } from '../graph/reference-index.ts';
import { answered, type CommandContext, type CommandResult, runCommand, unstarted } from './command.ts';
import type { ExitCode } from './exit-code.ts';
import type { CommonOptions, SelectionOptions } from './options.ts';
import type { ProcessIo } from './process-io.ts';
import { selectFor } from './select.ts';

export type ListOutput = 'name' | 'path' | 'selector' | 'json';
type ListOptions = CommonOptions &
  SelectionOptions & { readonly output: ListOutput; readonly outputKeys: readonly string[] };

export function listCommand(options: ListOptions, io: ProcessIo): Promise<ExitCode> {
  return runCommand({ name: 'ls', run: listNodes }, options, io);
}

async function listNodes({ opened, options, report }: CommandContext<ListOptions>): Promise<CommandResult> {
  const { graph, run } = opened;
  const { output, outputKeys } = options;
  const selection = selectFor(opened, options, resourceTypes);
  if (!selection.ok) return unstarted(selection.problems);
  report(selection.warnings);
  const whole =
    outputKeys.length === 0 ? null : dictionaries(graph, indexReferences([...graph.nodes.values()]), run.target);
  const lines = [...selection.value].flatMap((id) => {
    const node = graph.nodes.get(id);
    // The engine's own tables are listed only where something reads them, and what points to a model not beside it.
    if (!node || isPointer(node) || (isSource(node) && node.engineTable && graph.childrenOf(id).length === 0))
      return [];
    if (output !== 'json') return [`${line(node, output)}\n`];
    const value = whole ? keysOf({ ...described(node), ...whole(node) }, outputKeys) : described(node);
    return [`${JSON.stringify(value)}\n`];
  });
  return answered(lines.join(''));
}

function line(node: Node, output: Exclude<ListOutput, 'json'>): string {
  if (output === 'path') return node.file.path;
  if (output === 'selector') return selectorOf(node);
  return displayName(node);
}

/** What selects the node alone, as dbt writes it. */
function selectorOf(node: Node): string {
  if (isDeclared(node)) return `${node.resourceType}:${node.packageName}.${node.name}`;
  return isSource(node) ? `source:${node.fqn.join('.')}` : node.fqn.join('.');
}

function described(node: Node): JsonObject {
  const config = isRefable(node) ? { materialized: node.config.materializationName } : {};
  return {
    name: node.name,
    resource_type: node.resourceType,
    package_name: node.packageName,
    original_file_path: node.file.path,
    unique_id: node.id,
    alias: node.relation?.name ?? node.name,
    tags: node.tags,
    config,
  };
}

/** As dbt does: those that the node has, nested ones (`config.materialized`) under their whole names. */
function keysOf(whole: JsonObject, keys: readonly string[]): JsonObject {
  const found = keys.flatMap((key): readonly (readonly [string, JsonValue])[] => {
    const value = key.split('.').reduce<JsonValue | undefined>(memberOf, whole);
    return value === undefined || (value === null && key.includes('.')) ? [] : [[key, value]];
  });
  return Object.fromEntries(found);
}

function memberOf(value: JsonValue | undefined, name: string): JsonValue | undefined {
  return value !== undefined && isJsonObject(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}
