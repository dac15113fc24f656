// Where a node's relation stands: dbt's rules for schema and alias.

import type { ModelConfig } from '../project/model-config.ts';
import type { RelationName } from '../sql/sql.ts';

/** `schema: x` goes to `<target schema>_x`, as dbt's generate_schema_name does. */
export function defaultSchema(custom: string | null, targetSchema: string): string {
  return custom === null ? targetSchema : `${targetSchema}_${custom.trim()}`;
}

export function relationNameOf(
  config: Pick<ModelConfig, 'schema' | 'alias'>,
  name: string,
  targetSchema: string,
): RelationName {
  return { schema: defaultSchema(config.schema, targetSchema), name: config.alias?.trim() || name };
}
