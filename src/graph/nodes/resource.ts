// What models, seeds and snapshots share: a file with properties, config, and a relation that is named by it.

import type { JsonObject } from '../../base/json-value.ts';
import { type Span, spanOf } from '../../diagnostics/text-file.ts';
import type { ModelConfig } from '../../project/model-config.ts';
import { versionTag } from '../../project/model-version.ts';
import type { ColumnProperties, ConstraintDeclaration, Properties, ResourceFile } from '../../project/project.ts';
import type { RelationName } from '../../sql/sql.ts';
import { type DependsOn, dependsOn } from '../depends-on.ts';
import { nodeId } from '../node-id.ts';
import type { Reference } from '../reference.ts';
import { describeCode, describeParts, describeRelation, type NodeParts, type Surrounding } from './node-parts.ts';

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

export function resourceParts(file: ResourceFile, parsed: ParsedParts, span: Span = spanOf(file.file)): ResourceParts {
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

export function describeResource(
  node: ResourceParts & { readonly resourceType: string },
  code: string,
  surrounding: Surrounding,
): JsonObject {
  return {
    ...describeParts(node, surrounding),
    ...describeRelation(node.relation, surrounding),
    ...describeCode(code, node.references),
    ...unsaid,
    group: node.config.group,
    columns: describeColumns(node.columns),
    contract: { enforced: node.config.contractEnforced, alias_types: true, checksum: null },
    patch_path: node.properties === null ? null : `${node.packageName}://${node.properties.file.path}`,
  };
}

/** Keys that packages look at, as dbt has them for a node that says nothing of them. */
const unsaid: JsonObject = {
  version: null,
  latest_version: null,
  deprecation_date: null,
  time_spine: null,
  docs: { show: true, node_color: null },
};

function describeColumns(columns: readonly ColumnProperties[]): JsonObject {
  return Object.fromEntries(
    columns.map((column) => [
      column.name,
      {
        name: column.name,
        description: column.description,
        data_type: column.dataType?.value ?? null,
        meta: column.meta,
        tags: column.tags,
        quote: column.quote,
      },
    ]),
  );
}
