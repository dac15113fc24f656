// What `on_schema_change` makes of a query that gives other columns than its incremental table has, without a contract: dbt's
// four answers. How the table is changed is alter-columns.ts'.

import { failed, passed } from '../../base/checked.ts';
import type { CatalogColumn, CatalogRelation } from '../../catalog/relation.ts';
import { type Checked, type Diagnostic, errorAt } from '../../diagnostics/diagnostic.ts';
import { displayName } from '../../graph/node.ts';
import { type ModelSubject, type PlanContext, spanOfConfig } from '../input.ts';
import { isOtherType, isTooShort, widenedType } from './column-types.ts';
import { outputNames } from './output-shape.ts';
import type { QueryColumn, QueryShape } from './query-shape.ts';

type Context = PlanContext<ModelSubject>;

export interface SchemaChange {
  /** Of the table as the batch will find it. */
  readonly columns: readonly CatalogColumn[];
  /** Those of them that the query gives, in its order. */
  readonly given: readonly string[];
  /** Whether the query gives some of them in another type, to be cast as INSERT does. */
  readonly casts: boolean;
  /** Null: the table stays as it is. */
  readonly changes: ColumnChanges | null;
}

export interface ColumnChanges {
  readonly added: readonly QueryColumn[];
  readonly removed: readonly string[];
  readonly retyped: readonly Retyped[];
}

export interface Retyped {
  readonly name: string;
  readonly from: string;
  readonly to: QueryColumn;
}

export function followQuery(context: Context, actual: CatalogRelation): Checked<SchemaChange> {
  return context.shape === null ? followNames(context, actual) : followTypes(context, actual, context.shape);
}

/** As far as the text says: the types are taken to be those that exist, and new columns are not known well enough to add them. */
function followNames(context: Context, actual: CatalogRelation): Checked<SchemaChange> {
  const { columns } = actual;
  const existing = columns.map(({ name }) => name);
  const names = outputNames(context.subject.compiled, context.catalog) ?? existing;
  const added = names.filter((name) => !existing.includes(name));
  const lost = removable(context, existing, names);
  if (context.node.config.onSchemaChange === 'fail' && added.length + lost.length > 0) {
    return failed([changed(context, [...added.map((name) => givesMore(name, '')), ...lost.map(givesLess)])]);
  }
  const given = names.filter((name) => existing.includes(name));
  return passed({ columns, given, casts: false, changes: null });
}

function followTypes(context: Context, actual: CatalogRelation, shape: QueryShape): Checked<SchemaChange> {
  const mode = context.node.config.onSchemaChange;
  const existing = new Map(actual.columns.map((column) => [column.name, column]));
  const names = shape.columns.map(({ name }) => name);
  const added = shape.columns.filter(({ name }) => !existing.has(name));
  const removed = removable(context, [...existing.keys()], names);
  const retyped = shape.columns.flatMap((column) => wantedType(existing.get(column.name), column, mode, shape));
  if (mode === 'fail') {
    const other = shape.columns.flatMap((column) => otherType(existing.get(column.name), column));
    const notes = [...added.map(({ name, type }) => givesMore(name, ` ${type}`)), ...removed.map(givesLess), ...other];
    if (notes.length > 0) return failed([changed(context, notes)]);
  }
  const changes: ColumnChanges = {
    added: mode === 'append_new_columns' || mode === 'sync_all_columns' ? added : [],
    removed: mode === 'sync_all_columns' ? removed : [],
    retyped,
  };
  const columns = columnsAfter(actual.columns, changes);
  const after = new Map(columns.map(({ name, type }) => [name, type]));
  return passed({
    columns,
    given: names.filter((name) => after.has(name)),
    casts: shape.columns.some(({ name, type }) => after.has(name) && after.get(name) !== type),
    changes: changes.added.length + changes.removed.length + changes.retyped.length > 0 ? changes : null,
  });
}

/** What `touch_columns` names is written by Smelt, and no query gives it. */
function removable(context: Context, existing: readonly string[], names: readonly string[]): readonly string[] {
  const { touchColumns } = context.node.config;
  return existing.filter((name) => !names.includes(name) && !touchColumns.includes(name));
}

/** The change of an existing column's type that the mode asks for: strings are widened by all, the rest changes `sync_all_columns`. */
function wantedType(
  existing: CatalogColumn | undefined,
  given: QueryColumn,
  mode: Context['node']['config']['onSchemaChange'],
  shape: QueryShape,
): readonly Retyped[] {
  if (!existing) return [];
  const { name, type: from } = existing;
  const widened = widenedType(from, given.type);
  const isSynced =
    mode === 'sync_all_columns' && (isOtherType(widened ?? from, given.type) || isTooShort(from, given.type));
  if (isSynced) return [{ name, from, to: given }];
  if (widened === null) return [];
  const collation = shape.existing.find((column) => column.name === name)?.collation ?? null;
  return [{ name, from, to: { name, type: widened, collation } }];
}

/** The table's columns as the changes leave them; what is added comes last. */
export function columnsAfter(
  columns: readonly CatalogColumn[],
  { added, removed, retyped }: ColumnChanges,
): readonly CatalogColumn[] {
  const types = new Map(retyped.map(({ name, to }) => [name, to.type]));
  const bare = { notNull: false, default: null, identity: null, generated: false };
  return [
    ...columns
      .filter(({ name }) => !removed.includes(name))
      .map((column) => ({ ...column, type: types.get(column.name) ?? column.type })),
    ...added.map(({ name, type }) => ({ name, type, ...bare })),
  ];
}

function otherType(existing: CatalogColumn | undefined, given: QueryColumn): readonly string[] {
  if (!existing || !isOtherType(widenedType(existing.type, given.type) ?? existing.type, given.type)) return [];
  return [`"${given.name}" is ${existing.type} in the table, and the model gives ${given.type}`];
}

function givesMore(name: string, type: string): string {
  return `the model gives "${name}"${type}, which the table does not have`;
}

function givesLess(name: string): string {
  return `the table has "${name}", which the model does not give`;
}

function changed({ node }: Context, notes: readonly string[]): Diagnostic {
  return errorAt('SCHEMA_CHANGED', `the columns of "${node.name}" have changed`, {
    span: spanOfConfig(node, 'on_schema_change'),
    notes: notes.map((message) => ({ message })),
    help: `Run \`smelt run --select ${displayName(node)} --full-refresh\`, or set \`on_schema_change\` to sync_all_columns, append_new_columns or ignore`,
  });
}
