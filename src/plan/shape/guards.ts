// What keeps rows from readers: policies and the settings that put them into force. A record that others may write is no reason to take
// it off: it goes only where hooks of this run make it anew. Of what no hook makes any more the run warns once.

import type { MadePart, RelationPart } from '../../catalog/relation.ts';
import { type Diagnostic, warningAt } from '../../diagnostics/diagnostic.ts';
import type { Span } from '../../diagnostics/text-file.ts';
import { doBlock } from '../../sql/do-block.ts';
import { join, literal, quoteIdentifier, type RelationName, relationKey, type Sql, sql } from '../../sql/sql.ts';
import { wouldLose } from '../../state/swap-losses.ts';
import { type RelationNoun, removalsOf } from './take-off.ts';

const guardingSettings = ['row security', 'force row security', 'security_barrier', 'security_invoker'];

export function guardsRows({ kind, name }: RelationPart): boolean {
  return kind === 'policy' || (kind === 'setting' && guardingSettings.includes(name));
}

/** Of a relation's parts the guards that are said to be of hooks which are none of `hooks` (`hookId`). */
export function abandonedGuards(made: readonly MadePart[], hooks: readonly string[]): readonly MadePart[] {
  return made.filter((part) => guardsRows(part) && (part.hook === null || !hooks.includes(part.hook)));
}

/** Those guards of `off` that are not there, whatever their definition. */
export function guardsNotAmong<Part extends RelationPart>(
  off: readonly Part[],
  existing: readonly RelationPart[],
): readonly Part[] {
  return off.filter(
    (part) => guardsRows(part) && !existing.some(({ kind, name }) => kind === part.kind && name === part.name),
  );
}

/** GUARD_KEPT, with the statement that takes it off. */
export function guardKept(
  relation: RelationName,
  noun: RelationNoun,
  part: RelationPart,
  span: Span | undefined,
): Diagnostic {
  const what = part.kind === 'policy' ? `the policy ${quoteIdentifier(part.name)}` : part.name.replaceAll('_', ' ');
  const [removal] = removalsOf(relation, noun, [part]);
  return warningAt('GUARD_KEPT', `"${relation.name}" keeps ${what}, which no hook of it makes any more`, {
    span,
    help: `What keeps rows from readers is people's to take off: ${removal?.statement ?? ''}`,
  });
}

const setting = literal('smelt.policies');

/**
 * For a swap, which replaces `old` by another table of its name: keeps the statements that make these policies of it, as they are,
 * for `giveKept`. With the old one locked and before it is renamed: conditions with subqueries name it.
 */
export function keepPolicies(old: RelationName, made: readonly MadePart[]): readonly Sql[] {
  if (!made.some(({ kind }) => kind === 'policy')) return [];
  const table = literal(relationKey(old));
  return [
    sql`select pg_catalog.set_config(${setting}, (select coalesce(pg_catalog.jsonb_agg(made.statement), '[]')::pg_catalog.text
  from pg_catalog.pg_policy as p left join pg_catalog.pg_description as d on d.classoid = 'pg_catalog.pg_policy'::pg_catalog.regclass and d.objoid = p.oid
  cross join lateral (
    select pg_catalog.format('create policy %I on %s as %s for %s to %s', p.polname, ${table}, case when p.polpermissive then 'permissive' else 'restrictive' end,
        case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end,
        (select pg_catalog.string_agg(case r when 0 then 'public' else pg_catalog.quote_ident(pg_catalog.pg_get_userbyid(r)) end, ', ')
          from pg_catalog.unnest(p.polroles) as r))
      || coalesce(' using (' || pg_catalog.pg_get_expr(p.polqual, p.polrelid) || ')', '')
      || coalesce(' with check (' || pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid) || ')', '')
    union all
    select pg_catalog.format('comment on policy %I on %s is %L', p.polname, ${table}, d.description) where d.description is not null
  ) as made (statement) where p.polrelid = ${table}::pg_catalog.regclass and p.polname = any (${policyNames(made)})), true)`,
  ];
}

function policyNames(made: readonly MadePart[]): Sql {
  const names = made.filter(({ kind }) => kind === 'policy').map(({ name }) => literal(name));
  return sql`array[${join(names, ', ')}]::pg_catalog.text[]`;
}

/** Once the new table has the name. Raises wouldLose where one does not fit it. */
export function giveKept(made: readonly MadePart[]): readonly Sql[] {
  if (!made.some(({ kind }) => kind === 'policy')) return [];
  return [
    doBlock(sql`declare
  one pg_catalog.text;
begin
  for one in select pg_catalog.jsonb_array_elements_text(pg_catalog.current_setting(${setting})::pg_catalog.jsonb) loop
    execute one;
  end loop;
exception when lock_not_available or deadlock_detected then
  raise;
when others then
  raise exception 'a new table would lose what "%" would give: %', one, sqlerrm using errcode = ${literal(wouldLose)};
end`),
  ];
}
