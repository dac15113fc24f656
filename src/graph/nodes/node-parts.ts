// What nodes of every kind have, and what dbt's dictionaries of all of them say in the same way.

import type { JsonObject } from '../../base/json-value.ts';
import type { Span, TextFile } from '../../diagnostics/text-file.ts';
import { quoteIdentifier, type RelationName } from '../../sql/sql.ts';
import type { DependsOn } from '../depends-on.ts';
import type { NodeId } from '../node-id.ts';
import type { Reference } from '../reference.ts';

export interface NodeParts {
  readonly id: NodeId;
  readonly name: string;
  readonly packageName: string;
  readonly fqn: readonly string[];
  readonly tags: readonly string[];
  readonly file: TextFile;
  /** Where it is declared: the beginning of its own file, or its entry in a properties file. */
  readonly span: Span;
  readonly description: string;
  readonly meta: JsonObject;
  /** What it reads: edges of the graph. */
  readonly references: readonly Reference[];
  readonly dependsOn: DependsOn;
}

/** What a dictionary says of a node that the node does not know of itself. */
export interface Surrounding {
  readonly database: string;
  /** The node's config by dbt's keys; empty until it is known. */
  readonly config: JsonObject;
  /** Empty until the graph is known. */
  readonly parents: readonly NodeId[];
  /** Whether the relation has its final name. Until then dbt's `relation_name` is None, and the rest is that of a node without config. */
  readonly isPlaced: boolean;
}

/** The keys that every dictionary begins with. */
export function describeParts(
  node: NodeParts & { readonly resourceType: string },
  { database, config, parents }: Surrounding,
): JsonObject {
  return {
    unique_id: node.id,
    name: node.name,
    resource_type: node.resourceType,
    package_name: node.packageName,
    path: pathOf(node.fqn, node.file.path),
    original_file_path: node.file.path,
    fqn: node.fqn,
    tags: node.tags,
    meta: node.meta,
    description: node.description,
    database,
    config,
    depends_on: { nodes: parents, macros: node.dependsOn.macros },
  };
}

/** Below the resource path, as dbt has it. */
function pathOf(fqn: readonly string[], path: string): string {
  return [...fqn.slice(1, -1), path.slice(path.lastIndexOf('/') + 1)].join('/');
}

/** The keys of what is in a relation. */
export function describeRelation({ schema, name }: RelationName, { database, isPlaced }: Surrounding): JsonObject {
  return {
    schema,
    alias: name,
    identifier: name,
    relation_name: isPlaced ? [database, schema, name].map(quoteIdentifier).join('.') : null,
  };
}

/** The keys of what is written as SQL. */
export function describeCode(code: string, references: readonly Reference[]): JsonObject {
  return {
    raw_code: code,
    language: 'sql',
    refs: references.flatMap((reference) =>
      reference.kind === 'ref'
        ? [{ name: reference.name, package: reference.packageName, version: reference.version }]
        : [],
    ),
    sources: references.flatMap((reference) =>
      reference.kind === 'source' ? [[reference.sourceName, reference.name]] : [],
    ),
  };
}
