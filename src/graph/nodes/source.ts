// A table of a source: something that is there before any node is built. Smelt's own tables are sources too, which models read as
// source('smelt', …).

import type { JsonObject } from '../../base/json-value.ts';
import { spanOf } from '../../diagnostics/text-file.ts';
import type { FileSettings, Project, SourceTable } from '../../project/project.ts';
import { engineSourceName } from '../../project/source-tables.ts';
import type { RelationName } from '../../sql/sql.ts';
import { dependsOn } from '../depends-on.ts';
import { nodeId } from '../node-id.ts';
import { describeParts, describeRelation, type NodeParts, type Surrounding } from './node-parts.ts';

export interface SourceNode extends NodeParts {
  readonly resourceType: 'source';
  readonly sourceName: string;
  readonly relation: RelationName;
  /** Present where its rows are records of files. */
  readonly files: FileSettings | null;
  /** One of the engine's own tables. */
  readonly engineTable: boolean;
  readonly enabled: boolean;
}

type DeclaredTable = Omit<SourceTable, 'database' | 'columns' | 'tests' | 'config' | 'loadedAtField' | 'freshness'>;

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
    files: table.files,
    engineTable,
    enabled: table.enabled,
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
  return {
    ...describeParts(node, surrounding),
    ...describeRelation(node.relation, surrounding),
    source_name: node.sourceName,
  };
}
