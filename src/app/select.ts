// Which nodes a command works on.

import { failed } from '../base/checked.ts';
import { type Checked, errorAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import type { Graph } from '../graph/graph.ts';
import { isEphemeral, isModel, isOfFiles, type Node, type ResourceType, resourceTypes } from '../graph/node.ts';
import { type Selection, selectNodes } from '../graph/select-nodes.ts';
import type { Project } from '../project/project.ts';
import type { SelectionOptions } from './options.ts';

/** The command's own kinds, narrowed by `--resource-type`. */
export function selectFor(
  { graph, project }: { readonly graph: Graph; readonly project: Pick<Project, 'name'> },
  options: SelectionOptions,
  kinds: readonly ResourceType[],
): Checked<Selection> {
  const unknown = options.resourceTypes.filter((type) => !isResourceType(type));
  if (unknown.length > 0) {
    return failed(
      unknown.map((type) =>
        errorAt('SELECT_RESOURCE_TYPE', `there is no resource type '${type}'`, {
          help: didYouMean(type, resourceTypes, `The resource types are ${resourceTypes.join(', ')}`),
        }),
      ),
    );
  }
  const wanted =
    options.resourceTypes.length === 0 ? kinds : kinds.filter((kind) => options.resourceTypes.includes(kind));
  return selectNodes(graph, {
    projectName: project.name,
    select: options.select,
    exclude: options.exclude,
    resourceTypes: new Set(wanted),
    indirect: options.indirectSelection,
  });
}

function isResourceType(type: string): type is ResourceType {
  return resourceTypes.some((known) => known === type);
}

/** `load`: models that read file sources, directly or through ephemeral models. */
export function readsFiles(graph: Graph, node: Node): boolean {
  if (!isModel(node)) return false;
  return graph.parentsOf(node.id).some((id) => {
    const parent = graph.nodes.get(id);
    return isOfFiles(parent) || (isEphemeral(parent) && readsFiles(graph, parent));
  });
}

/** Kept in the graph's order. */
export function narrow(selection: Selection, keep: (id: Node['id']) => boolean): Selection {
  return new Set([...selection].filter(keep));
}
