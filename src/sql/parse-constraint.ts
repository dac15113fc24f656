// Constraints as a project writes them beside a column or a table, read by PostgreSQL's parser: where such a text may be, and
// that nothing else is in it.

import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.ts';
import { itemsOf, parseStatement } from './parser.ts';
import { quoteIdentifier } from './sql.ts';

/** Whether it is what follows `add constraint "name"`: `check (a > b)`. `loadParser` must have finished. */
export function isTableConstraint(text: string): boolean {
  return addedConstraint(text) !== null;
}

/**
 * A key with what a project adds to it, which belongs before its columns (`nulls not distinct`) or behind them (`deferrable`); null where
 * it belongs to neither. `loadParser` must have finished.
 */
export function keyConstraint(
  kind: 'unique' | 'primary key',
  columns: readonly string[],
  expression: string,
): string | null {
  const list = `(${columns.map(quoteIdentifier).join(', ')})`;
  const type = kind === 'unique' ? 'CONSTR_UNIQUE' : 'CONSTR_PRIMARY';
  const texts = [`${kind} ${expression}\n${list}`, `${kind} ${list} ${expression}\n`];
  const isKey = (text: string): boolean => {
    const constraint = addedConstraint(text);
    const keys = listOf(constraint?.keys).map(({ String: name }) => objectOf(name).sval);
    return constraint?.contype === type && keys.join('\0') === columns.join('\0');
  };
  return texts.find(isKey) ?? null;
}

/** What a text behind a column's type asks for. */
export interface ColumnAddition {
  /** By the parser's words: `CONSTR_DEFAULT`, `CONSTR_NOTNULL`. */
  readonly constraints: readonly string[];
}

/** Null where it is not for that place. `loadParser` must have finished. */
export function parseColumnAddition(text: string): ColumnAddition | null {
  const parsed = parseStatement(`create table x (c text ${text}\n)`);
  if (!parsed.ok || hasSemicolon(text)) return null;
  const { relation, tableElts, oncommit, ...others } = objectOf(parsed.value.tree.CreateStmt);
  const [column, ...more] = listOf(tableElts).map(({ ColumnDef: column }) => column);
  if (!isJsonObject(column) || more.length > 0 || Object.keys(others).length > 0) return null;
  return { constraints: listOf(column.constraints).map(({ Constraint: one }) => String(objectOf(one).contype)) };
}

function addedConstraint(text: string): JsonObject | null {
  const parsed = parseStatement(`alter table x add constraint c ${text}\n`);
  if (!parsed.ok || hasSemicolon(text)) return null;
  const [command, ...others] = listOf(objectOf(parsed.value.tree.AlterTableStmt).cmds);
  const { subtype, def } = objectOf(command?.AlterTableCmd);
  const constraint = objectOf(def).Constraint;
  return subtype === 'AT_AddConstraint' && others.length === 0 && isJsonObject(constraint) ? constraint : null;
}

function hasSemicolon(text: string): boolean {
  return itemsOf(text, ';').length > 1;
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}
