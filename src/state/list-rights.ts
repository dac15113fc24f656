// The rights of a role that builds, one by one, as `smelt debug` lists them: what is there, and what to run where it is not. Pure.

import { quoteIdentifier } from '../sql/sql.ts';
import type { StateFacts, TargetSchemaFacts } from './state-facts.ts';
import { type StateSchema, stateTables } from './state-schema.ts';

export interface Right {
  readonly held: boolean;
  /** Whether a build fails without it. */
  readonly needed: boolean;
  readonly what: string;
  /** A statement, or what is meant by the lack; null where the right is held. */
  readonly help: string | null;
}

/** One that the project builds into. */
export interface TargetSchema {
  readonly name: string;
  readonly facts: TargetSchemaFacts;
}

export function listRights(facts: StateFacts, state: StateSchema, targets: readonly TargetSchema[]): readonly Right[] {
  const role = quoteIdentifier(facts.user);
  const name = quoteIdentifier(state);
  const right = (held: boolean, what: string, help: string, needed = true): Right => ({
    held,
    needed,
    what,
    help: held ? null : help,
  });
  const superuser = 'it is a superuser: hooks and macros of the project may do anything';
  const readOnly = 'the server is a standby, or default_transaction_read_only is on for the role or the database';
  const rights = [
    right(!facts.superuser, 'an ordinary role', superuser, false),
    right(!facts.readOnly, 'sessions that may write', readOnly),
    ...targets.flatMap((target) => {
      const goal = quoteIdentifier(target.name);
      const { present, usage, create } = target.facts;
      const make = `create schema ${goal} authorization ${role}`;
      if (!present) return [right(facts.mayCreateSchemas, `create the schema ${goal}`, make)];
      return [
        right(usage, `use the schema ${goal}`, `grant usage on schema ${goal} to ${role}`),
        right(create, `create in the schema ${goal}`, `grant create on schema ${goal} to ${role}`),
      ];
    }),
  ];
  const { schema } = facts;
  if (schema === null) {
    const create = `create the schema ${name} for the state`;
    return [...rights, right(facts.mayCreateSchemas, create, `create schema ${name} authorization ${role}`)];
  }
  const owner = quoteIdentifier(schema.owner);
  const shared = `alter schema ${name} owner to ${role}, or to another role that nobody is a member of`;
  rights.push(
    right(schema.sharedWith.length === 0, `the owner of the state, ${owner}, is one role`, shared),
    right(schema.usage, `use the schema ${name}`, `grant usage on schema ${name} to ${role}`),
  );
  if (facts.tables.length === 0) {
    return [...rights, right(schema.create, `create in ${name}`, `grant create on schema ${name} to ${role}`)];
  }
  for (const table of stateTables) {
    const found = facts.tables.find((one) => one.name === table);
    const what = `read and write ${name}.${table}`;
    const missing = (found?.missing ?? []).map((privilege) => privilege.toLowerCase()).join(', ');
    if (!found) rights.push(right(false, what, 'it is not there: restore it from a backup'));
    else if (!found.ownerTrusted) rights.push(right(false, what, `it belongs to ${quoteIdentifier(found.owner)}`));
    else rights.push(right(missing === '', what, `grant ${missing} on ${name}.${table} to ${role}`));
  }
  const aside = 'not needed: replaced versions that are still read stay beside what replaced them';
  return [...rights, right(schema.create, `create in the schema ${name}`, aside, false)];
}
