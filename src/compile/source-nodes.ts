// Sources as nodes: those of the project, and the engine's own tables, which models read as source('smelt', …).

import { spanOf } from '../diagnostics/source-text.ts';
import type { SourceNode } from '../graph/node.ts';
import type { Project } from '../project/project.ts';
import { engineSourceName } from '../project/source-tables.ts';
import { nodeId } from './node-id.ts';

export const engineTableNames = ['etl_status', 'data_quality_metrics', 'audit_log'] as const;

export function sourceNodes(project: Project, targetSchema: string): readonly SourceNode[] {
  const declared = project.sources.map(
    (table): SourceNode => ({
      resourceType: 'source',
      id: nodeId('source', table.packageName, table.sourceName, table.name),
      name: table.name,
      sourceName: table.sourceName,
      packageName: table.packageName,
      fqn: table.fqn,
      tags: table.tags,
      source: table.source,
      description: table.description,
      meta: table.meta,
      relation: { schema: table.schema, name: table.identifier },
      files: table.files,
      engineTable: false,
      enabled: table.enabled,
      span: table.span,
    }),
  );
  const engine = engineTableNames.map(
    (name): SourceNode => ({
      resourceType: 'source',
      id: nodeId('source', project.name, engineSourceName, name),
      name,
      sourceName: engineSourceName,
      packageName: project.name,
      fqn: [project.name, engineSourceName, name],
      tags: [],
      source: project.file,
      description: '',
      meta: {},
      relation: {
        schema: targetSchema,
        name: project.engineTables.find((table) => table.table === name)?.name ?? name,
      },
      files: null,
      engineTable: true,
      enabled: true,
      span: spanOf(project.file),
    }),
  );
  return [...declared, ...engine];
}
