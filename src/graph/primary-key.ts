// The columns by which a model's rows are distinct, as dbt-core infers them (ModelNode.infer_primary_key).

import type { JsonValue } from '../base/json-value.ts';
import type { ModelNode } from './nodes/model.ts';
import type { TestNode } from './nodes/test.ts';

/** From constraints, else from columns that are tested as unique and not null, else as unique. `tests`: those on the model. */
export function primaryKeyOf(model: ModelNode, tests: readonly TestNode[]): readonly string[] {
  const declared = model.constraints.find(({ type }) => type === 'primary_key');
  if (declared) return declared.columns;
  const keyed = model.columns.find(({ constraints }) => constraints.some(({ type }) => type === 'primary_key'));
  if (keyed) return [keyed.name];
  const unique = new Set(columnsOf(tests, ['unique', 'unique_combination_of_columns']));
  const notNull = [...new Set(columnsOf(tests, ['not_null']))].filter((column) => unique.has(column));
  return notNull.length > 0 ? notNull : [...unique];
}

function columnsOf(tests: readonly TestNode[], names: readonly string[]): readonly string[] {
  return tests.flatMap(({ test }) => {
    if (test.kind !== 'generic' || !names.includes(test.name.split('.').at(-1) ?? '')) return [];
    return test.column === null ? textsOf(test.arguments.combination_of_columns) : [test.column];
  });
}

function textsOf(value: JsonValue | undefined): readonly string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === 'string') : [];
}
