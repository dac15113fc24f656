// Brings the schema `smelt` of a database up to date, whoever else does the same at the same time, and makes the engine tables
// that belong to the product.

import { failed, passed } from '../base/checked.ts';
import { smeltVersion } from '../base/version.ts';
import { type Checked, errorAt } from '../diagnostics/diagnostic.ts';
import { identifier, type RelationName, sql } from '../sql/sql.ts';
import { lockSchema } from '../state/locks.ts';
import {
  findSchema,
  findSchemaNamed,
  latestVersion,
  migrations,
  readVersion,
  recordMigration,
  revokeFromOthers,
} from '../state/migrations.ts';
import { commentOf, createProductTable, findProductTable, type ProductTable } from '../state/product-tables.ts';
import { booleanIn, numberIn } from '../state/row.ts';
import { recordsOf, type Session } from './database.ts';

/** STATE_NEWER, STATE_FOREIGN; changes nothing then. Throws DatabaseError, for example where the role may not create a schema. */
export async function updateEngineSchema(session: Session): Promise<Checked<void>> {
  const version = await versionOf(session);
  if (!version.ok) return version;
  if (version.value === latestVersion) return passed(undefined);
  return session.transaction({}, async () => {
    // IF NOT EXISTS does not help against a race for the catalog; a lock does, when what stands is looked at after it.
    await session.query(lockSchema());
    const found = await versionOf(session);
    if (!found.ok || found.value === latestVersion) return found.ok ? passed(undefined) : found;
    for (const migration of migrations) {
      if (migration.version <= found.value) continue;
      for (const statement of migration.statements) await session.query(statement);
      await session.query(recordMigration(migration.version, smeltVersion()));
    }
    await session.query(revokeFromOthers);
    return passed(undefined);
  });
}

/** 0 where nothing is there yet. */
async function versionOf(session: Session): Promise<Checked<number>> {
  const [schema] = recordsOf(await session.query(findSchema));
  if (!schema || !booleanIn(schema, 'schema_exists')) return passed(0);
  if (!booleanIn(schema, 'migrations_exist')) {
    return failed([
      errorAt('STATE_FOREIGN', 'the database has a schema "smelt" that Smelt did not make', {
        help: 'Rename that schema, or build into another database: Smelt keeps its state in a schema of this name',
      }),
    ]);
  }
  const [row] = recordsOf(await session.query(readVersion));
  const version = row ? numberIn(row, 'version') : 0;
  if (version <= latestVersion) return passed(version);
  return failed([
    errorAt('STATE_NEWER', `the database has version ${version} of the state, this Smelt knows ${latestVersion}`, {
      help: 'Use the Smelt that last wrote this database, or a newer one',
    }),
  ]);
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
    if (!found) for (const statement of createProductTable(kind, table)) await session.query(statement);
    return passed(undefined);
  });
}
