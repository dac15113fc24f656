// A swap's look at what is to be carried over, and its doing: the function of the state's schema, which a session plans once, or where there is
// none that may be trusted a block of the same text.

import { doBlock } from '../sql/do-block.ts';
import { join, literal, qualified, type RelationName, raw, relationKey, type Sql, sql } from '../sql/sql.ts';
import {
  carryOverBody,
  carryOverDigest,
  carryOverFunction,
  carryOverParameters,
  findCarryOver,
} from './carry-over-function.ts';
import type { StateSchema } from './state-schema.ts';
import { mayOwn } from './trusted-owner.ts';

export interface CarryOver {
  /** What is replaced. */
  readonly from: RelationName;
  /** The new relation, at its waiting place; null: it is only looked for what would be lost whatever the new one is. */
  readonly to: RelationName | null;
  /** Indexes that both have (also of keys). */
  readonly indexes: readonly CarriedIndex[];
  /** What config and hooks make again, which is neither carried nor a loss: `<kind> <name>`, with MadeKinds. Null: not known. */
  readonly again: readonly string[] | null;
}

export interface CarriedIndex {
  /** On the old relation. */
  readonly name: string;
  /** On the new one. */
  readonly waiting: string;
}

/**
 * A condition: the function may be called. Whoever may create in the schema could plant one of that name, and would have Smelt's role do
 * what it says: so it must belong to a role that is trusted, and must be the text that is known.
 */
export function mayCallCarryOver(state: StateSchema): Sql {
  return sql`exists (select ${findCarryOver(state)} and ${mayOwn(state, sql`p.proowner`)} and not p.prosecdef
      and pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(p.prosrc, 'UTF8')), 'hex') = ${carryOverDigest}::pg_catalog.text
      and p.prolang = (select l.oid from pg_catalog.pg_language l where l.lanname = 'plpgsql')
      and pg_catalog.has_schema_privilege(n.oid, 'USAGE') and pg_catalog.has_function_privilege(p.oid, 'EXECUTE'))`;
}

/**
 * Raises wouldLose, which undoes the whole transaction, when the old relation has something that would be lost; else gives
 * owner, privileges, comments and settings to the new one, and those of its partitions and indexes to their namesakes.
 * `callable`: the function may be called. All arguments have the types that it declares, so that no other one of its name is meant.
 */
export function carryOver(state: StateSchema, callable: boolean, parts: CarryOver): Sql {
  const values = [
    literal(relationKey(parts.from)),
    literal(parts.to && relationKey(parts.to)),
    texts(parts.indexes.map(({ name }) => name)),
    texts(parts.indexes.map(({ waiting }) => waiting)),
    parts.again === null ? literal(null) : texts(parts.again),
  ];
  const typed = carryOverParameters.map(([parameter, type], place) => ({
    parameter: raw(parameter),
    type: raw(type),
    value: values[place] ?? literal(null),
  }));
  if (callable) {
    const given = typed.map(({ type, value }) => sql`${value}::${type}`);
    return sql`select ${qualified(carryOverFunction(state))}(${join(given, ', ')})`;
  }
  const constants = typed.map(({ parameter, type, value }) => sql`${parameter} constant ${type} := ${value}`);
  return doBlock(sql`declare
  ${join(constants, ';\n  ')};
begin
${raw(carryOverBody)};
end`);
}

function texts(values: readonly string[]): Sql {
  return values.length === 0 ? sql`'{}'` : sql`array[${join(values.map(literal), ', ')}]`;
}
