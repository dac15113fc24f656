// Makes the engine tables that belong to the product, or finds them: as Smelt made them, and owned by nobody who could have code of theirs
// run by them as Smelt's role.

import { failed, passed } from '../../base/checked.ts';
import { recordsOf, type Session } from '../../database/database.ts';
import { type Checked, type Diagnostic, errorAt } from '../../diagnostics/diagnostic.ts';
import { quoteIdentifier, type RelationName, relationKey, type Sql } from '../../sql/sql.ts';
import { auditFunction, auditGuard, auditWriter } from '../../state/audit-log.ts';
import { findForeignCode, findProductTable, functionsBeside } from '../../state/find-product-table.ts';
import { lockSchema } from '../../state/locks.ts';
import { judgeOwnership } from '../../state/product-rights.ts';
import { createProductTable, type ProductTable } from '../../state/product-tables.ts';
import { booleanIn, textIn } from '../../state/row.ts';
import { findForeignFunctions } from '../../state/trusted-owner.ts';
import { takeLocks } from '../take-locks.ts';

/**
 * Makes an engine table where it is missing, in a transaction of its own. STATE_TABLE_FOREIGN where the name is taken, or what is on the
 * table runs somebody else's function, STATE_FUNCTION_FOREIGN, LOCK_NOT_GRANTED.
 */
export async function ensureProductTable(
  session: Session,
  kind: ProductTable,
  table: RelationName,
): Promise<Checked<void>> {
  return session.transaction({}, async () => {
    const taken = await takeLocks(session, [lockSchema()]);
    if (!taken.ok) return taken;
    const ours = await lackForeignFunctions(session, table.schema, functionsBeside(kind, table));
    if (!ours.ok) return ours;
    const [found] = recordsOf(await session.query(findProductTable(session.state, kind, table)));
    if (found) {
      const foreign = judgeTable(found, kind, table) ?? (await foreignCode(session, table));
      if (foreign) return failed([foreign]);
    }
    const missing = found ? missingOf(found, session, kind, table) : createProductTable(session.state, kind, table);
    for (const statement of missing) await session.query(statement);
    return passed(undefined);
  });
}

/** Of a log that exists: an older version made no function beside it, and who drops a function drops the triggers that call it. */
function missingOf(
  found: Readonly<Record<string, unknown>>,
  { state }: Session,
  kind: ProductTable,
  table: RelationName,
): readonly Sql[] {
  if (kind !== 'audit_log') return [];
  return [
    ...(booleanIn(found, 'writer') ? [] : auditFunction(state, auditWriter(table))),
    ...(booleanIn(found, 'unguarded') ? auditGuard(state, table) : []),
  ];
}

/** STATE_FUNCTION_FOREIGN where a function of one of these names in the schema is somebody else's. Reported before; what makes the function raises by itself. */
export async function lackForeignFunctions(
  session: Session,
  schema: string,
  names: readonly string[],
): Promise<Checked<void>> {
  if (names.length === 0) return passed(undefined);
  const found = recordsOf(await session.query(findForeignFunctions(session.state, schema, names)));
  if (found.length === 0) return passed(undefined);
  return failed(
    found.map((row) => {
      const name = `${relationKey({ schema, name: textIn(row, 'name') })}()`;
      const [owner, role] = [quoteIdentifier(textIn(row, 'owner')), quoteIdentifier(textIn(row, 'role'))];
      return errorAt(
        'STATE_FUNCTION_FOREIGN',
        `the function ${name} belongs to ${owner}: what it does would run as ${role}`,
        { help: `${owner} or an administrator runs once: drop function ${name}` },
      );
    }),
  );
}

function judgeTable(
  found: Readonly<Record<string, unknown>>,
  kind: ProductTable,
  table: RelationName,
): Diagnostic | undefined {
  const [user, owner] = [textIn(found, 'user'), textIn(found, 'owner')];
  const [marked, trusted] = [booleanIn(found, 'marked'), booleanIn(found, 'trusted')];
  return judgeOwnership({ user, owner, marked, trusted }, kind, table);
}

async function foreignCode(session: Session, table: RelationName): Promise<Diagnostic | null> {
  const [found] = recordsOf(await session.query(findForeignCode(session.state, table)));
  if (!found) return null;
  return errorAt(
    'STATE_TABLE_FOREIGN',
    `the ${textIn(found, 'thing')} runs a function of ${quoteIdentifier(textIn(found, 'owner'))}, which would run as your role`,
    { help: 'Find out who made it and what for, and drop it there' },
  );
}
