// The columns that a model's SELECT gives: their names, as far as the text and the catalog give them, and the query that holds
// their types against a contract when the database knows them.

import type { Catalog } from '../../catalog/relation.ts';
import type { CompiledModel } from '../../compile/compiled-model.ts';
import { aroundText } from '../../sql/around-text.ts';
import { outputColumns } from '../../sql/output-columns.ts';
import {
  identifiers,
  inUserWords,
  join,
  literal,
  qualified,
  type RelationName,
  raw,
  relationKey,
  sql,
} from '../../sql/sql.ts';
import type { Action, ModelText } from '../step.ts';
import type { DeclaredTable } from './declared-table.ts';
import { boundedName } from './names.ts';

/** In order; null where a `*` is over something that neither the text nor the catalog gives. */
export function outputNames({ statement }: CompiledModel, catalog: Catalog): readonly string[] | null {
  if (statement === null) return null;
  return outputColumns(statement, ({ schema, name }) => {
    if (schema === null) return null;
    const relation = catalog.relations.get(relationKey({ schema, name }));
    return relation ? relation.columns.map((column) => column.name) : null;
  });
}

/** The declared columns that the SELECT gives; where its names are not known, all that have no default. */
export function givenColumns(table: DeclaredTable, names: readonly string[] | null): readonly string[] {
  const given = names === null ? null : new Set(names);
  return table.columns
    .filter((column) => !column.identity && (given ? given.has(column.name) : column.default === null))
    .map((column) => column.name);
}

/** An empty temporary relation with the columns of the SELECT, which is planned by the server but not run. */
export function shapeActions(compiled: CompiledModel, shape: RelationName): readonly Action[] {
  const { statement, offset } = aroundText(
    sql`create temporary table ${qualified(shape)} on commit drop as`,
    compiled.sql,
    raw('with no data'),
  );
  return [{ kind: 'run', statement, model: { compiled, offset } }];
}

const textTypes = sql`array['text', 'varchar']::pg_catalog.regtype[]`;

/**
 * Refuses when the columns of `given` are not those of the contract: one is missing that has no default, one is not declared,
 * or a type differs. text and varchar pass for each other: that loses nothing, and what is too long is refused by PostgreSQL.
 */
export function refuseOtherShape(compiled: CompiledModel, table: DeclaredTable, given: RelationName): Action {
  const declared = table.columns.map(
    (column) =>
      sql`(${literal(column.name)}, ${literal(column.type)}::pg_catalog.regtype, ${literal(column.default !== null || column.identity)})`,
  );
  // The names of types are the user's, and what they mean only their path decides.
  const query =
    inUserWords(sql`select pg_catalog.format('column %I: the model gives %s, the contract says %s', coalesce(declared.name, given.attname),
  coalesce(pg_catalog.format_type(given.atttypid, given.atttypmod), 'nothing'),
  coalesce(pg_catalog.format_type(declared.type, null), 'nothing')) as difference
from (values ${join(declared, ', ')}) as declared (name, type, optional)
full join (
  select attname::pg_catalog.text collate pg_catalog."C" as attname, atttypid, atttypmod from pg_catalog.pg_attribute
  where attrelid operator(pg_catalog.=) ${literal(relationKey(given))}::pg_catalog.regclass and attnum operator(pg_catalog.>) 0 and not attisdropped
) as given on given.attname operator(pg_catalog.=) declared.name
where case
  when given.attname is null then not declared.optional
  when declared.name is null then true
  when given.atttypid operator(pg_catalog.=) declared.type then false
  else not (given.atttypid operator(pg_catalog.=) any (${textTypes}) and declared.type operator(pg_catalog.=) any (${textTypes}))
end
order by 1`);
  return {
    kind: 'refuse',
    query,
    code: 'CONTRACT_BROKEN',
    message: `"${compiled.node.name}" does not give the columns of its contract`,
    help: 'Change the SELECT, or the columns in the properties file: names and types must be the same',
    span: { file: compiled.file, start: 0, end: 0 },
  };
}

/** `insert into target (columns) select columns from (the model)`, the model's text run in place; `columns` null: all, in order. */
export function insertFromModel(
  target: RelationName,
  compiled: CompiledModel,
  columns: readonly string[] | null,
): Extract<Action, { kind: 'run' }> & { readonly model: ModelText } {
  if (columns === null) {
    const { statement, offset } = aroundText(sql`insert into ${qualified(target)}`, compiled.sql, raw(''));
    return { kind: 'run', statement, counts: 'inserted', model: { compiled, offset } };
  }
  const alias = boundedName(target.name, '__smelt_rows');
  const { statement, offset } = aroundText(
    sql`insert into ${qualified(target)} (${identifiers(columns)})\nselect ${identifiers(columns)} from (`,
    compiled.sql,
    sql`) as ${identifiers([alias])}`,
  );
  return { kind: 'run', statement, counts: 'inserted', model: { compiled, offset } };
}
