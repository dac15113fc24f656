// A model: a query with a relation of its own, unless it is ephemeral.

import type { JsonObject } from '../../base/json-value.ts';
import type { ResourceFile } from '../../project/project.ts';
import type { Surrounding } from './node-parts.ts';
import { describeResource, type ParsedParts, type ResourceParts, resourceParts } from './resource.ts';

export interface ModelNode extends ResourceParts {
  readonly resourceType: 'model';
}

export function createModel(file: ResourceFile, parsed: ParsedParts): ModelNode {
  return { ...resourceParts(file, parsed), resourceType: 'model' };
}

/** dbt's `model` of a model. */
export function describeModel(node: ModelNode, surrounding: Surrounding): JsonObject {
  return describeResource(node, node.file.text, surrounding);
}
