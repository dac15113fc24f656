// Brings the state of a database up to date, whoever else does the same at the same time, and makes the schemas that are built into;
// looks at what the role may do with them.

import { failed, passed } from '../../base/checked.ts';
import { smeltVersion } from '../../base/version.ts';
import { recordsOf, type Session } from '../../database/database.ts';
import { type Checked, errorAt } from '../../diagnostics/diagnostic.ts';
import { catalogFunction } from '../../postgres/catalog-function.ts';
import { identifier, quoteIdentifier, type RelationName, sql } from '../../sql/sql.ts';
import { carryOverFunction } from '../../state/carry-over-function.ts';
import { isLackOfRights, judgeState, judgeVersion, mayUpdate, type StateCondition } from '../../state/judge-state.ts';
import { listRights, type Right, type TargetSchema } from '../../state/list-rights.ts';
import { lockSchema, lockSchemaShared } from '../../state/locks.ts';
import { findSchemaNamed, latestVersion, migrations, readVersion, recordMigration } from '../../state/migrations.ts';
import { booleanIn, numberIn, textIn } from '../../state/row.ts';
import {
  lookAtSchema,
  lookAtState,
  mayKeep,
  type StateFacts,
  type TargetSchemaFacts,
} from '../../state/state-facts.ts';
import { createStateFunction, type StateFunction } from '../../state/state-function.ts';
import { grantable, settlePrivileges } from '../../state/state-privileges.ts';
import type { StateSchema } from '../../state/state-schema.ts';
import { findTampering, lockState } from '../../state/state-trust.ts';
import { takeLocks } from '../take-locks.ts';

/** Answers what the role is and may do. Fails with what judge-state.ts says, or LOCK_NOT_GRANTED; changes nothing then. Throws DatabaseError. */
export async function updateEngineSchema(session: Session): Promise<Checked<StateFacts>> {
  const found = await lookForState(session);
  if (!found.ok) return found;
  const { facts } = found.value;
  if (isUpToDate(found.value)) return passed(facts);
  return session.transaction({}, async () => {
    // IF NOT EXISTS does not help against a race for the catalog; a lock does, when what exists is looked at after it.
    const taken = await takeLocks(session, [lockSchema()]);
    if (!taken.ok) return taken;
    const locked = await lookForState(session);
    if (!locked.ok) return locked;
    const { condition, version, facts: present } = locked.value;
    if (condition === 'absent') await session.query(sql`create schema ${identifier(session.state)}`);
    const before = await session.query(grantable(session.state));
    for (const migration of migrations(session.state)) {
      if (migration.version <= version) continue;
      for (const statement of migration.statements) await session.query(statement);
      await session.query(recordMigration(session.state, migration.version, smeltVersion()));
    }
    // Beside the migrations, whose numbers an older Smelt would refuse: where one is not there, its text is sent.
    const missing = stateFunctions(session.state).filter(({ name }) => present.missingFunctions.includes(name.name));
    for (const statement of missing.flatMap(createStateFunction)) await session.query(statement);
    const known = before.rows.map(([oid]) => Number(oid));
    await session.query(settlePrivileges(session.state, known, condition === 'absent'));
    return passed(facts);
  });
}

/**
 * Why what a run of tests would record, in the state and in these tables of the target's schema, cannot be; null where it can. Makes
 * nothing. What is more than a lack of rights is reported by making them ready.
 */
export async function lacksRights(
  session: Session,
  schema: string,
  tables: readonly RelationName[],
): Promise<string | null> {
  const found = await lookForState(session);
  if (!found.ok) return found.problems.find(isLackOfRights)?.message ?? null;
  const { facts } = found.value;
  if (facts.readOnly) return 'the session is read only';
  const [row] = recordsOf(await session.query(mayKeep(schema, tables)));
  const role = quoteIdentifier(facts.user);
  if (row && booleanIn(row, 'may_keep')) return null;
  return `the role ${role} may not write to the schema ${quoteIdentifier(schema)}`;
}

/** In the transaction of a run's first record, before it. STATE_TAMPERED, LOCK_NOT_GRANTED. */
export async function trustState(session: Session): Promise<Checked<void>> {
  const taken = await takeLocks(session, [lockSchemaShared()]);
  if (!taken.ok) return taken;
  await session.query(lockState(session.state));
  const found = (await session.query(findTampering(session.state))).rows.map(([what]) => String(what));
  if (found.length === 0) return passed(undefined);
  const message = `in the schema ${quoteIdentifier(session.state)} there is something that Smelt did not make: ${found.join(', ')}`;
  return failed([
    errorAt('STATE_TAMPERED', message, {
      help: 'Find out who made it and what for, and remove it: what it does would run as your role. Nothing was written',
    }),
  ]);
}

/** A role that only uses the state makes nothing of it. */
function isUpToDate({ facts, condition, version }: FoundState): boolean {
  return (
    condition === 'present' &&
    version === latestVersion &&
    (facts.missingFunctions.length === 0 || facts.readOnly || !mayUpdate(facts))
  );
}

interface FoundState {
  readonly facts: StateFacts;
  readonly condition: StateCondition;
  /** 0 where nothing is there yet. */
  readonly version: number;
}

async function lookForState(session: Session): Promise<Checked<FoundState>> {
  const facts = await readStateFacts(session);
  const judged = judgeState(facts, session.state);
  if (!judged.ok) return judged;
  const condition = judged.value;
  if (condition !== 'present') return passed({ facts, condition, version: 0 });
  const [row] = recordsOf(await session.query(readVersion(session.state)));
  const version = row ? numberIn(row, 'version') : 0;
  const problem = judgeVersion(facts, session.state, version, latestVersion);
  return problem ? failed([problem]) : passed({ facts, condition, version });
}

/** What the role may do, of all that a build into these schemas needs; makes nothing. What else keeps the state from being used comes last. */
export async function readRights(session: Session, schemas: readonly string[]): Promise<readonly Right[]> {
  const facts = await readStateFacts(session);
  const targets: TargetSchema[] = [];
  for (const name of schemas) {
    const [row] = (await session.query(lookAtSchema(name))).rows;
    targets.push({ name, facts: row?.[0] as unknown as TargetSchemaFacts });
  }
  const rights = listRights(facts, session.state, targets);
  if (rights.some(({ held, needed }) => needed && !held)) return rights;
  const found = await lookForState(session);
  const others = found.ok ? [] : found.problems.map(({ message, help }) => ({ what: message, help }));
  return [...rights, ...others.map((other) => ({ held: false, needed: true, ...other }))];
}

/** What swaps and looks at the catalog call. */
export function stateFunctions(state: StateSchema): readonly StateFunction[] {
  return [carryOverFunction(state), catalogFunction(state)];
}

async function readStateFacts(session: Session): Promise<StateFacts> {
  const [row] = (await session.query(lookAtState(session.state, stateFunctions(session.state)))).rows;
  // The question is asked here alone, so that the shape of its answer is a fact, not an input.
  return row?.[0] as unknown as StateFacts;
}

/** Whether a schema of the target is there; TARGET_SCHEMA where it is not and the role may not make it. Makes nothing. */
export async function checkSchema(session: Session, schema: string): Promise<Checked<boolean>> {
  const [found] = recordsOf(await session.query(findSchemaNamed(schema)));
  if (!found || booleanIn(found, 'present')) return passed(true);
  if (!booleanIn(found, 'may_create')) {
    const [role, name] = [quoteIdentifier(textIn(found, 'role')), quoteIdentifier(schema)];
    return failed([
      errorAt('TARGET_SCHEMA', `the role ${role} may not create the schema ${name}, which the project builds into`, {
        help: `An administrator runs once: create schema ${name} authorization ${role}`,
      }),
    ]);
  }
  return passed(false);
}

/** Makes a schema of the target where it is missing: under the lock, because two sessions creating one schema race. TARGET_SCHEMA, LOCK_NOT_GRANTED. */
export async function ensureSchema(session: Session, schema: string): Promise<Checked<void>> {
  const found = await checkSchema(session, schema);
  if (!found.ok) return found;
  if (found.value) return passed(undefined);
  return session.transaction({}, async () => {
    const taken = await takeLocks(session, [lockSchema()]);
    if (!taken.ok) return taken;
    const locked = await checkSchema(session, schema);
    if (locked.ok && !locked.value) await session.query(sql`create schema ${identifier(schema)}`);
    return passed(undefined);
  });
}
