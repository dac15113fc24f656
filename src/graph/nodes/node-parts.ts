// What nodes of every kind have, and what dbt's dictionaries of all of them say in the same way.

import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../../base/json-value.ts';
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
  /** The target's schema. */
  readonly schema: string;
  /** The node's config by dbt's keys; empty until it is known. */
  readonly config: JsonObject;
  /** In dbt's order: sources, then what ref() names. Empty until the graph is known. */
  readonly parents: readonly NodeId[];
  /** The columns by which its rows are distinct, as dbt finds them in constraints and data tests; empty until the graph is known. */
  readonly primaryKey: readonly string[];
  /** Whether the relation has its final name. Until then dbt's `relation_name` is None, and the rest is that of a node without config. */
  readonly isPlaced: boolean;
}

/** The keys that every dictionary begins with. */
export function describeParts(
  node: NodeParts & { readonly resourceType: string },
  { database, config }: Surrounding,
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
    doc_blocks: node.dependsOn.docs,
    database,
    config: Object.fromEntries(Object.entries(config).filter(([key]) => !secondNames.includes(key))),
    patch_path: null,
  };
}

/** config.get answers to them, too; dbt's dictionaries have the names with a dash alone. */
const secondNames = ['pre_hook', 'post_hook'];

/** Below the resource path, as dbt has it. */
function pathOf(fqn: readonly string[], path: string): string {
  return [...fqn.slice(1, -1), path.slice(path.lastIndexOf('/') + 1)].join('/');
}

/** The keys of what dbt builds or runs, which sources are not. */
export function describeNode({ config }: Surrounding): JsonObject {
  const docs = config.docs ?? null;
  return {
    group: config.group ?? null,
    docs: { show: true, node_color: null, ...(isJsonObject(docs) ? docs : {}) },
    build_path: null,
  };
}

export function dependencies({ dependsOn }: NodeParts, { parents }: Surrounding): JsonObject {
  return { depends_on: { nodes: parents, macros: dependsOn.macros } };
}

/** As dbt has it: of a text in which all blanks are one. */
export function checksumOf(text: string): JsonObject {
  return { name: 'sha256', checksum: createHash('sha256').update(text.trim().split(/\s+/).join(' ')).digest('hex') };
}

/** The keys of what is in a relation. */
export function relationText({ schema, name }: RelationName, { database, isPlaced }: Surrounding): string | null {
  return isPlaced ? [database, schema, name].map(quoteIdentifier).join('.') : null;
}

/** The keys of what is written as SQL. */
export function describeCode(code: string, references: readonly Reference[]): JsonObject {
  return {
    raw_code: code.trim(),
    language: 'sql',
    ...referencedParts(references),
    metrics: [],
    functions: [],
    compiled_path: null,
  };
}

/** What is named with ref() and source(), as dbt keeps it. */
export function referencedParts(references: readonly Reference[]): {
  readonly refs: JsonValue;
  readonly sources: JsonValue;
} {
  return {
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
