// Brings the state of a database up to date, whoever else does the same at the same time, and makes the engine tables
// that belong to the product.

import { failed, passed } from '../base/checked.ts';
import { smeltVersion } from '../base/version.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { identifier, type RelationName, sql } from '../sql/sql.ts';
import { auditFunction, auditWriter } from '../state/audit-log.ts';
import { isLackOfRights, judgeState, judgeVersion, type StateStanding } from '../state/judge-state.ts';
import { lockSchema } from '../state/locks.ts';
import { findSchemaNamed, latestVersion, migrations, readVersion, recordMigration } from '../state/migrations.ts';
import { commentOf, createProductTable, findProductTable, type ProductTable } from '../state/product-tables.ts';
import { booleanIn, numberIn } from '../state/row.ts';
import { lookAtState, type StateFacts } from '../state/state-facts.ts';
import { settlePrivileges, standingIn } from '../state/state-privileges.ts';
import { recordsOf, type Session } from './database.ts';

/** What judge-state.ts tells; changes nothing then. Throws DatabaseError. */
export async function updateEngineSchema(session: Session): Promise<Checked<void>> {
  const found = await lookForState(session);
  if (!found.ok) return found;
  if (found.value.standing === 'stands' && found.value.version === latestVersion) return passed(undefined);
  return session.transaction({}, async () => {
    // IF NOT EXISTS does not help against a race for the catalog; a lock does, when what stands is looked at after it.
    await session.query(lockSchema());
    const locked = await lookForState(session);
    if (!locked.ok) return locked;
    const { standing, version } = locked.value;
    if (standing === 'absent') await session.query(sql`create schema ${identifier(session.state)}`);
    const before = await session.query(standingIn(session.state));
    for (const migration of migrations(session.state)) {
      if (migration.version <= version) continue;
      for (const statement of migration.statements) await session.query(statement);
      await session.query(recordMigration(session.state, migration.version, smeltVersion()));
    }
    const known = before.rows.map(([oid]) => Number(oid));
    await session.query(settlePrivileges(session.state, known, standing === 'absent'));
    return passed(undefined);
  });
}

/** Whether what a run would record can be recorded, where it would: null, or why not. Makes nothing. */
export async function lacksRights(session: Session): Promise<Diagnostic | null> {
  const found = await lookForState(session);
  return found.ok ? null : (found.problems.find(isLackOfRights) ?? null);
}

interface FoundState {
  readonly facts: StateFacts;
  readonly standing: StateStanding;
  /** 0 where nothing is there yet. */
  readonly version: number;
}

async function lookForState(session: Session): Promise<Checked<FoundState>> {
  const facts = await readStateFacts(session);
  const judged = judgeState(facts, session.state);
  if (!judged.ok) return judged;
  const standing = judged.value;
  if (standing !== 'stands') return passed({ facts, standing, version: 0 });
  const [row] = recordsOf(await session.query(readVersion(session.state)));
  const version = row ? numberIn(row, 'version') : 0;
  const problem = judgeVersion(facts, session.state, version, latestVersion);
  return problem ? failed([problem]) : passed({ facts, standing, version });
}

export async function readStateFacts(session: Session): Promise<StateFacts> {
  const [row] = (await session.query(lookAtState(session.state))).rows;
  // The question is asked here alone, so that the shape of its answer is a fact, not an input.
  return row?.[0] as unknown as StateFacts;
}

/** Makes a schema of the target where it is missing: under the lock, because two sessions creating one schema race. */
export async function ensureSchema(session: Session, schema: string): Promise<void> {
  const stands = async () => (await session.query(findSchemaNamed(schema))).rows.length > 0;
  if (await stands()) return;
  await session.transaction({}, async () => {
    await session.query(lockSchema());
    if (!(await stands())) await session.query(sql`create schema ${identifier(schema)}`);
  });
}

/** Makes an engine table where it is missing, in a transaction of its own. STATE_TABLE_FOREIGN where the name is taken. */
export async function ensureProductTable(
  session: Session,
  kind: ProductTable,
  table: RelationName,
): Promise<Checked<void>> {
  return session.transaction({}, async () => {
    await session.query(lockSchema());
    const [found] = recordsOf(await session.query(findProductTable(table)));
    if (found && found.comment !== commentOf(kind)) {
      return failed([
        errorAt('STATE_TABLE_FOREIGN', `"${table.schema}"."${table.name}" exists, and is not the ${kind} of Smelt`, {
          help: `Rename that relation, or take ${kind} out of engine_tables`,
        }),
      ]);
    }
    const missing = found
      ? kind === 'audit_log' && !booleanIn(found, 'writer')
        ? auditFunction(auditWriter(table))
        : []
      : createProductTable(kind, table);
    for (const statement of missing) await session.query(statement);
    return passed(undefined);
  });
}
