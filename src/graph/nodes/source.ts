// A table of a source: something that is there before any node is built. Smelt's own tables are sources too, which models read as
// source('smelt', …).

import { isJsonObject, type JsonObject } from '../../base/json-value.ts';
import { spanOf } from '../../diagnostics/text-file.ts';
import type { ColumnProperties, FileSettings, Project, SourceFacts, SourceTable } from '../../project/project.ts';
import { noSourceFacts } from '../../project/source-facts.ts';
import { engineSourceName } from '../../project/source-tables.ts';
import type { RelationName } from '../../sql/sql.ts';
import { dependsOn } from '../depends-on.ts';
import { nodeId } from '../node-id.ts';
import { describeColumns } from './describe-columns.ts';
import { describeParts, type NodeParts, relationText, type Surrounding } from './node-parts.ts';

export interface SourceNode extends NodeParts {
  readonly resourceType: 'source';
  readonly sourceName: string;
  readonly relation: RelationName;
  /** As it is declared; null: the target's. */
  readonly database: string | null;
  /** Present where its rows are records of files. */
  readonly files: FileSettings | null;
  /** One of the engine's own tables. */
  readonly engineTable: boolean;
  readonly enabled: boolean;
  readonly columns: readonly ColumnProperties[];
  readonly facts: SourceFacts;
}

type DeclaredTable = Omit<SourceTable, 'database' | 'tests'> & Partial<Pick<SourceTable, 'database'>>;

export function createSource(table: DeclaredTable, engineTable = false): SourceNode {
  const { packageName, sourceName, name } = table;
  return {
    resourceType: 'source',
    id: nodeId('source', packageName, sourceName, name),
    name,
    sourceName,
    packageName,
    fqn: table.fqn,
    tags: table.tags,
    file: table.file,
    span: table.span,
    description: table.description,
    meta: table.meta,
    references: [],
    dependsOn: dependsOn({ docs: table.docs }),
    relation: { schema: table.schema, name: table.identifier },
    database: table.database ?? null,
    files: table.files,
    engineTable,
    enabled: table.enabled,
    columns: table.columns,
    facts: table.facts,
  };
}

export const engineTableNames = ['etl_status', 'data_quality_metrics', 'audit_log'] as const;

/** The engine's own tables, in the target's schema, under the names that the project gives them. */
export function createEngineSources(
  { name: packageName, file, engineTables }: Pick<Project, 'name' | 'file' | 'engineTables'>,
  targetSchema: string,
): readonly SourceNode[] {
  return engineTableNames.map((name) =>
    createSource(
      {
        packageName,
        sourceName: engineSourceName,
        name,
        fqn: [packageName, engineSourceName, name],
        identifier: engineTables.find(({ table }) => table === name)?.name ?? name,
        schema: targetSchema,
        description: '',
        enabled: true,
        tags: [],
        meta: {},
        columns: [],
        facts: noSourceFacts,
        docs: [],
        files: null,
        file: file,
        span: spanOf(file),
      },
      true,
    ),
  );
}

/** An entry of dbt's `graph.sources`. */
export function describeSource(node: SourceNode, surrounding: Surrounding): JsonObject {
  const { facts, relation } = node;
  const { loaded_at_field: field = null, loaded_at_query: query = null, event_time: time = null } = facts.config;
  const measured = { freshness: freshnessOf(facts.config), loaded_at_field: field, loaded_at_query: query };
  const own = { meta: node.meta, tags: node.tags };
  return {
    ...describeParts(node, surrounding),
    path: node.file.path,
    source_name: node.sourceName,
    source_description: facts.sourceDescription,
    source_meta: facts.sourceMeta,
    loader: facts.loader,
    schema: relation.schema,
    identifier: relation.name,
    relation_name: relationText(relation, surrounding),
    quoting: { database: null, schema: null, identifier: null, column: null, ...facts.quoting },
    external: facts.external && { ...unsaidOfExternal, ...facts.external },
    columns: describeColumns(node.columns),
    config: { ...facts.config, ...measured, ...own, enabled: node.enabled, event_time: time, static_analysis: null },
    ...measured,
  };
}

const unsaidOfExternal = {
  location: null,
  file_format: null,
  row_format: null,
  tbl_properties: null,
  partitions: null,
};

/** In full, as dbt has it; null where it is stated as null. */
function freshnessOf({ freshness = {} }: JsonObject): JsonObject | null {
  if (!isJsonObject(freshness)) return null;
  const age = (key: string): JsonObject => {
    const stated = freshness[key] ?? null;
    return { count: null, period: null, ...(isJsonObject(stated) ? stated : {}) };
  };
  return { warn_after: age('warn_after'), error_after: age('error_after'), filter: freshness.filter ?? null };
}
