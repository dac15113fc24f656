// What models, seeds and snapshots share: a file with properties, config, and a relation that is named by it.

import type { JsonObject } from '../../base/json-value.ts';
import { type Span, wholeOf } from '../../diagnostics/text-file.ts';
import type { ModelConfig } from '../../project/model-config.ts';
import { versionTag } from '../../project/model-version.ts';
import type { ColumnProperties, ConstraintDeclaration, Properties, ResourceFile } from '../../project/project.ts';
import type { RelationName } from '../../sql/sql.ts';
import { type DependsOn, dependsOn } from '../depends-on.ts';
import { nodeId } from '../node-id.ts';
import type { Reference } from '../reference.ts';
import { describeColumns } from './describe-columns.ts';
import {
  checksumOf,
  dependencies,
  describeCode,
  describeNode,
  describeParts,
  type NodeParts,
  relationText,
  type Surrounding,
} from './node-parts.ts';

export interface ResourceParts extends NodeParts {
  readonly config: ModelConfig;
  readonly relation: RelationName;
  readonly columns: readonly ColumnProperties[];
  readonly constraints: readonly ConstraintDeclaration[];
  readonly properties: Properties | null;
}

/** What parsing makes of a file. */
export interface ParsedParts {
  readonly config: ModelConfig;
  readonly relation: RelationName;
  /** Of the template; those of foreign keys (`to: ref(…)`) and of hooks come after, and count as edges too. */
  readonly references: readonly Reference[];
  readonly dependsOn: DependsOn;
}

export function resourceParts(file: ResourceFile, parsed: ParsedParts, span: Span = wholeOf(file.file)): ResourceParts {
  const { properties } = file;
  return {
    id: nodeId(file.kind, file.packageName, file.name, ...(file.version ? [versionTag(file.version.name)] : [])),
    name: file.name,
    packageName: file.packageName,
    fqn: file.fqn,
    tags: parsed.config.tags,
    file: file.file,
    span,
    description: properties?.description ?? '',
    meta: parsed.config.meta,
    config: parsed.config,
    relation: parsed.relation,
    columns: properties?.columns ?? [],
    constraints: properties?.constraints ?? [],
    properties,
    references: parsed.references,
    dependsOn: properties?.docs.length ? dependsOn(parsed.dependsOn, { docs: properties.docs }) : parsed.dependsOn,
  };
}

/** The keys of models, seeds and snapshots. */
export function describeResource(
  node: ResourceParts & { readonly resourceType: string },
  surrounding: Surrounding,
): JsonObject {
  const { properties } = node;
  return {
    ...describeParts(node, surrounding),
    ...describeNode(surrounding),
    schema: node.relation.schema,
    alias: node.relation.name,
    relation_name: relationText(node.relation, surrounding),
    checksum: checksumOf(node.file.text),
    group: node.config.group,
    columns: describeColumns(node.columns),
    patch_path: properties === null ? null : `${node.packageName}://${properties.file.path}`,
    defer_relation: null,
  };
}

/** What a model and a snapshot have beside that: a query. */
export function describeQuery(node: ResourceParts, code: string, surrounding: Surrounding): JsonObject {
  return {
    ...dependencies(node, surrounding),
    ...describeCode(code, node.references),
    contract: { enforced: node.config.contractEnforced, alias_types: true, checksum: null },
  };
}
