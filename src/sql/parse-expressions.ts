// SQL that a config key holds and a statement takes in as it is, as dbt writes it: expressions of a key, what an index is on. Read by
// PostgreSQL's parser, so that a name means what it means in SQL (`ID` is id, `"Id"` is quoted), and nothing else gets into the
// statement.

import { type Checked, failed, passed } from '../base/checked.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.ts';
import { itemsOf, parseStatement, type SyntaxProblem } from './parser.ts';

export interface WrittenExpression {
  readonly text: string;
  /** The column's name, where the expression is nothing but one. */
  readonly column: string | null;
  /** Whether any column is named in it: `user` is a word of SQL's, `"user"` a column. */
  readonly namesColumns: boolean;
}

/** The expressions of a list, at least one. `loadParser` must have finished. */
export function parseExpressions(text: string): Checked<readonly WrittenExpression[], SyntaxProblem> {
  const whole = selected(text);
  if (!whole.ok) return whole;
  const items: WrittenExpression[] = [];
  for (const item of itemsOf(text)) {
    const one = selected(`(${item}\n)`);
    if (!one.ok) return one;
    items.push({ text: item, column: columnOf(one.value[0]), namesColumns: namesColumns(one.value) });
  }
  return items.length === whole.value.length ? passed(items) : notSo('this is no list of expressions');
}

/** What is in the places of `select …` where nothing but expressions does. */
function selected(text: string): Checked<readonly JsonObject[], SyntaxProblem> {
  const parsed = parseStatement(`select ${text}\n`);
  if (!parsed.ok) return parsed;
  const { targetList, ...others } = objectOf(parsed.value.tree.SelectStmt);
  const values = listOf(targetList).map((target) => objectOf(target.ResTarget));
  const isPlain =
    Object.keys(others).every((key) => key === 'limitOption' || key === 'op') &&
    values.length > 0 &&
    values.every((value) => value.name === undefined && !isStar(value.val)) &&
    !hasSemicolon(text);
  return isPlain ? passed(values.map(({ val }) => objectOf(val))) : notSo('this is no expression');
}

export interface IndexKey {
  /** A column's name, whatever its order is; null: an expression. */
  readonly column: string | null;
  /** Whether it is the column and nothing else. */
  readonly isPlain: boolean;
}

/** What is between the parentheses of CREATE INDEX: columns and expressions, each with its order. `loadParser` must have finished. */
export function parseIndexKeys(text: string): Checked<readonly IndexKey[], SyntaxProblem> {
  const parsed = parseStatement(`create index on x (${text}\n)`);
  if (!parsed.ok) return parsed;
  const { indexParams, ...others } = objectOf(parsed.value.tree.IndexStmt);
  const elements = listOf(indexParams).map((element) => objectOf(element.IndexElem));
  const isPlain = Object.keys(others).every((key) => key === 'relation' || key === 'accessMethod');
  if (!isPlain || elements.length === 0 || hasSemicolon(text)) return notSo('this is nothing that an index is on');
  return passed(
    elements.map(({ name, ordering, nulls_ordering: nulls, ...rest }) => ({
      column: typeof name === 'string' ? name : null,
      isPlain:
        typeof name === 'string' &&
        Object.keys(rest).length === 0 &&
        ordering === 'SORTBY_DEFAULT' &&
        nulls === 'SORTBY_NULLS_DEFAULT',
    })),
  );
}

function columnOf(expression: JsonObject | undefined): string | null {
  const [first, ...others] = listOf(objectOf(expression?.ColumnRef).fields);
  const name = objectOf(first?.String).sval;
  return typeof name === 'string' && others.length === 0 ? name : null;
}

function namesColumns(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(namesColumns);
  return isJsonObject(value) && (value.ColumnRef !== undefined || Object.values(value).some(namesColumns));
}

function isStar(value: JsonValue | undefined): boolean {
  return listOf(objectOf(objectOf(value).ColumnRef).fields).some((field) => field.A_Star !== undefined);
}

/** One at the end of a text ends a statement, which is none of its own here. */
function hasSemicolon(text: string): boolean {
  return itemsOf(text, ';').length > 1;
}

function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

function listOf(value: JsonValue | undefined): readonly JsonObject[] {
  return Array.isArray(value) ? value.map(objectOf) : [];
}

function notSo(message: string): Checked<never, SyntaxProblem> {
  return failed([{ kind: 'syntax', message, offset: 0 }]);
}
