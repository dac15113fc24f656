// A table as the properties of its node declare it: columns with types, defaults and constraints, each constraint with a name
// of its own. What is in the database is compared with it in contract-drift.ts.

import { failed, passed } from '../../base/checked.ts';
import { type Checked, type Diagnostic, errorAt } from '../../diagnostics/diagnostic.ts';
import { type BuiltNode, isModel, type ModelNode } from '../../graph/node.ts';
import type { ColumnProperties, ConstraintDeclaration } from '../../project/project.ts';
import { words } from '../../sql/around-text.ts';
import { isTableConstraint, keyConstraint, parseColumnAddition } from '../../sql/parse-constraint.ts';
import {
  identifier,
  identifiers,
  join,
  qualified,
  type RelationName,
  raw,
  type Sql,
  sql,
  userText,
} from '../../sql/sql.ts';
import { canonicalType, catalogType, translateType } from '../../sql/type-name.ts';
import type { ProjectRelations } from '../input.ts';
import { boundedName, folded } from './names.ts';

export interface DeclaredColumn {
  readonly name: string;
  /** As format_type() writes it. */
  readonly type: string;
  /** SQL of the default, as the user wrote it. */
  readonly default: string | null;
  readonly notNull: boolean;
  /**
   * From PostgreSQL 18 on NOT NULL is a constraint with a name, before it the name counts for nothing. Without one it would be
   * called after the place where the table waits for its publishing. Null: a name of PostgreSQL's choice.
   */
  readonly notNullName: string | null;
  /** `generated always as identity`: the SELECT does not give it. */
  readonly identity: boolean;
  readonly description: string;
  /** What the properties add behind the type, as a column's `custom` constraints: SQL. */
  readonly additions?: readonly string[];
  /** Nobody has stated the type: it is one of PostgreSQL's own. */
  readonly inferred?: true;
}

export interface DeclaredConstraint {
  readonly kind: 'primary_key' | 'unique' | 'check' | 'foreign_key' | 'custom';
  readonly name: string;
  readonly columns: readonly string[];
  /** What follows `constraint "name"`. */
  readonly definition: Sql;
}

export interface DeclaredTable {
  readonly columns: readonly DeclaredColumn[];
  readonly constraints: readonly DeclaredConstraint[];
  /** Empty where none is declared. */
  readonly primaryKey: readonly string[];
}

/** Null: the node has no enforced contract. */
export function contractOf(node: BuiltNode, project: ProjectRelations): Checked<DeclaredTable | null> {
  return node.config.contractEnforced ? declaredTable(node, project) : passed(null);
}

/** The contract of a node with `contract: {enforced: true}`. */
export function declaredTable(stated: BuiltNode, project: ProjectRelations): Checked<DeclaredTable> {
  const problems: Diagnostic[] = [];
  const node = isModel(stated) ? withMeantNames(stated) : stated;
  const columns = node.columns.map((column) => declaredColumn(node, column, problems));
  const all = [
    ...node.constraints,
    ...node.columns.flatMap((column) =>
      column.constraints.filter(isOfTable).map((constraint) => ({ ...constraint, columns: [column.name] })),
    ),
  ];
  const constraints: DeclaredConstraint[] = [];
  const taken = new Set(all.flatMap(({ name }) => name ?? []));
  for (const constraint of all) {
    if (constraint.type === 'not_null') continue;
    const made = declaredConstraint(node, constraint, project, taken);
    if (made.ok) {
      constraints.push(made.value);
      taken.add(made.value.name);
    } else problems.push(...made.problems);
  }
  if (problems.length > 0) return failed(problems);
  const keyed = constraints.find((constraint) => constraint.kind === 'primary_key');
  const required = new Set(all.filter(({ type }) => type === 'not_null').flatMap((constraint) => constraint.columns));
  const primaryKey = keyed?.columns ?? [];
  return passed({
    columns: columns.map((column) => ({
      ...column,
      notNull: column.notNull || required.has(column.name) || primaryKey.includes(column.name),
      notNullName: constraints.some(({ name }) => name === column.notNullName) ? null : column.notNullName,
    })),
    constraints,
    primaryKey,
  });
}

/** As in dbt, a name in the properties of a model is written without quotes, but where `quote` is set. A seed's header is quoted. */
function withMeantNames(node: ModelNode): ModelNode {
  const names = new Map(node.columns.map(({ name, quote }) => [name, quote ? name : folded(name)]));
  const meant = (name: string) => names.get(name) ?? folded(name);
  const columns = node.columns.map((column) => ({
    ...column,
    name: meant(column.name),
    constraints: column.constraints.map((one) => ({ ...one, columns: one.columns.map(meant) })),
  }));
  return {
    ...node,
    columns,
    constraints: node.constraints.map((one) => ({ ...one, columns: one.columns.map(meant) })),
  };
}

function declaredColumn(node: BuiltNode, column: ColumnProperties, problems: Diagnostic[]): DeclaredColumn {
  const type = column.dataType === null ? null : canonicalType(translateType(column.dataType.value));
  if (type === null) {
    const fault =
      column.dataType === null ? 'has no data_type' : `has the data_type "${column.dataType.value}", which is no type`;
    problems.push(
      errorAt('CONTRACT_TYPE', `the column "${column.name}" of "${node.name}" ${fault}`, {
        span: column.dataType?.span ?? column.span,
        help: 'Give each column of an enforced contract a PostgreSQL type: `data_type: text`',
      }),
    );
  }
  const named = column.constraints.find((constraint) => constraint.type === 'not_null');
  const { additions, isRequired } = columnAdditions(node, column, problems);
  return {
    name: column.name,
    type: type ?? '',
    default: column.default?.value ?? null,
    notNull: column.identity || isRequired,
    notNullName: named?.name ?? boundedName(node.relation.name, `_${column.name}_not_null`),
    identity: column.identity,
    description: column.description,
    ...(additions.length > 0 ? { additions } : {}),
  };
}

/** A column's own constraint that can have a name is one of the table; others can only be behind the column's type. */
function isOfTable({ type, expression }: ConstraintDeclaration): boolean {
  return type !== 'custom' || expression === null || isTableConstraint(expression);
}

/** The parser's words for what leaves a column without NULLs. */
const requiring = ['CONSTR_NOTNULL', 'CONSTR_PRIMARY', 'CONSTR_IDENTITY'];

function columnAdditions(
  node: BuiltNode,
  column: ColumnProperties,
  problems: Diagnostic[],
): { readonly additions: readonly string[]; readonly isRequired: boolean } {
  const additions: string[] = [];
  let isRequired = false;
  const required = column.constraints.filter(({ type }) => type === 'not_null');
  // What is added to NOT NULL comes right behind it.
  for (const constraint of [...required, ...column.constraints.filter((one) => !isOfTable(one))]) {
    const { type, expression, span } = constraint;
    if (expression === null) continue;
    const addition = parseColumnAddition(type === 'not_null' ? `not null ${expression}` : expression);
    if (addition) {
      additions.push(expression);
      isRequired ||= addition.constraints.some((one) => requiring.includes(one));
    } else {
      const message = `"${expression}" of the column "${column.name}" of "${node.name}" is nothing that follows a column's type`;
      problems.push(errorAt('CONTRACT_CONSTRAINT', message, { span, help: 'Write what CREATE TABLE takes there' }));
    }
  }
  return { additions, isRequired };
}

/** `taken`: the names that are given on the table; one without a name is numbered from them, as PostgreSQL does it. */
function declaredConstraint(
  node: BuiltNode,
  constraint: ConstraintDeclaration,
  project: ProjectRelations,
  taken: ReadonlySet<string>,
): Checked<DeclaredConstraint> {
  const { columns } = constraint;
  const named = (ending: string, of = columns): string => {
    if (constraint.name !== null) return constraint.name;
    const suffix = [...of.map((column) => `_${column}`), ending].join('');
    for (let number = 0; ; number++) {
      const name = boundedName(node.relation.name, number === 0 ? suffix : `${suffix}${number}`);
      if (!taken.has(name)) return name;
    }
  };
  const problem = (message: string, help: string): Checked<never> =>
    failed([errorAt('CONTRACT_CONSTRAINT', `${message} on "${node.name}"`, { span: constraint.span, help })]);
  switch (constraint.type) {
    case 'primary_key': {
      const definition = keyDefinition('primary key', constraint);
      if (definition === null) return problem(`"${constraint.expression}" is nothing for a primary key`, keyHelp);
      return passed({ kind: 'primary_key', name: named('_pkey', []), columns, definition });
    }
    case 'unique': {
      const definition = keyDefinition('unique', constraint);
      if (definition === null) return problem(`"${constraint.expression}" is nothing for a unique constraint`, keyHelp);
      return passed({ kind: 'unique', name: named('_key'), columns, definition });
    }
    case 'check':
      if (constraint.expression === null) return problem('a check without an expression', 'Add `expression: …`');
      return passed({
        kind: 'check',
        name: named('_check'),
        columns,
        definition: sql`check (${userText(constraint.expression)}\n)`,
      });
    case 'foreign_key': {
      const to = foreignKeyTarget(constraint, project);
      if (to === null)
        return problem(
          'a foreign key that leads nowhere',
          "Add `to: ref('other_model')`, or what it refers to as `expression`",
        );
      return passed({
        kind: 'foreign_key',
        name: named('_fkey'),
        columns,
        definition: sql`foreign key (${identifiers(columns)}) references ${to}`,
      });
    }
    case 'custom':
    case 'not_null':
      if (constraint.expression === null) return problem('a constraint without an expression', 'Add `expression: …`');
      return passed({ kind: 'custom', name: named('_custom'), columns, definition: userText(constraint.expression) });
  }
}

const keyHelp = 'Write what PostgreSQL takes there: `nulls not distinct`, `include (a)`, `deferrable`';

function keyDefinition(kind: 'unique' | 'primary key', { columns, expression }: ConstraintDeclaration): Sql | null {
  if (expression === null) return sql`${raw(kind)} (${identifiers(columns)})`;
  const text = keyConstraint(kind, columns, expression);
  return text === null ? null : userText(text);
}

function foreignKeyTarget(constraint: ConstraintDeclaration, project: ProjectRelations): Sql | null {
  if (constraint.to === null) return constraint.expression === null ? null : userText(constraint.expression);
  const target = project.foreignKeyTargets.get(constraint.to.value);
  if (!target) return null;
  const { toColumns } = constraint;
  return toColumns.length > 0 ? sql`${qualified(target)} (${identifiers(toColumns)})` : qualified(target);
}

/** `"name" type default … constraint "…" not null` and what is added. */
export function columnDefinition(column: DeclaredColumn): Sql {
  return words(
    identifier(column.name),
    column.inferred ? catalogType(column.type) : userText(column.type),
    column.default === null ? null : sql`default ${userText(column.default)}`,
    column.identity ? raw('generated always as identity') : null,
    column.notNull && column.notNullName !== null ? sql`constraint ${identifier(column.notNullName)}` : null,
    column.notNull ? raw('not null') : null,
    ...(column.additions ?? []).map((text) => userText(`${text}\n`)),
  );
}

/** Checks belong to the empty table; keys are added by `addConstraints` when the rows are in, which is quicker. */
export function createDeclaredTable(
  relation: RelationName,
  table: DeclaredTable,
  parts: { readonly unlogged: boolean; readonly partitionBy: Sql | null },
): Sql {
  const checks = table.constraints
    .filter(({ kind }) => kind === 'check' || kind === 'custom')
    .map(({ name, definition }) => sql`constraint ${identifier(name)} ${definition}`);
  const lines = [...table.columns.map(columnDefinition), ...checks];
  const kind = parts.unlogged ? raw('create unlogged table') : raw('create table');
  return sql`${kind} ${qualified(relation)} (\n  ${join(lines, ',\n  ')}\n)${parts.partitionBy ? sql` ${parts.partitionBy}` : raw('')}`;
}

export function addConstraints(relation: RelationName, table: DeclaredTable): readonly Sql[] {
  const added = table.constraints.filter(({ kind }) => kind !== 'check' && kind !== 'custom');
  if (added.length === 0) return [];
  const clauses = added.map(({ name, definition }) => sql`add constraint ${identifier(name)} ${definition}`);
  return [sql`alter table ${qualified(relation)}\n  ${join(clauses, ',\n  ')}`];
}
