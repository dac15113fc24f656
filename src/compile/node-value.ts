// A node as templates see it: dbt's dictionary of `model`, and of the entries of `graph`.

import type { JsonObject, JsonValue } from '../base/json-value.ts';
import type { ModelNode, Node, NodeId, SeedNode } from '../graph/node.ts';
import { quoteIdentifier } from '../sql/sql.ts';

/** `parents` is absent where the graph is not known yet. */
export function nodeValue(node: Node, database: string, parents: readonly NodeId[] = []): JsonObject {
  return {
    unique_id: node.id,
    name: node.name,
    resource_type: node.resourceType,
    package_name: node.packageName,
    path: pathOf(node.fqn, node.source.path),
    original_file_path: node.source.path,
    fqn: node.fqn,
    tags: node.tags,
    meta: node.meta,
    description: node.description,
    database,
    config: configOf(node),
    depends_on: { nodes: parents, macros: [] },
    ...placeOf(node, database),
    ...contentOf(node),
  };
}

/** Below the resource path, as dbt has it. */
function pathOf(fqn: readonly string[], path: string): string {
  return [...fqn.slice(1, -1), path.slice(path.lastIndexOf('/') + 1)].join('/');
}

function placeOf(node: Node, database: string): JsonObject {
  if (node.resourceType === 'test') return { alias: node.name };
  const { schema, name } = node.relation;
  const place = {
    schema,
    alias: name,
    identifier: name,
    relation_name: [database, schema, name].map(quoteIdentifier).join('.'),
  };
  return node.resourceType === 'source' ? { ...place, source_name: node.sourceName } : place;
}

function contentOf(node: Node): JsonObject {
  if (node.resourceType === 'source') return {};
  const content = { raw_code: node.source.text, language: 'sql', refs: refsOf(node), sources: sourcesOf(node) };
  if (node.resourceType === 'test') return { ...content, ...testOf(node) };
  return {
    ...content,
    ...unsaid,
    columns: columnsOf(node),
    contract: { enforced: node.config.contractEnforced, alias_types: true, checksum: null },
    patch_path: node.properties === null ? null : `${node.packageName}://${node.properties.source.path}`,
  };
}

/** Keys that packages look at, as dbt has them for a node that says nothing of them. */
const unsaid: JsonObject = {
  access: 'protected',
  group: null,
  version: null,
  latest_version: null,
  deprecation_date: null,
  time_spine: null,
  docs: { show: true, node_color: null },
};

function refsOf(node: Exclude<Node, { resourceType: 'source' }>): JsonValue {
  return node.references.flatMap((reference) =>
    reference.kind === 'ref' ? [{ name: reference.name, package: reference.packageName, version: null }] : [],
  );
}

function sourcesOf(node: Exclude<Node, { resourceType: 'source' }>): JsonValue {
  return node.references.flatMap((reference) =>
    reference.kind === 'source' ? [[reference.sourceName, reference.name]] : [],
  );
}

function testOf(node: Extract<Node, { resourceType: 'test' }>): JsonObject {
  const { test } = node;
  if (test.kind === 'singular') return {};
  return {
    column_name: test.column,
    test_metadata: { name: test.name, kwargs: { ...test.arguments, column_name: test.column }, namespace: null },
  };
}

function columnsOf(node: ModelNode | SeedNode): JsonObject {
  return Object.fromEntries(
    node.columns.map((column) => [
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

function configOf(node: Node): JsonObject {
  return node.resourceType === 'source' ? { enabled: node.enabled } : node.config.values;
}

/** One key of the merged config of any node; undefined where nothing sets it and dbt has no default. */
export function configValue(node: Node, key: string): JsonValue | undefined {
  const values = configOf(node);
  return Object.hasOwn(values, key) ? values[key] : undefined;
}
