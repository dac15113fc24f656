// The names of a SELECT's columns, as far as its text says: PostgreSQL's own rules for naming them, and `*` where what it
// stands for is known. Types are the database's to say.

import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.ts';
import { figureColumnName } from './column-name.ts';
import type { ParsedStatement } from './parser.ts';

/** Columns of a relation that the text names; null: not known. */
export type ColumnsOf = (relation: {
  readonly schema: string | null;
  readonly name: string;
}) => readonly string[] | null;

type Columns = readonly string[] | null;
type Scope = ReadonlyMap<string, Columns>;

/** In order, or null where a `*` or a NATURAL JOIN is over something unknown. */
export function outputColumns(statement: ParsedStatement, columnsOf: ColumnsOf = () => null): Columns {
  const select = statement.tree.SelectStmt;
  return isJsonObject(select) ? selectColumns(select, new Map(), columnsOf) : null;
}

function selectColumns(select: JsonObject, outer: Scope, columnsOf: ColumnsOf): Columns {
  const scope = withScope(select, outer, columnsOf);
  // A set operation's columns are those of its leftmost arm.
  if (isJsonObject(select.larg)) return selectColumns(select.larg, scope, columnsOf);
  const values = listOf(select.valuesLists);
  if (values.length > 0) {
    const first = isJsonObject(values[0]) ? values[0].List : undefined;
    return listOf(isJsonObject(first) ? first.items : undefined).map((_, index) => `column${index + 1}`);
  }
  const tables = listOf(select.fromClause).flatMap((item) => rangeTables(item, scope, columnsOf));
  const result: string[] = [];
  for (const target of listOf(select.targetList)) {
    const columns = targetColumns(target, tables);
    if (columns === null) return null;
    result.push(...columns);
  }
  return result;
}

function withScope(select: JsonObject, outer: Scope, columnsOf: ColumnsOf): Scope {
  const clause = select.withClause;
  if (!isJsonObject(clause)) return outer;
  const scope = new Map(outer);
  for (const entry of listOf(clause.ctes)) {
    const cte = isJsonObject(entry) ? entry.CommonTableExpr : undefined;
    if (!isJsonObject(cte)) continue;
    const name = String(cte.ctename);
    const query = isJsonObject(cte.ctequery) ? cte.ctequery.SelectStmt : undefined;
    // A recursive CTE that reads itself is named by its first arm, which does not.
    scope.set(name, null);
    const found = isJsonObject(query) ? selectColumns(query, scope, columnsOf) : null;
    const extra = cte.search_clause !== undefined || cte.cycle_clause !== undefined;
    scope.set(name, extra ? null : renamed(found, cte.aliascolnames));
  }
  return scope;
}

/** What is in FROM: a join has the tables below it, and what an unqualified `*` makes of them. */
interface RangeTable {
  readonly name: string | null;
  readonly columns: Columns;
  /** Tables that a qualified `*` may name inside a join. */
  readonly inner: readonly RangeTable[];
}

function rangeTables(item: JsonValue, scope: Scope, columnsOf: ColumnsOf): readonly RangeTable[] {
  if (!isJsonObject(item)) return [];
  const variable = item.RangeVar;
  if (isJsonObject(variable)) {
    const name = String(variable.relname);
    const schema = typeof variable.schemaname === 'string' ? variable.schemaname : null;
    const cte = schema === null && scope.has(name);
    const columns = cte ? (scope.get(name) ?? null) : columnsOf({ schema, name });
    return [aliased(variable, name, columns)];
  }
  const subselect = item.RangeSubselect;
  if (isJsonObject(subselect)) {
    const query = isJsonObject(subselect.subquery) ? subselect.subquery.SelectStmt : undefined;
    return [aliased(subselect, null, isJsonObject(query) ? selectColumns(query, scope, columnsOf) : null)];
  }
  const join = item.JoinExpr;
  if (isJsonObject(join)) return [joined(join, scope, columnsOf)];
  const other = Object.values(item).find(isJsonObject);
  return other ? [aliased(other, null, null)] : [];
}

function joined(join: JsonObject, scope: Scope, columnsOf: ColumnsOf): RangeTable {
  const sides = [join.larg, join.rarg].map((side) => rangeTables(side ?? null, scope, columnsOf)[0]);
  const [left, right] = sides;
  const using = listOf(join.usingClause).map(stringOf);
  const known = left?.columns && right?.columns && join.isNatural !== true;
  const columns = known
    ? [
        ...using,
        ...(left.columns ?? []).filter((name) => !using.includes(name)),
        ...(right.columns ?? []).filter((name) => !using.includes(name)),
      ]
    : null;
  const table = aliased(join, null, columns);
  const inner = sides.flatMap((side) => (side ? [side, ...side.inner] : []));
  return { ...table, inner: table.name === null ? inner : [] };
}

function aliased(node: JsonObject, name: string | null, columns: Columns): RangeTable {
  const alias = node.alias;
  if (!isJsonObject(alias)) return { name, columns, inner: [] };
  return { name: String(alias.aliasname), columns: renamed(columns, alias.colnames), inner: [] };
}

/** The first columns take the alias's names; more of them than are known cannot be. */
function renamed(columns: Columns, names: JsonValue | undefined): Columns {
  const given = listOf(names).map(stringOf);
  return columns === null ? null : [...given, ...columns.slice(given.length)];
}

function targetColumns(target: JsonValue, tables: readonly RangeTable[]): Columns {
  const result = isJsonObject(target) ? target.ResTarget : undefined;
  if (!isJsonObject(result)) return null;
  if (typeof result.name === 'string') return [result.name];
  const value = result.val;
  const reference = isJsonObject(value) ? value.ColumnRef : undefined;
  const fields = isJsonObject(reference) ? listOf(reference.fields) : [];
  const last = fields.at(-1);
  if (isJsonObject(last) && 'A_Star' in last) return starColumns(fields.slice(0, -1).map(stringOf), tables);
  // `(composite).*` stands for as many columns as the type has.
  const indirection = isJsonObject(value) ? value.A_Indirection : undefined;
  const steps = isJsonObject(indirection) ? listOf(indirection.indirection) : [];
  if (steps.some((step) => isJsonObject(step) && 'A_Star' in step)) return null;
  return [figureColumnName(value ?? null)];
}

function starColumns(qualifier: readonly string[], tables: readonly RangeTable[]): Columns {
  const name = qualifier.at(-1);
  if (name !== undefined) {
    const all = tables.flatMap((table) => [table, ...table.inner]);
    return all.find((table) => table.name === name)?.columns ?? null;
  }
  const result: string[] = [];
  for (const table of tables) {
    if (table.columns === null) return null;
    result.push(...table.columns);
  }
  return result;
}

function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function stringOf(value: JsonValue): string {
  const node = isJsonObject(value) ? value.String : undefined;
  return isJsonObject(node) ? String(node.sval) : '';
}
