// What a contract asks beyond what exists: columns that can be added, and differences that only a rebuild can make good.

import { failed, passed } from '../../base/checked.ts';
import type { CatalogRelation } from '../../catalog/relation.ts';
import { type Checked, errorAt, type Note } from '../../diagnostics/diagnostic.ts';
import { displayName, isSeed } from '../../graph/node.ts';
import { qualified, type Sql, sql } from '../../sql/sql.ts';
import { type PlanContext, spanOfConfig } from '../input.ts';
import { columnDefinition, type DeclaredTable } from './declared-table.ts';
import { isDividedBy } from './partitions.ts';

/**
 * The statements that add what may be added; a refusal where the existing table cannot become what is declared. With
 * `mayBeStricter` a NOT NULL that people have added is none: rows that are written anew either fit it or say so.
 */
export function reconcileContract(
  context: PlanContext,
  actual: CatalogRelation,
  declared: DeclaredTable,
  { mayBeStricter = false }: { readonly mayBeStricter?: boolean } = {},
): Checked<readonly Sql[]> {
  const { node } = context;
  const { onSchemaChange } = node.config;
  const existing = new Map(actual.columns.map((column) => [column.name, column]));
  const added = declared.columns.filter((column) => !existing.has(column.name));
  const notes: Note[] = declared.columns.flatMap((column) => {
    const found = existing.get(column.name);
    if (!found) return [];
    const differences: string[] = [];
    if (!isSameType(found.type, column.type)) differences.push(`it is ${found.type}, declared is ${column.type}`);
    if (found.notNull !== column.notNull && !(mayBeStricter && found.notNull))
      differences.push(column.notNull ? 'it may be NULL' : 'it may not be NULL');
    return differences.map((message) => ({ message: `column "${column.name}": ${message}` }));
  });
  const declaredNames = new Set(declared.columns.map((column) => column.name));
  const gone = actual.columns.filter((column) => !declaredNames.has(column.name));
  notes.push(...gone.map((column) => ({ message: `column "${column.name}" is no longer declared` })));
  if (onSchemaChange !== 'append_new_columns') {
    notes.push(...added.map((column) => ({ message: `column "${column.name}" is not there yet` })));
  }
  notes.push(...constraintNotes(actual, declared));
  if (notes.length > 0) {
    return failed([
      errorAt('CONTRACT_DRIFT', `"${node.name}" has another form than its properties declare`, {
        span: spanOfConfig(node, 'contract'),
        notes,
        help: `${context.options.fullRefresh ? 'Take away what keeps the table where it is, or alter its columns by hand' : makesAnew(node)}${appendHint(added.length, notes.length)}`,
      }),
    ]);
  }
  return passed(
    added.map((column) => sql`alter table ${qualified(actual.name)} add column ${columnDefinition(column)}`),
  );
}

/** `run` builds no seeds. */
function makesAnew(node: PlanContext['node']): string {
  return `Run \`smelt ${isSeed(node) ? 'seed' : 'run'} --select ${displayName(node)} --full-refresh\` to make it anew`;
}

/** A type of a schema on the search_path is written with its schema, as the catalog is read without a path. */
function isSameType(existing: string, declared: string): boolean {
  const type = serialTypes[declared] ?? declared;
  return existing === type || existing.endsWith(`.${type}`);
}

/** Words that CREATE TABLE takes for a type, and what it then is. */
const serialTypes: Readonly<Record<string, string>> = {
  smallserial: 'smallint',
  serial2: 'smallint',
  serial: 'integer',
  serial4: 'integer',
  bigserial: 'bigint',
  serial8: 'bigint',
};

/** Whether rows that give the declared columns can be written: these keep their types, and others may be left out. */
export function takesRows(actual: CatalogRelation, declared: DeclaredTable): boolean {
  const existing = new Map(actual.columns.map((column) => [column.name, column]));
  const given = new Set(declared.columns.map(({ name }) => name));
  return (
    declared.columns.every(({ name, type }) => {
      const found = existing.get(name);
      return found !== undefined && !found.generated && isSameType(found.type, type);
    }) &&
    actual.columns.every(
      (column) =>
        given.has(column.name) ||
        !column.notNull ||
        column.default !== null ||
        column.identity !== null ||
        column.generated,
    )
  );
}

/** Whether a table is divided as its config says: another division is another table. */
export function checkPartitioning(context: PlanContext, actual: CatalogRelation): Checked<null> {
  const { partitionBy } = context.node.config;
  const { partitionKey } = actual;
  const same = partitionBy === null ? partitionKey === null : partitionKey && isDividedBy(partitionBy, partitionKey);
  if (same) return passed(null);
  const wanted = partitionBy && `${partitionBy.kind.toUpperCase()} (${partitionBy.field})`;
  const partitioning = (key: string | null): string => (key === null ? 'not partitioned' : `partitioned by ${key}`);
  return failed([
    errorAt(
      'PARTITION_CHANGED',
      `"${context.node.name}" is ${partitioning(partitionKey)}, its config says ${partitioning(wanted)}`,
      {
        span: spanOfConfig(context.node, 'partition_by'),
        help: makesAnew(context.node),
      },
    ),
  ]);
}

/** By their names and kinds: PostgreSQL writes definitions in words of its own. */
function constraintNotes(actual: CatalogRelation, declared: DeclaredTable): readonly Note[] {
  return declared.constraints.flatMap((constraint) => {
    const found = actual.constraints.find(({ name }) => name === constraint.name);
    if (!found) return [{ message: `the constraint "${constraint.name}" is not there` }];
    const keyed =
      constraint.kind === 'primary_key' || constraint.kind === 'unique' || constraint.kind === 'foreign_key';
    if (!keyed || found.columns.join('\0') === constraint.columns.join('\0')) return [];
    return [{ message: `the constraint "${constraint.name}" is on ${found.columns.join(', ')}` }];
  });
}

function appendHint(added: number, notes: number): string {
  return added > 0 && added === notes ? ', or set `on_schema_change: append_new_columns`' : '';
}
