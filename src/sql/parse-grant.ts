// Privileges and roles as a project writes them: the two lists of a GRANT, read by PostgreSQL's parser, so that a name means
// what it means in SQL (`READER` is reader, `"re-ader"` is quoted, `public` is everybody).

import { type Checked, failed, passed } from '../base/checked.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../base/json-value.ts';
import { parseStatement, type SyntaxProblem } from './parser.ts';

/** Who a privilege is given to; the `current_…` and `session_user` are for the session to say. */
export type Grantee =
  | { readonly kind: 'role'; readonly name: string }
  | { readonly kind: 'public' | 'current_user' | 'session_user' };

export interface GrantLists {
  /** Lower-cased words (`select`); null: all that there are. */
  readonly privileges: readonly string[] | null;
  readonly grantees: readonly Grantee[];
  readonly grantOption: boolean;
}

/** What GRANT makes of `privileges` (a list, or `all`) `to` the others. `loadParser` must have finished. */
export function parseGrant(privileges: string, to: string): Checked<GrantLists, SyntaxProblem> {
  const before = `grant ${privileges}\n on table x to `;
  const parsed = parseStatement(`${before}${to}\n`);
  if (!parsed.ok) return parsed;
  const grant = parsed.value.tree.GrantStmt;
  if (!isJsonObject(grant)) return notSo('these are no privileges and roles');
  const words = objectsIn(grant.privileges, 'AccessPriv');
  if (words.some((word) => word.cols !== undefined)) return notSo('privileges on columns are not among them');
  if (grant.grantor !== undefined) return notSo('the owner is who grants');
  return passed({
    privileges: words.length === 0 ? null : words.map((word) => String(word.priv_name).toLowerCase()),
    grantees: objectsIn(grant.grantees, 'RoleSpec').map(granteeOf),
    grantOption: grant.grant_option === true,
  });
}

function notSo(message: string): Checked<never, SyntaxProblem> {
  return failed([{ kind: 'syntax', message, offset: 0 }]);
}

function granteeOf(role: JsonObject): Grantee {
  switch (role.roletype) {
    case 'ROLESPEC_PUBLIC':
      return { kind: 'public' };
    case 'ROLESPEC_CURRENT_USER':
    case 'ROLESPEC_CURRENT_ROLE':
      return { kind: 'current_user' };
    case 'ROLESPEC_SESSION_USER':
      return { kind: 'session_user' };
    default:
      return { kind: 'role', name: String(role.rolename) };
  }
}

function objectsIn(list: JsonValue | undefined, kind: string): readonly JsonObject[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: JsonValue) => {
    const node = isJsonObject(item) ? item[kind] : undefined;
    return isJsonObject(node) ? [node] : [];
  });
}
