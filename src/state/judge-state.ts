// What follows from what a role finds of the state: it can be used as it is, it has to be made or brought up to date, or there is
// a reason why not, with the one statement that mends it. Pure.

import { failed, passed } from '../base/checked.ts';
import { type Checked, type Diagnostic, errorAt } from '../diagnostics/diagnostic.ts';
import { quoteIdentifier } from '../sql/sql.ts';
import { grantsFor, type StateFacts } from './state-facts.ts';
import type { StateSchema } from './state-schema.ts';

/** `absent`: the schema is to be made first. `empty`: it exists, without tables. `present`: its version is to be asked. */
export type StateCondition = 'absent' | 'empty' | 'present';

/** STATE_SCHEMA, STATE_RIGHTS, STATE_FOREIGN, STATE_OWNER, STATE_TAMPERED. */
export function judgeState(facts: StateFacts, state: StateSchema): Checked<StateCondition> {
  const problem = problemOf(facts, state);
  if (problem) return failed([problem]);
  return passed(facts.schema === null ? 'absent' : facts.tables.length === 0 ? 'empty' : 'present');
}

function problemOf(facts: StateFacts, state: StateSchema): Diagnostic | undefined {
  const { user, schema, tables } = facts;
  const [role, name] = [quoteIdentifier(user), quoteIdentifier(state)];
  if (schema === null) {
    if (facts.mayCreateSchemas) return undefined;
    return errorAt('STATE_SCHEMA', `the role ${role} may not create the schema ${name}, where Smelt keeps its state`, {
      help: `An administrator runs once: create schema ${name} authorization ${role}`,
    });
  }
  if (schema.sharedWith.length > 0) {
    const message = `the schema ${name} belongs to ${quoteIdentifier(schema.owner)}, as which ${listed(schema.sharedWith)} may act: what they change there would run as ${role}`;
    return errorAt('STATE_OWNER', message, {
      help: `Give it to one role that nobody else is a member of: alter schema ${name} owner to ${role}`,
    });
  }
  if (!tables.some((table) => table.name === 'migrations')) {
    if (!schema.empty) {
      return errorAt('STATE_FOREIGN', `the database has a schema ${name} that Smelt did not make`, {
        help: 'Rename that schema, or name another as `state_schema` of the target: Smelt keeps its state there',
      });
    }
    if (schema.usage && schema.create) return undefined;
    return errorAt('STATE_SCHEMA', `the role ${role} may not create tables in the schema ${name}`, {
      help: `Its owner runs once: grant usage, create on schema ${name} to ${role}`,
    });
  }
  const foreign = tables.find((table) => !table.ownerTrusted);
  if (foreign) {
    const owner = quoteIdentifier(foreign.owner);
    return errorAt('STATE_TAMPERED', `${name}.${foreign.name} belongs to ${owner}, the schema to another role`, {
      help: `If ${owner} keeps the state, an administrator runs once: alter schema ${name} owner to ${owner}`,
    });
  }
  if (schema.usage && tables.every((table) => table.missing.length === 0)) return undefined;
  return errorAt('STATE_RIGHTS', `the role ${role} may not use the state in the schema ${name}`, {
    help: `Its owner, ${quoteIdentifier(schema.owner)}, runs once: ${grantsFor(state, user)}`,
  });
}

/** STATE_NEWER, STATE_OLD; `version` is what the database has, `latest` what this Smelt knows. */
export function judgeVersion(
  facts: StateFacts,
  state: StateSchema,
  version: number,
  latest: number,
): Diagnostic | undefined {
  if (version > latest) {
    return errorAt('STATE_NEWER', `the database has version ${version} of the state, this Smelt knows ${latest}`, {
      help: 'Use the Smelt that last wrote this database, or a newer one',
    });
  }
  if (version === latest || mayUpdate(facts)) return undefined;
  const others = facts.tables.find((table) => !table.mine);
  const owner = quoteIdentifier(others?.owner ?? facts.schema?.owner ?? '');
  const message = `the state in the schema ${quoteIdentifier(state)} is of version ${version}, and only ${owner} may bring it to ${latest}`;
  return errorAt('STATE_OLD', message, { help: `Let ${owner} run this version of Smelt once` });
}

/** Whether who asks may make tables and functions of the state that exists, as its keeper. */
export function mayUpdate({ schema, tables }: StateFacts): boolean {
  return schema?.create === true && tables.every((table) => table.mine);
}

/** Reasons for which nothing is recorded where a command writes nothing else: they are lacking rights, not dangers. */
export function isLackOfRights({ code }: Diagnostic): boolean {
  return code === 'STATE_SCHEMA' || code === 'STATE_RIGHTS' || code === 'STATE_OLD';
}

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 3).map(quoteIdentifier).join(', ');
  return names.length > 3 ? `${shown} and ${names.length - 3} more` : shown;
}
