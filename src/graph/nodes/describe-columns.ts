// Columns and constraints as dbt's dictionaries have them.

import type { JsonObject } from '../../base/json-value.ts';
import type { ColumnProperties, ConstraintDeclaration } from '../../project/project.ts';

export function describeColumns(columns: readonly ColumnProperties[]): JsonObject {
  return Object.fromEntries(columns.map((column) => [column.name, describeColumn(column)]));
}

function describeColumn(column: ColumnProperties): JsonObject {
  const { name, description, meta, tags, quote } = column;
  return {
    name,
    description,
    meta,
    data_type: column.dataType?.value ?? null,
    constraints: column.constraints.map(describeConstraint),
    quote: quote || null,
    config: { meta, tags },
    tags,
    granularity: null,
    dimension: null,
    entity: null,
    doc_blocks: [],
  };
}

/** Of a whole relation, with its columns. */
export function describeConstraints(constraints: readonly ConstraintDeclaration[]): readonly JsonObject[] {
  return constraints.map((constraint) => ({ ...describeConstraint(constraint), columns: constraint.columns }));
}

function describeConstraint({ type, name, expression, to, toColumns }: ConstraintDeclaration): JsonObject {
  return {
    type,
    name,
    expression,
    warn_unenforced: true,
    warn_unsupported: true,
    to: to?.value ?? null,
    to_columns: toColumns,
  };
}
