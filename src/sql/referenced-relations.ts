// Which relations a statement names: CTEs are distinguished by PostgreSQL's scoping. Whether they exist is the catalog's.

import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.ts';
import type { ParsedStatement } from './parser.ts';

export interface RelationReference {
  readonly database: string | null;
  /** Null: found by the search path. */
  readonly schema: string | null;
  readonly name: string;
  /** UTF-16 offset in the text. */
  readonly offset: number;
}

/** In the order of the text; a relation named twice is reported twice. */
export function referencedRelations(statement: ParsedStatement): readonly RelationReference[] {
  const found: RelationReference[] = [];
  visit(statement.tree, new Set(), (variable) => {
    found.push({
      database: textOf(variable.catalogname),
      schema: textOf(variable.schemaname),
      name: textOf(variable.relname) ?? '',
      offset: statement.offsets.fromBytes(typeof variable.location === 'number' ? variable.location : 0),
    });
  });
  return found.sort((a, b) => a.offset - b.offset);
}

function visit(value: JsonValue, ctes: ReadonlySet<string>, report: (variable: JsonObject) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) visit(item, ctes, report);
    return;
  }
  if (!isJsonObject(value)) return;
  const scope = isJsonObject(value.withClause) ? visitWith(value.withClause, ctes, report) : ctes;
  for (const [key, child] of Object.entries(value)) {
    if (key === 'withClause') continue;
    if (key === 'RangeVar' && isJsonObject(child)) {
      const isCte = child.schemaname === undefined && scope.has(String(child.relname));
      if (!isCte) report(child);
    } else visit(child, scope, report);
  }
}

/** A CTE sees those before it; under RECURSIVE all of them, itself included. */
function visitWith(
  clause: JsonObject,
  outer: ReadonlySet<string>,
  report: (variable: JsonObject) => void,
): ReadonlySet<string> {
  const entries = Array.isArray(clause.ctes) ? clause.ctes : [];
  const names = entries.map((entry: JsonValue) => cteName(entry));
  const all = new Set([...outer, ...names]);
  const seen = new Set(outer);
  entries.forEach((entry: JsonValue, index: number) => {
    visit(entry, clause.recursive === true ? all : new Set(seen), report);
    seen.add(names[index] ?? '');
  });
  return all;
}

function cteName(entry: JsonValue): string {
  const cte = isJsonObject(entry) ? entry.CommonTableExpr : undefined;
  return isJsonObject(cte) ? String(cte.ctename) : '';
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === 'string' ? value : null;
}
