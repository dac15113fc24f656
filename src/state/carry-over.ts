// A swap's look at what is to be carried over, and its doing: the function of the state's schema, which a session plans once, or where there is
// none that may be trusted a block of the same text.

import { doBlock } from '../sql/do-block.ts';
import { join, literal, type RelationName, raw, relationKey, type Sql, sql } from '../sql/sql.ts';
import { carryOverBody, carryOverFunction, carryOverParameters } from './carry-over-function.ts';
import { callStateFunction } from './state-function.ts';
import type { StateSchema } from './state-schema.ts';

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
 * Raises wouldLose, which undoes the whole transaction, when the old relation has something that would be lost; else gives
 * owner, privileges, comments and settings to the new one, and those of its partitions and indexes to their namesakes.
 * `callable`: the function may be called.
 */
export function carryOver(state: StateSchema, callable: boolean, parts: CarryOver): Sql {
  const values = [
    literal(relationKey(parts.from)),
    literal(parts.to && relationKey(parts.to)),
    texts(parts.indexes.map(({ name }) => name)),
    texts(parts.indexes.map(({ waiting }) => waiting)),
    parts.again === null ? literal(null) : texts(parts.again),
  ];
  if (callable) return sql`select ${callStateFunction(carryOverFunction(state), values)}`;
  const constants = carryOverParameters.map(
    ([parameter, type], place) => sql`${raw(parameter)} constant ${raw(type)} := ${values[place] ?? literal(null)}`,
  );
  return doBlock(sql`declare
  ${join(constants, ';\n  ')};
begin
${raw(carryOverBody)};
end`);
}

function texts(values: readonly string[]): Sql {
  return values.length === 0 ? sql`'{}'` : sql`array[${join(values.map(literal), ', ')}]`;
}
