// Rows that other tables refer to with ON DELETE CASCADE, SET NULL or SET DEFAULT: deleting them would delete or change rows
// that are not Smelt's, even where the same rows are written again at once. (PostgreSQL itself refuses the other foreign keys.)

import type { CatalogRelation } from '../catalog/relation.ts';
import { doBlock } from '../sql/do-block.ts';
import { literal, qualified, relationKey, type Sql, sql } from '../sql/sql.ts';
import { standing } from './row-comparison.ts';
import type { Action } from './step.ts';

/**
 * Fails, with an example, when one of the rows is referred to that are about to be deleted: those for which `doomed` holds, which
 * calls the relation by its name in statements of a merge. They are locked first, so that nobody can refer to one meanwhile.
 */
export function guardReferences(actual: CatalogRelation, doomed: Sql): readonly Action[] {
  if (!actual.dependents.some(({ kind }) => kind === 'foreign_key')) return [];
  const rows = sql`${qualified(actual.name)} as ${standing}`;
  const locking = sql`select 1 from ${rows} where ${doomed} for update`;
  const target = sql`${literal(relationKey(actual.name))}::pg_catalog.regclass`;
  const body = sql`declare
  item record;
  example text;
begin
  for item in
    select o.conname, o.conrelid::pg_catalog.regclass as referring, (
      select string_agg(format('smelt_referring.%I = ${standing}.%I', mine.attname, theirs.attname), ' and ')
      from unnest(o.conkey, o.confkey) as k (mine, theirs)
      join pg_catalog.pg_attribute as mine on mine.attrelid = o.conrelid and mine.attnum = k.mine
      join pg_catalog.pg_attribute as theirs on theirs.attrelid = o.confrelid and theirs.attnum = k.theirs
    ) as met
    from pg_catalog.pg_constraint as o
    where o.contype = 'f' and o.confrelid = ${target} and o.conrelid <> o.confrelid and o.confdeltype in ('c', 'n', 'd')
  loop
    execute ${literal(locking.text)};
    execute format('select smelt_referring::text from %s as smelt_referring join %s on %s where %s limit 1',
      item.referring, ${literal(rows.text)}, item.met, ${literal(doomed.text)}) into example;
    if example is not null then
      raise exception 'rows of % would be deleted to which % refers, for example by its row %', ${target}, item.referring, example
        using errcode = 'foreign_key_violation',
          hint = format('Its foreign key %I would delete or change rows there: make it NO ACTION, or let the model keep these rows', item.conname);
    end if;
  end loop;
end`;
  return [{ kind: 'run', statement: doBlock(body) }];
}
