// Asks the server what columns a model's query gives, without running it. Whatever is made to ask is undone.

import { describeDependent } from '../../catalog/describe-object.ts';
import type { CompiledModel } from '../../compile/compiled-model.ts';
import { recordsOf, type Session } from '../../database/database.ts';
import { parseLocation } from '../../ingest/location.ts';
import { createSourceRelation } from '../../ingest/source-relation.ts';
import { stageName } from '../../plan/shape/names.ts';
import type { ColumnUse, QueryColumn, QueryShape } from '../../plan/shape/query-shape.ts';
import { aroundText } from '../../sql/around-text.ts';
import { literal, qualified, type RelationName, raw, relationKey, type Sql, sql, userText } from '../../sql/sql.ts';
import { textIn } from '../../state/row.ts';
import { NodeFailure } from '../node-failure.ts';
import { statementFailure } from '../statement-failure.ts';
import { undone } from '../undone.ts';

/**
 * In a transaction. `prepareSession` runs what the node's own statements would find done (its pre-hooks), where the query cannot
 * be understood without. Throws NodeFailure with the place in the model, or a DatabaseError of the connection or of a conflict.
 */
export async function lookAtQuery(
  session: Session,
  compiled: CompiledModel,
  prepareSession: (() => Promise<void>) | null,
): Promise<QueryShape> {
  try {
    return await undone(session, () => describe(session, compiled));
  } catch (error) {
    if (!(error instanceof NodeFailure) || prepareSession === null) throw error;
    return undone(session, async () => {
      await prepareSession();
      return describe(session, compiled);
    });
  }
}

async function describe(session: Session, compiled: CompiledModel): Promise<QueryShape> {
  const { relation } = compiled.node;
  for (const { source, relation: files } of compiled.fileRelations) {
    if (source.files === null) continue;
    const location = parseLocation(source.files.location);
    if (!location.ok) throw new NodeFailure(location.problems);
    for (const made of createSourceRelation(files, location.value.captures, 'epoch')) await session.query(made);
  }
  if (compiled.sqlHeader !== null) await asked(session, compiled, userText(compiled.sqlHeader), undefined);
  const shape = stageName(relation, 'look');
  // WITH NO DATA: the query is analyzed, not planned, and nothing of it is run.
  const { statement, offset } = aroundText(
    sql`create temporary table ${qualified(shape)} on commit drop as`,
    compiled.sql,
    raw('with no data'),
  );
  await asked(session, compiled, statement, offset);
  const uses = recordsOf(await session.query(usesOf(relation)));
  return {
    columns: await columnsOf(session, shape),
    existing: await columnsOf(session, relation),
    uses: uses.map((row): ColumnUse => ({ column: textIn(row, 'name'), by: textIn(row, 'by') })),
  };
}

async function asked(session: Session, compiled: CompiledModel, statement: Sql, offset: number | undefined) {
  try {
    await session.query(statement);
  } catch (error) {
    const start = { file: compiled.file, start: 0, end: 0 };
    throw statementFailure(error, statement, offset === undefined ? undefined : { compiled, offset }, start);
  }
}

async function columnsOf(session: Session, relation: RelationName): Promise<readonly QueryColumn[]> {
  const columns =
    await session.query(sql`select a.attname::pg_catalog.text as name, pg_catalog.format_type(a.atttypid, a.atttypmod) as type,
  case when a.attcollation <> t.typcollation
    then pg_catalog.quote_ident(n.nspname) || '.' || pg_catalog.quote_ident(c.collname) end as collation
from pg_catalog.pg_attribute as a
join pg_catalog.pg_type as t on t.oid = a.atttypid
left join pg_catalog.pg_collation as c on c.oid = a.attcollation
left join pg_catalog.pg_namespace as n on n.oid = c.collnamespace
where a.attrelid = ${literal(relationKey(relation))}::pg_catalog.regclass and a.attnum > 0 and not a.attisdropped
order by a.attnum`);
  return recordsOf(columns).map((row) => ({
    name: textIn(row, 'name'),
    type: textIn(row, 'type'),
    collation: row.collation === null ? null : textIn(row, 'collation'),
  }));
}

/** A column's own default depends on it as well, and changes with it. Foreign keys, indexes and statistics PostgreSQL sees to. */
function usesOf(relation: RelationName): Sql {
  return sql`select a.attname::pg_catalog.text as name,
  coalesce(${describeDependent(sql`d.classid`, sql`d.objid`)}, 'something that is being dropped') as by
from pg_catalog.pg_depend as d
join pg_catalog.pg_attribute as a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
left join pg_catalog.pg_attrdef as o on d.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass and o.oid = d.objid
where d.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass and d.refobjsubid > 0
  and d.refobjid = ${literal(relationKey(relation))}::pg_catalog.regclass
  and d.classid in ('pg_catalog.pg_rewrite'::pg_catalog.regclass, 'pg_catalog.pg_policy'::pg_catalog.regclass,
    'pg_catalog.pg_trigger'::pg_catalog.regclass, 'pg_catalog.pg_proc'::pg_catalog.regclass,
    'pg_catalog.pg_attrdef'::pg_catalog.regclass, 'pg_catalog.pg_publication_rel'::pg_catalog.regclass)
  and (o.oid is null or o.adrelid <> d.refobjid or o.adnum <> d.refobjsubid)
group by 1, 2 order by 1, 2`;
}
