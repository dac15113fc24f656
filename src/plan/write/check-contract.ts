// The contract of what has columns and no constraints: a view, a materialized view. Its query is held against the columns alone.

import type { CatalogRelation } from '../../catalog/relation.ts';
import type { Checked } from '../../diagnostics/diagnostic.ts';
import type { ModelSubject, PlanContext } from '../input.ts';
import { contractOf, type DeclaredTable } from '../shape/declared-table.ts';
import { stageName } from '../shape/names.ts';
import { refuseOtherShape, shapeActions } from '../shape/output-shape.ts';
import type { Action } from '../step.ts';

type Context = PlanContext<ModelSubject>;

/** Null: the node has no enforced contract. */
export function columnsContract({ node, project }: Pick<Context, 'node' | 'project'>): Checked<DeclaredTable | null> {
  const columns = node.columns.map((column) => ({ ...column, constraints: [] }));
  return contractOf({ ...node, columns, constraints: [] }, project);
}

/** Refuses before anything is changed. The server plans the query for it, and runs nothing. */
export function refuseBrokenContract(context: Context): readonly Action[] {
  const declared = columnsContract(context);
  if (!declared.ok || declared.value === null) return [];
  const { compiled } = context.subject;
  const empty = stageName(context.target, 'shape');
  return [...shapeActions(compiled, empty), refuseOtherShape(compiled, declared.value, empty)];
}

/** Whether what exists has the columns of the contract, or there is none: what is unchanged need not be planned anew then. */
export function keepsContract(context: Context, { columns }: CatalogRelation): boolean {
  const declared = columnsContract(context);
  if (!declared.ok || declared.value === null) return true;
  const types = new Map(declared.value.columns.map(({ name, type }) => [name, type]));
  return columns.length === types.size && columns.every(({ name, type }) => types.get(name) === type);
}
