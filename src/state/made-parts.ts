// What Smelt made on its relations, as the state remembers it: reading it beside what exists, writing it, taking it off again.
// What the parts of a relation are is relation-parts.ts'; which of them Smelt made is judged in plan/.

import type { MadeKind, MadePart } from '../catalog/relation.ts';
import { doBlock } from '../sql/do-block.ts';
import { join, literal, type RelationName, relationKey, type Sql, sql } from '../sql/sql.ts';
import { partsOf } from './relation-parts.ts';
import { type StateSchema, tableOf } from './state-schema.ts';

/** One row (parts, made): all parts of the relation as they are, and what is remembered of it, null where nothing was ever. No row: it is not there. */
export function readParts(state: StateSchema, relation: RelationName): Sql {
  const made = sql`(select r.made from ${tableOf(state, 'relations')} as r
      where r.schema_name = ${relation.schema}::pg_catalog.text and r.relation_name = ${relation.name}::pg_catalog.text and r.oid = relation.oid)`;
  return sql`select ${partsAsJson(sql`relation.oid`)}, ${made} from pg_catalog.pg_class as relation
where relation.oid = pg_catalog.to_regclass(${relationKey(relation)}::pg_catalog.text)`;
}

/** The parts as a json array. */
function partsAsJson(relation: Sql): Sql {
  return sql`(select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(part) order by part.kind, part.name), '[]')
      from (${partsOf(relation)}) as part (kind, name, definition))`;
}

/** Something that the config has given a relation; `definition` null: whatever it is by that name. */
export interface ConfigPart {
  readonly kind: MadeKind;
  /** As `partsOf` names it; of a grant in any case, the role quoted or not. */
  readonly name: string;
  readonly definition: string | null;
}

/** An expression of jsonb: of the parts of the relation with that oid those that the config gave it, as an array of MadePart. */
export function madeByConfig(relation: Sql, config: readonly ConfigPart[]): Sql {
  if (config.length === 0) return sql`'[]'::pg_catalog.jsonb`;
  const wanted = join(
    config.map(
      ({ kind, name, definition }) =>
        sql`(${kind}::pg_catalog.text, ${name}::pg_catalog.text, ${definition}::pg_catalog.text)`,
    ),
    ', ',
  );
  const kinds = [...new Set(config.map(({ kind }) => kind))];
  return sql`(select coalesce(pg_catalog.jsonb_agg(pg_catalog.to_jsonb(part) || '{"origin": "config", "hook": null}' order by part.kind, part.name), '[]')
      from (${partsOf(relation, kinds)}) as part (kind, name, definition) where exists (
        select from (values ${wanted}) as wanted (kind, name, definition) where wanted.kind = part.kind
          and case part.kind when 'grant' then ${plainGrant(sql`wanted.name`)} = ${plainGrant(sql`part.name`)} else wanted.name = part.name end
          and coalesce(wanted.definition, part.definition) = part.definition))`;
}

function plainGrant(name: Sql): Sql {
  return sql`pg_catalog.replace(pg_catalog.lower(${name}), '"', '')`;
}

export function oidOf(relation: RelationName): Sql {
  return sql`${literal(relationKey(relation))}::pg_catalog.regclass`;
}

/** Of a relation that is recorded. */
export function recordMade(state: StateSchema, relation: RelationName, made: readonly MadePart[]): Sql {
  return sql`update ${tableOf(state, 'relations')} set made = ${literal(JSON.stringify(made))}::pg_catalog.jsonb
where schema_name = ${relation.schema}::pg_catalog.text and relation_name = ${relation.name}::pg_catalog.text`;
}

/** A part with the statement that takes it off. */
export interface Removal {
  readonly kind: MadeKind;
  readonly name: string;
  readonly definition: string;
  readonly statement: string;
}

/**
 * Takes the parts off, in their order, that exist by kind, name and definition. One that something else depends on or needs stays,
 * without CASCADE; with `trying`, which is for a savepoint that is rolled back, also one that cannot be taken off for another reason.
 */
export function takeOff(relation: RelationName, removals: readonly Removal[], trying = false): Sql {
  const listed = removals.map((removal, place) => ({ ...removal, place }));
  return doBlock(sql`declare
  item record;
begin
  for item in
    select removal.statement from (${partsOf(oidOf(relation))}) as part (kind, name, definition)
    join pg_catalog.jsonb_to_recordset(${literal(JSON.stringify(listed))}) as removal (place integer, kind pg_catalog.text, name pg_catalog.text, definition pg_catalog.text, statement pg_catalog.text)
      using (kind, name, definition)
    order by removal.place
  loop
    begin
      execute item.statement;
    exception ${trying ? sql`when lock_not_available or deadlock_detected then raise; when others` : sql`when dependent_objects_still_exist or invalid_table_definition`} then
      null;
    end;
  end loop;
end`);
}
