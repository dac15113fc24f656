// Whether writing a table's rows runs what people wrote: triggers that are not Smelt's, and functions of theirs in defaults, checks and
// indexes. These find names by the path in force, so that such a table is written under the user's, as everywhere else in dbt.

import type { CatalogRelation } from '../../catalog/relation.ts';
import { inUserWords, type Sql } from '../../sql/sql.ts';
import { isAuditTrigger } from '../../state/audit-log.ts';

export function runsOthersCode({ triggers, constraints, indexes, columns }: CatalogRelation): boolean {
  return (
    triggers.some((name) => !isAuditTrigger(name)) ||
    constraints.some(({ kind, definition }) => kind === 'check' && namesOthers(definition)) ||
    indexes.some(({ definition }) => namesOthers(definition.slice(definition.indexOf(' USING ')))) ||
    columns.some((column) => column.default !== null && namesOthers(column.default))
  );
}

/** The statement that writes the rows: `runs` where it runs others' code. */
export function writing(statement: Sql, runs: boolean): Sql {
  return runs ? inUserWords(statement) : statement;
}

/** Read under the engine's path, only what is not PostgreSQL's own has a schema before its name. */
function namesOthers(expression: string): boolean {
  return /(?:[a-z_][\w$]*|")\.(?:[a-z_]|")/i.test(expression.replaceAll(/'(?:[^']|'')*'/g, "''"));
}
