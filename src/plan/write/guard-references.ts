// Rows that other tables refer to with ON DELETE CASCADE, SET NULL or SET DEFAULT: deleting them would delete or change rows
// that are not Smelt's, even where the same rows are written again at once. (PostgreSQL itself refuses the other foreign keys.)

import type { CatalogRelation } from '../../catalog/relation.ts';
import { doBlock } from '../../sql/do-block.ts';
import { hasUserText, inUserWords, literal, qualified, relationKey, type Sql, sql } from '../../sql/sql.ts';
import type { Action } from '../step.ts';
import { existing } from './row-comparison.ts';

/** `doomed` may hold words of the user's, for which the path is theirs. */
const equal = sql`operator(pg_catalog.=)`;

/**
 * Whether the two columns of a key are compared without a cast that the owner of a type may have made: by the type itself, or between
 * types of superusers and of Smelt's role, for which nobody else makes one (CREATE CAST is for the owner of either type; of a domain none is called). Where not,
 * every row counts as one that refers.
 */
const meetsWithoutCast = sql`(mine.atttypid ${equal} theirs.atttypid or not exists (
        with recursive below (oid) as (
          select mine.atttypid union select theirs.atttypid
          union select t.typbasetype from below join pg_catalog.pg_type as t on t.oid ${equal} below.oid and t.typtype ${equal} 'd'
        )
        select from below join pg_catalog.pg_type as t on t.oid ${equal} below.oid join pg_catalog.pg_roles as r on r.oid ${equal} t.typowner
        where not t.typtype ${equal} 'd' and not r.rolsuper and not r.rolname ${equal} current_user))`;

/**
 * Fails, with an example, when one of the rows is referred to that are about to be deleted: those for which `doomed` holds, which
 * calls the relation by its name in statements of a merge. They are locked first, so that nobody can refer to one meanwhile.
 */
export function guardReferences(actual: CatalogRelation, doomed: Sql): readonly Action[] {
  if (!actual.dependents.some(({ kind }) => kind === 'foreign_key')) return [];
  const rows = sql`${qualified(actual.name)} as ${existing}`;
  const locking = sql`select 1 from ${rows} where ${doomed} for update`;
  const target = sql`${literal(relationKey(actual.name))}::pg_catalog.regclass`;
  const body = sql`declare
  item record;
  is_referred pg_catalog.bool;
  example pg_catalog.text;
begin
  for item in
    select o.conname, o.conrelid::pg_catalog.regclass as referring, (
      select pg_catalog.string_agg(case when ${meetsWithoutCast} then pg_catalog.format('${existing}.%I operator(%I.%s) smelt_referring.%I',
        theirs.attname, n.nspname, meets.oprname, mine.attname) else 'true' end, ' and ')
      from rows from (pg_catalog.unnest(o.conkey), pg_catalog.unnest(o.confkey), pg_catalog.unnest(o.conpfeqop)) as k (mine, theirs, meets)
      join pg_catalog.pg_attribute as mine on mine.attrelid ${equal} o.conrelid and mine.attnum ${equal} k.mine
      join pg_catalog.pg_attribute as theirs on theirs.attrelid ${equal} o.confrelid and theirs.attnum ${equal} k.theirs
      join pg_catalog.pg_operator as meets on meets.oid ${equal} k.meets
      join pg_catalog.pg_namespace as n on n.oid ${equal} meets.oprnamespace
    ) as met, (
      select pg_catalog.string_agg(pg_catalog.format('smelt_referring.%I', mine.attname), ', ' order by k.place)
      from pg_catalog.unnest(o.conkey) with ordinality as k (mine, place)
      join pg_catalog.pg_attribute as mine on mine.attrelid ${equal} o.conrelid and mine.attnum ${equal} k.mine
    ) as reference
    from pg_catalog.pg_constraint as o
    where o.contype ${equal} 'f' and o.confrelid ${equal} ${target} and not o.conrelid ${equal} o.confrelid
      and o.confdeltype ${equal} any (array['c', 'n', 'd']::pg_catalog."char"[])
  loop
    execute ${literal(locking.text)};
    execute pg_catalog.format('select true, pg_catalog.concat(row(%s)) from %s as smelt_referring join %s on %s where %s limit 1',
      item.reference, item.referring, ${literal(rows.text)}, item.met, ${literal(doomed.text)}) into is_referred, example;
    if is_referred then
      raise exception 'rows of % would be deleted to which % refers, for example by %', ${target}, item.referring, example
        using errcode = 'foreign_key_violation',
          hint = pg_catalog.format('Its foreign key %I would delete or change rows there: make it NO ACTION, or let the model keep these rows', item.conname);
    end if;
  end loop;
end`;
  const block = doBlock(body);
  return [{ kind: 'run', statement: hasUserText(doomed) ? inUserWords(block) : block }];
}
