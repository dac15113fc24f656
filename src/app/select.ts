// Which nodes a command works on.

import { failed } from '../base/checked.ts';
import { type Checked, errorAt } from '../diagnostics/diagnostic.ts';
import { didYouMean } from '../diagnostics/nearest.ts';
import type { Graph } from '../graph/graph.ts';
import { isEphemeral, isModel, isOfFiles, type Node, type ResourceType, resourceTypes } from '../graph/node.ts';
import { type Selection, selectNodes } from '../graph/select-nodes.ts';
import type { Project } from '../project/project.ts';
import type { SelectionOptions } from './options.ts';

/** The command's own kinds, narrowed by `--resource-type` and `--exclude-resource-type`. */
export function selectFor(
  { graph, project }: { readonly graph: Graph; readonly project: Pick<Project, 'name'> },
  options: SelectionOptions,
  kinds: readonly ResourceType[],
): Checked<Selection> {
  const { wanted, unwanted, unknown } = typesOf(options);
  if (unknown.length > 0) {
    return failed(
      unknown.map((type) =>
        errorAt('SELECT_RESOURCE_TYPE', `there is no resource type '${type}'`, {
          help: didYouMean(type, resourceTypes, `The resource types are ${resourceTypes.join(', ')}`),
        }),
      ),
    );
  }
  return selectNodes(graph, {
    projectName: project.name,
    select: options.select,
    exclude: options.exclude,
    resourceTypes: new Set(kinds.filter((kind) => (wanted ?? kinds).includes(kind) && !unwanted.includes(kind))),
    indirect: options.indirectSelection,
  });
}

/** Kinds that dbt can be asked for and Smelt does not have: none is selected. */
const otherTypes = ['analysis', 'exposure', 'function', 'metric', 'saved_query', 'semantic_model', 'unit_test'];

/** dbt's `default` and `all`: what the command is about. */
const everyType = ['default', 'all'];

function typesOf({ resourceTypes: only, excludeResourceTypes: except }: SelectionOptions) {
  const asked = only.map((type) => type.toLowerCase());
  const unwanted = except.map((type) => type.toLowerCase());
  const isKnown = (type: string) => isResourceType(type) || otherTypes.includes(type) || everyType.includes(type);
  const isEvery = asked.length === 0 || asked.some((type) => everyType.includes(type));
  return {
    wanted: isEvery ? null : asked,
    unwanted,
    unknown: [...asked, ...unwanted].filter((type) => !isKnown(type)),
  };
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
