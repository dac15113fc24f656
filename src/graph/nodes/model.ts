// A model: a query with a relation of its own, unless it is ephemeral.

import type { JsonObject } from '../../base/json-value.ts';
import { isSameVersion, type ModelVersion, type VersionName } from '../../project/model-version.ts';
import type { ResourceFile } from '../../project/project.ts';
import type { NodeId } from '../node-id.ts';
import { describeConstraints } from './describe-columns.ts';
import type { Surrounding } from './node-parts.ts';
import { describeQuery, describeResource, type ParsedParts, type ResourceParts, resourceParts } from './resource.ts';

export interface ModelNode extends ResourceParts {
  readonly resourceType: 'model';
  /** Null where it has no versions. */
  readonly version: ModelVersion | null;
  /** Of a view that Smelt makes over the latest version of a model: that version. It has no file, and nothing refers to it. */
  readonly pointsTo: NodeId | null;
}

export function createModel(file: ResourceFile, parsed: ParsedParts): ModelNode {
  return { ...resourceParts(file, parsed), resourceType: 'model', version: file.version ?? null, pointsTo: null };
}

/** dbt's `model` of a model. */
export function describeModel(node: ModelNode, surrounding: Surrounding): JsonObject {
  const described = describeResource(node, surrounding);
  const { version, config } = node;
  return {
    ...described,
    ...describeQuery(node, node.file.text, surrounding),
    relation_name: config.materialized === 'ephemeral' ? null : (described.relation_name ?? null),
    access: config.access,
    constraints: describeConstraints(node.constraints),
    primary_key: surrounding.primaryKey,
    version: version?.name ?? null,
    latest_version: version?.latest ?? null,
    deprecation_date: node.properties?.deprecationDate?.value ?? null,
    time_spine: node.properties?.timeSpine ?? null,
    batch: null,
    // The version's tag is no folder.
    ...(version ? { path: [...node.fqn.slice(1, -2), node.file.path.split('/').at(-1)].join('/') } : {}),
  };
}

export function isLatest({ version }: ModelNode): boolean {
  return version !== null && isSameVersion(version.name, version.latest);
}

/** Whether a reference with this version, or without one, means the node of the name. */
export function isMeant(node: ModelNode, wanted: VersionName | null): boolean {
  if (wanted === null) return node.version === null || isLatest(node);
  return node.version !== null && isSameVersion(node.version.name, wanted);
}
