// Which columns of what it reads a statement can have to do with, by their names. Whose column a name is, is PostgreSQL's to say.

import { isJsonObject, type JsonValue } from '../base/json-value.ts';
import type { ParsedStatement } from './parser.ts';

/**
 * Every name that may be that of a column; null where the statement may see columns that it does not name: by a `*`, a NATURAL
 * JOIN, a whole row, or a list of names that are given to columns by their order.
 */
export function mentionedColumns(statement: ParsedStatement): ReadonlySet<string> | null {
  const found: Found = { columns: new Set(), relations: new Set(), alone: new Set(), whole: false };
  visit(statement.tree, found);
  const row = [...found.alone].some((name) => found.relations.has(name));
  return found.whole || row ? null : found.columns;
}

interface Found {
  readonly columns: Set<string>;
  /** Names and aliases of what is in FROM. */
  readonly relations: Set<string>;
  /** Last names of references: a column's, or a relation's, which is its whole row. */
  readonly alone: Set<string>;
  whole: boolean;
}

function visit(value: JsonValue, found: Found): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, found);
    return;
  }
  if (!isJsonObject(value)) return;
  for (const [key, child] of Object.entries(value)) {
    if (key === 'A_Star' || (key === 'isNatural' && child === true)) found.whole = true;
    if (key === 'colnames' && Array.isArray(child) && child.length > 0) found.whole = true;
    if ((key === 'relname' || key === 'aliasname') && typeof child === 'string') found.relations.add(child);
    if (key === 'usingClause') for (const name of namesIn(child)) found.columns.add(name);
    if (key === 'ColumnRef' && isJsonObject(child)) {
      const names = namesIn(child.fields);
      for (const name of names) found.columns.add(name);
      // `relation.column`, `schema.relation` and `schema.relation.column` end in either.
      const last = names.at(-1);
      if (last !== undefined) found.alone.add(last);
    }
    visit(child, found);
  }
}

function namesIn(value: JsonValue | undefined): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value.flatMap((item) => {
    const name = isJsonObject(item) ? item.String : undefined;
    return isJsonObject(name) && typeof name.sval === 'string' ? [name.sval] : [];
  });
}
