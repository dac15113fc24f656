// dbt's `grants`: where the config has the key and it is not empty, it is the whole truth of who else than the owner may do what
// with the relation. What exists is read when everything else is done, and only differences are sent.

import { failed, passed } from '../../base/checked.ts';
import { type Checked, type Diagnostic, errorAt } from '../../diagnostics/diagnostic.ts';
import { parseGrant } from '../../sql/parse-grant.ts';
import {
  identifier,
  join,
  literal,
  qualified,
  type RelationName,
  raw,
  relationKey,
  type Sql,
  sql,
} from '../../sql/sql.ts';
import { type PlanContext, spanOfConfig } from '../input.ts';
import type { Action, WantedGrant } from '../step.ts';

/** What `existingGrants` answers, as json. */
export interface ExistingGrants {
  readonly owner: string;
  readonly currentUser: string;
  readonly sessionUser: string;
  /** All privileges that the server has for a table. */
  readonly privileges: readonly string[];
  /** On the relation as a whole; grantee null: public. */
  readonly grants: readonly {
    readonly privilege: string;
    readonly grantee: string | null;
    readonly grantor: string;
    readonly grantable: boolean;
  }[];
}

type GrantAction = Extract<Action, { kind: 'grant' }>;

/** None without the key: then nobody's privileges are touched. Fails with what is no role or privilege in SQL. */
export function grantActions(context: PlanContext): Checked<readonly Action[]> {
  const { node, target } = context;
  const stated = Object.entries(node.config.grants);
  if (stated.length === 0) return passed([]);
  const wanted: WantedGrant[] = [];
  const problems: Diagnostic[] = [];
  const span = spanOfConfig(node, 'grants');
  for (const [privileges, roles] of stated) {
    for (const role of roles) {
      const parsed = parseGrant(privileges, role);
      if (parsed.ok) {
        const { grantees, grantOption, privileges: names } = parsed.value;
        for (const privilege of names ?? [null])
          wanted.push(...grantees.map((grantee) => ({ privilege, grantee, grantOption })));
      } else {
        problems.push(
          errorAt('SQL_SYNTAX', `"${privileges}" cannot be granted to "${role}": ${parsed.problems[0]?.message}`, {
            span,
            help: `Write names as SQL has them, quoted where they need it: '"${role.replaceAll('"', '')}"'`,
          }),
        );
      }
    }
  }
  if (problems.length > 0) return failed(problems);
  return passed([{ kind: 'grant', relation: target, wanted, span }]);
}

/** One row, one column: ExistingGrants. */
export function existingGrants(relation: RelationName): Sql {
  return sql`select pg_catalog.json_build_object(
  'owner', pg_catalog.pg_get_userbyid(c.relowner), 'currentUser', current_user, 'sessionUser', session_user,
  'privileges', (select pg_catalog.json_agg(pg_catalog.lower(d.privilege_type))
    from pg_catalog.aclexplode(pg_catalog.acldefault('r', c.relowner)) d),
  'grants', (select coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
      'privilege', pg_catalog.lower(g.privilege_type), 'grantor', pg_catalog.pg_get_userbyid(g.grantor),
      'grantee', case when g.grantee <> 0 then pg_catalog.pg_get_userbyid(g.grantee) end, 'grantable', g.is_grantable)), '[]')
    from pg_catalog.aclexplode(coalesce(c.relacl, pg_catalog.acldefault('r', c.relowner))) g))
from pg_catalog.pg_class c where c.oid = ${literal(relationKey(relation))}::pg_catalog.regclass`;
}

/** The answer of `existingGrants`, which this folder asks alone: its shape is a fact, not an input. */
export function existingGrantsOf(answer: unknown): ExistingGrants {
  return answer as ExistingGrants;
}

interface Named {
  readonly privilege: string;
  /** Null: public. */
  readonly grantee: string | null;
}

/**
 * What makes the existing privileges the wanted ones: first what is taken away, then what is given. Only what the owner has
 * granted counts, as in dbt: what others passed on stays, but where the privilege that it comes from is taken away.
 */
export function grantStatements({ relation, wanted }: GrantAction, existing: ExistingGrants): readonly Sql[] {
  const { grants, owner, currentUser } = existing;
  const asked = wanted.flatMap((one) => resolve(one, existing));
  const ownGrants = grants.filter(({ grantor }) => grantor === owner);
  const revoked = ownGrants.filter(
    (held) => held.grantee !== owner && held.grantee !== currentUser && !asked.some((one) => isSame(one, held)),
  );
  const missing = asked.filter(
    (one) =>
      !ownGrants.some((held) => isSame(one, held) && (held.grantable || !one.grantOption || one.grantee === owner)),
  );
  const passedOn = revoked.filter((held) =>
    grants.some(({ grantor, privilege }) => grantor === held.grantee && privilege === held.privilege),
  );
  const plain = revoked.filter((held) => !passedOn.includes(held));
  return [
    ...byPrivilege(plain.map(textOf), (privilege, roles) => revoke(relation, privilege, roles)),
    ...byPrivilege(passedOn.map(textOf), (privilege, roles) => sql`${revoke(relation, privilege, roles)} cascade`),
    ...grantAll(
      relation,
      missing.map((one) => ({ ...textOf(one), grantOption: one.grantOption })),
    ),
  ];
}

/** For reading: what is granted where nothing was before. */
export function explainGrants({ relation, wanted }: GrantAction): readonly Sql[] {
  const named = wanted.map(({ privilege, grantee, grantOption }) => ({
    privilege: raw(privilege ?? 'all'),
    role: grantee.kind === 'role' ? identifier(grantee.name) : raw(grantee.kind),
    grantOption,
  }));
  return grantAll(relation, named);
}

function isSame(one: Named, other: Named): boolean {
  return one.privilege === other.privilege && one.grantee === other.grantee;
}

function resolve(
  wanted: WantedGrant,
  existing: ExistingGrants,
): readonly (Named & { readonly grantOption: boolean })[] {
  const { grantee, grantOption } = wanted;
  const role =
    grantee.kind === 'role'
      ? grantee.name
      : grantee.kind === 'public'
        ? null
        : grantee.kind === 'current_user'
          ? existing.currentUser
          : existing.sessionUser;
  const privileges = wanted.privilege === null ? existing.privileges : [wanted.privilege];
  return privileges.map((privilege) => ({ privilege, grantee: role, grantOption }));
}

interface GrantText {
  readonly privilege: Sql;
  readonly role: Sql;
}

/** A privilege is a word; anything else the server refuses by its name. */
function textOf({ privilege, grantee }: Named): GrantText {
  return {
    privilege: /^[a-z]+$/.test(privilege) ? raw(privilege) : identifier(privilege),
    role: grantee === null ? raw('public') : identifier(grantee),
  };
}

function revoke(relation: RelationName, privilege: Sql, roles: Sql): Sql {
  return sql`revoke ${privilege} on table ${qualified(relation)} from ${roles}`;
}

function grantAll(
  relation: RelationName,
  list: readonly (GrantText & { readonly grantOption: boolean })[],
): readonly Sql[] {
  const grant = (privilege: Sql, roles: Sql) => sql`grant ${privilege} on table ${qualified(relation)} to ${roles}`;
  return [
    ...byPrivilege(
      list.filter(({ grantOption }) => !grantOption),
      grant,
    ),
    ...byPrivilege(
      list.filter(({ grantOption }) => grantOption),
      (privilege, roles) => sql`${grant(privilege, roles)} with grant option`,
    ),
  ];
}

/** One statement for each privilege, with all its roles in their order. */
function byPrivilege(list: readonly GrantText[], statement: (privilege: Sql, roles: Sql) => Sql): readonly Sql[] {
  const rolesOf = new Map<string, Set<string>>();
  for (const { privilege, role } of list) {
    rolesOf.set(privilege.text, (rolesOf.get(privilege.text) ?? new Set()).add(role.text));
  }
  return [...rolesOf].map(([privilege, roles]) =>
    statement(
      raw(privilege),
      join(
        [...roles].map((role) => raw(role)),
        ', ',
      ),
    ),
  );
}
