// Asks what a role may do with the engine tables of a project, before anything is made or run.

import type { Session } from '../../database/database.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { RelationName } from '../../sql/sql.ts';
import { judgeProductRights, lookAtProductTable, type ProductRights } from '../../state/product-rights.ts';
import type { ProductTable } from '../../state/product-tables.ts';

/** STATE_TABLE_FOREIGN, STATE_TABLE_RIGHTS; undefined where nothing is missing, or the schema is not there. Makes nothing. */
export async function lacksProductTable(
  session: Session,
  kind: ProductTable,
  table: RelationName,
): Promise<Diagnostic | undefined> {
  const [row] = (await session.query(lookAtProductTable(session.state, kind, table))).rows;
  // The question is asked here alone, so that the shape of its answer is a fact, not an input.
  return row ? judgeProductRights(row[0] as unknown as ProductRights, kind, table) : undefined;
}
