// Functions of the state's schema: what is asked again and again is planned once a session by them. Each is named by its text, so that
// another version of Smelt on the same database has another one, and neither replaces the other's.

import { createHash } from 'node:crypto';
import { dollarQuoted } from '../sql/do-block.ts';
import { join, literal, qualified, type RelationName, raw, type Sql, sql } from '../sql/sql.ts';
import type { StateSchema } from './state-schema.ts';
import { mayOwn } from './trusted-owner.ts';

/** PL/pgSQL that does what its caller may do. */
export interface StateFunction {
  readonly name: RelationName;
  /** In their order, under the names that the body calls them by. */
  readonly parameters: readonly (readonly [name: string, type: string])[];
  readonly returns: string;
  /** Between the language and the body: what it promises, and settings besides the path. */
  readonly clauses: string;
  /** As pg_proc.prosrc has it. */
  readonly source: string;
  /** Of the source, in hexadecimal digits. */
  readonly digest: string;
}

interface Definition extends Pick<StateFunction, 'parameters' | 'returns' | 'clauses'> {
  /** A block that stands for itself. */
  readonly body: string;
}

/** The function in each schema of a state; its text is put together and hashed once. */
export function stateFunction(
  kind: string,
  define: (state: StateSchema) => Definition,
): (state: StateSchema) => StateFunction {
  const known = new Map<StateSchema, StateFunction>();
  return (state) => {
    const made = known.get(state) ?? make(state, kind, define(state));
    known.set(state, made);
    return made;
  };
}

function make(state: StateSchema, kind: string, { body, ...declared }: Definition): StateFunction {
  const source = `\n${body}\n`;
  const digest = createHash('sha256').update(source).digest('hex');
  return { ...declared, name: { schema: state, name: `${kind}_${digest.slice(0, 12)}` }, source, digest };
}

/** The statements that make it where there is none of its name and arguments. */
export function createStateFunction({ name, parameters, returns, clauses, source }: StateFunction): readonly Sql[] {
  const declared = join(
    parameters.map(([parameter, type]) => sql`${raw(parameter)} ${raw(type)}`),
    ', ',
  );
  const types = join(
    parameters.map(([, type]) => raw(type)),
    ', ',
  );
  return [
    sql`create function ${qualified(name)}(${declared}) returns ${raw(returns)}
language plpgsql ${raw(clauses)} set search_path = pg_catalog, pg_temp as ${dollarQuoted(raw(source))}`,
    sql`revoke all on function ${qualified(name)}(${types}) from public`,
  ];
}

/** Arguments of exactly the types that it declares, so that no other one of its name is meant. */
export function callStateFunction({ name, parameters }: StateFunction, values: readonly Sql[]): Sql {
  const given = parameters.map(([, type], place) => sql`${values[place] ?? literal(null)}::${raw(type)}`);
  return sql`${qualified(name)}(${join(given, ', ')})`;
}

/** From where a function `p` of the name and the arguments is, in the schema `n`. */
function found({ name, parameters }: StateFunction): Sql {
  return sql`from pg_catalog.pg_proc p join pg_catalog.pg_namespace n on n.oid = p.pronamespace
    where n.nspname = ${literal(name.schema)} and p.proname = ${literal(name.name)}
      and array(select pg_catalog.unnest(p.proargtypes::pg_catalog.oid[])) = array[${join(
        parameters.map(([, type]) => literal(type)),
        ', ',
      )}]::pg_catalog.regtype[]::pg_catalog.oid[]`;
}

/** A condition: a function of the name and the arguments is there, whoever made it. */
export function isThere(of: StateFunction): Sql {
  return sql`exists (select ${found(of)})`;
}

/**
 * From where the function is, if it may be called. Whoever may create in the schema could plant one of that name, and would have Smelt's
 * role do what it says: so it must belong to a role that is trusted, and must be the text that is known.
 */
function trusted(of: StateFunction): Sql {
  return sql`${found(of)} and ${mayOwn(of.name.schema, sql`p.proowner`)} and not p.prosecdef
      and pg_catalog.encode(pg_catalog.sha256(pg_catalog.convert_to(p.prosrc, 'UTF8')), 'hex') = ${literal(of.digest)}
      and p.prolang = (select l.oid from pg_catalog.pg_language l where l.lanname = 'plpgsql')
      and pg_catalog.has_schema_privilege(n.oid, 'USAGE') and pg_catalog.has_function_privilege(p.oid, 'EXECUTE')`;
}

/** A condition: the function may be called. */
export function mayCall(of: StateFunction): Sql {
  return sql`exists (select ${trusted(of)})`;
}

/** A text by which a function that may be called is known again, another one after each change of it; NULL where there is none. */
export function markOf(of: StateFunction): Sql {
  return sql`(select p.oid || '/' || p.xmin ${trusted(of)})`;
}

/** What the function answers, if it is still the one of that mark: else NULL. */
export function callMarked(of: StateFunction, mark: string, values: readonly Sql[]): Sql {
  const signature = `${qualified(of.name).text}(${of.parameters.map(([, type]) => type).join(', ')})`;
  return sql`case when (select p.oid || '/' || p.xmin from pg_catalog.pg_proc p where p.oid = ${literal(signature)}::pg_catalog.regprocedure) = ${mark}::pg_catalog.text
    then ${callStateFunction(of, values)} end`;
}
