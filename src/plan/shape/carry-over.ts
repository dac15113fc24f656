// What a swap carries from the replaced relation to the new one, and what it refuses to lose: what the plan gives to carry-over.ts of state/,
// and what of it is known before, in words.

import type { Catalog, CatalogRelation, MadePart } from '../../catalog/relation.ts';
import { doBlock } from '../../sql/do-block.ts';
import { literal, type RelationName, relationKey, type Sql, sql } from '../../sql/sql.ts';
import { isAuditTrigger } from '../../state/audit-log.ts';
import { type CarriedIndex, carryOver } from '../../state/carry-over.ts';
import { guardsRows } from './guards.ts';
import { isMade } from './made-parts.ts';

export interface Successor {
  /** At its waiting place. */
  readonly relation: RelationName;
  readonly indexes: readonly CarriedIndex[];
}

export function carryToSuccessor({ state }: Catalog, actual: CatalogRelation, successor: Successor): Sql {
  const { relation: to, indexes } = successor;
  const again = actual.ownership?.made ? madeAgain(actual.ownership.made) : null;
  return carryOver(state.schema, state.carriesOver, { from: actual.name, to, indexes, again });
}

/**
 * Raises wouldLose where something would be lost whatever the new relation is. For partitioned tables, whose rows are many,
 * it comes before the new one is filled.
 */
export function refuseLosses({ state }: Catalog, actual: CatalogRelation): Sql {
  const again = madeAgain(actual.ownership?.made ?? []);
  return carryOver(state.schema, state.carriesOver, { from: actual.name, to: null, indexes: [], again });
}

/**
 * What config and hooks make again. What a config says in comments is compared with what exists, and put right, afterwards; only a hook says
 * it once more in any case. What guards rows is never left to that. Partitions have copies of audit triggers, which Smelt has made.
 */
function madeAgain(made: readonly MadePart[]): readonly string[] {
  return made.flatMap((part) => {
    const { kind, name, origin } = part;
    if (kind === 'constraint' || (kind === 'comment' && origin !== 'hook')) return [];
    if (kind === 'setting' && guardsRows(part)) return [];
    return [`${kind} ${name}`, ...(kind === 'trigger' && isAuditTrigger(name) ? [`copied trigger ${name}`] : [])];
  });
}

/** What is known of it in the catalog, each a line for people. `kept`: indexes that people have made. */
export function notesOfSuccessor(actual: CatalogRelation, user: string, kept: readonly string[]): readonly string[] {
  const carried = [
    ...(actual.owner === user ? [] : [`its owner ${actual.owner}`]),
    ...(actual.comment === null || isMade(actual, 'comment', '') ? [] : ['its comment']),
    ...kept.map((name) => `index ${name}`),
  ];
  const lost = actual.triggers.filter((name) => !isMade(actual, 'trigger', name));
  return [
    ...(carried.length === 0 ? [] : [`carries over ${carried.join(', ')}`]),
    ...(lost.length === 0 ? [] : [`cannot carry over ${lost.map((name) => `trigger ${name}`).join(', ')}`]),
  ];
}

/** What is found only when it is done. */
export const noteOfEverySwap =
  'carries over owner, privileges, comments, settings and indexes; undone with SM001 where anything else would be lost';

/** Moves the partitions of a table, made at the waiting place, to the table's own schema. */
export function movePartitions(table: RelationName): Sql {
  return doBlock(sql`declare
  item record;
begin
  for item in select inhrelid::pg_catalog.regclass as part from pg_catalog.pg_inherits
    where inhparent = ${literal(relationKey(table))}::pg_catalog.regclass
  loop
    execute pg_catalog.format('alter table %s set schema %I', item.part, ${literal(table.schema)});
  end loop;
end`);
}
