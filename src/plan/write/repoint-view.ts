// Points a view to what has its parent's name now. Its definition is asked for once it is locked: PostgreSQL locks all that a view
// reads for that, until the end of the transaction, which only the lock phase may do.

import type { CatalogRelation } from '../../catalog/relation.ts';
import { doBlock } from '../../sql/do-block.ts';
import { literal, qualified, raw, relationKey, type Sql, sql } from '../../sql/sql.ts';

/** How PostgreSQL says that a definition does not fit other columns below it, or that its own would not be those that it had. */
const unfit = [
  'undefined_column',
  'undefined_function',
  'invalid_table_definition',
  'datatype_mismatch',
  'cannot_coerce',
  'ambiguous_column',
  'ambiguous_function',
  'grouping_error',
  'invalid_column_reference',
  'wrong_object_type',
  'feature_not_supported',
  'collation_mismatch',
  'indeterminate_collation',
].join(' or ');

/** A setting of the transaction; `place` distinguishes the views of one publish. */
function definitionSetting(place: number): Sql {
  return literal(`smelt.definition_${place}`);
}

/**
 * Keeps the definition of a locked view for `repointView`, every name in it qualified, and so locks what it reads as its new
 * definition will: all waiting is in the lock phase.
 */
export function rememberDefinition(view: CatalogRelation, place: number): Sql {
  return sql`select pg_catalog.set_config(${definitionSetting(place)}, pg_catalog.pg_get_viewdef(${regclass(view)}), true)`;
}

/**
 * The view again over what has its parent's name now; where it does not fit that, it stays as it is, over what it has read. The
 * definition as PostgreSQL gives it names relations, so it follows the name. Its options are restated, which CREATE OR REPLACE drops.
 */
export function repointView(view: CatalogRelation, place: number): Sql {
  return doBlock(sql`begin
  execute pg_catalog.concat(${literal(`create or replace view ${qualified(view.name).text}`)}, (
      select pg_catalog.concat(' with (', pg_catalog.array_to_string(reloptions, ', '), ')')
      from pg_catalog.pg_class where oid = ${regclass(view)} and reloptions is not null
    ), ' as ', pg_catalog.current_setting(${definitionSetting(place)}));
exception when ${raw(unfit)} then
  null;
end`);
}

function regclass(view: CatalogRelation): Sql {
  return sql`${literal(relationKey(view.name))}::pg_catalog.regclass`;
}
