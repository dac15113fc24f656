// The question by which a catalog is read: it answers all relations in its scope at once, with what belongs to one relation
// aggregated as json. It holds on PostgreSQL 15 to 18. What the answer becomes is introspect.ts's.

import { ownedBy } from '../catalog/describe-object.ts';
import { literal, type RelationName, type Sql, sql } from '../sql/sql.ts';
import { carryOverFunction } from '../state/carry-over-function.ts';
import { mayCall } from '../state/state-function.ts';
import { isRetired, type StateSchema, tableOf } from '../state/state-schema.ts';

/** The schemas to read; with `relations`, only those of them. */
export interface CatalogScope {
  readonly schemas: readonly string[];
  readonly relations?: readonly RelationName[];
}

/** As json, in the order of SessionRow in introspect.ts: the user, whether the user may create in the state's schema, whether its function of swaps may be called. */
function sessionFacts(state: StateSchema): Sql {
  return sql`pg_catalog.json_build_array(current_user,
      coalesce((SELECT pg_catalog.has_schema_privilege(n.oid, 'CREATE') AND pg_catalog.has_schema_privilege(n.oid, 'USAGE')
        FROM pg_catalog.pg_namespace n WHERE n.nspname = ${literal(state)}), false),
      ${mayCall(carryOverFunction(state))})`;
}

/** Relations; indexes and TOAST tables are none. */
const isRelation = sql`c.relkind IN ('r', 'p', 'v', 'm', 'f', 'S', 'c')`;

/** `oid` and `relkind` of the relations of the schemas. */
export function inSchemas(schemas: Sql): Sql {
  return sql`SELECT c.oid, c.relkind FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
    WHERE n.nspname = ANY (${schemas}) AND ${isRelation}`;
}

/** The same of the relations of these names, each in the schema at its place. */
export function ofNames(schemas: Sql, names: Sql): Sql {
  return sql`SELECT c.oid, c.relkind FROM ROWS FROM (pg_catalog.unnest(${schemas}), pg_catalog.unnest(${names})) AS r (s, n)
    JOIN pg_catalog.pg_namespace n ON n.nspname = r.s JOIN pg_catalog.pg_class c ON c.relnamespace = n.oid AND c.relname = r.n
    WHERE ${isRelation}`;
}

/**
 * The relations asked for and the views that read them directly, retired ones and those of models that are gone among them, as
 * `target(oid, nspname, relname, relkind, …)`; of each and of its row type what can be hung on, as `hook(relation, class, object)`.
 */
function targets(asked: Sql): Sql {
  const hooks = (
    relation: Sql,
  ) => sql`SELECT c.oid AS relation, 'pg_catalog.pg_class'::pg_catalog.regclass AS class, c.oid AS object FROM ${relation} c
    UNION ALL SELECT t.typrelid, 'pg_catalog.pg_type'::pg_catalog.regclass, u.oid FROM ${relation} c JOIN pg_catalog.pg_type t ON t.typrelid = c.oid
      CROSS JOIN LATERAL (VALUES (t.oid), (t.typarray)) AS u (oid) WHERE c.relkind <> 'S'`;
  return sql`asked AS MATERIALIZED (${asked}),
  held AS (${hooks(sql`asked`)}),
  target AS MATERIALIZED (
    SELECT c.*, n.nspname FROM (
      SELECT oid FROM asked
      UNION SELECT w.ev_class FROM held JOIN pg_catalog.pg_depend d ON d.refclassid = held.class AND d.refobjid = held.object
        AND d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass JOIN pg_catalog.pg_rewrite w ON w.oid = d.objid AND w.rulename = '_RETURN'
    ) AS named (oid) JOIN pg_catalog.pg_class c ON c.oid = named.oid JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  ),
  hook AS (${hooks(sql`target`)})`;
}

/** Whether the rules of a view `c` depend on a retired version, or on its row type. Mostly there is none, which is asked once for all. */
const readsRetired = (
  state: StateSchema,
) => sql`c.relkind IN ('v', 'm') AND EXISTS (SELECT FROM ${tableOf(state, 'relations')} s WHERE ${isRetired(sql`s`)}) AND EXISTS (
      SELECT FROM pg_catalog.pg_rewrite w JOIN pg_catalog.pg_depend d ON d.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND d.objid = w.oid
      LEFT JOIN pg_catalog.pg_type t ON d.refclassid = 'pg_catalog.pg_type'::pg_catalog.regclass AND t.oid = d.refobjid
      LEFT JOIN pg_catalog.pg_type e ON e.oid = t.typelem
      JOIN pg_catalog.pg_class v ON v.oid = CASE d.refclassid WHEN 'pg_catalog.pg_class'::pg_catalog.regclass THEN d.refobjid
        WHEN 'pg_catalog.pg_type'::pg_catalog.regclass THEN coalesce(nullif(e.typrelid, 0), t.typrelid) END
      JOIN ${tableOf(state, 'relations')} s ON s.relation_name = v.relname AND s.oid = v.oid AND ${isRetired(sql`s`)}
      WHERE w.ev_class = c.oid AND v.oid <> c.oid)`;

/** An Ownership of catalog/relation.ts; NULL where it is not Smelt's. A state of version 1 remembers nothing as made. */
const ownership = (state: StateSchema) => sql`(
    SELECT pg_catalog.json_build_object('nodeId', r.node_id, 'generation', r.generation, 'fingerprint', r.fingerprint,
      'contentFingerprint', r.content_fingerprint, 'made', pg_catalog.to_jsonb(r) -> 'made',
      'seed', pg_catalog.to_jsonb(r) -> 'seed')
    FROM ${tableOf(state, 'relations')} r WHERE r.schema_name = c.nspname AND r.relation_name = c.relname AND r.oid = c.oid)`;

/** Whether a publication sends the changes of a table `c`, or of a partition of it, that has no replica identity. In a database without publications nothing of it is asked. */
const refusesChanges = sql`coalesce(c.relkind IN ('r', 'p') AND (SELECT pg_catalog.count(*) > 0 FROM pg_catalog.pg_publication) AND EXISTS (
      SELECT FROM (SELECT c.oid UNION ALL SELECT t.relid FROM pg_catalog.pg_partition_tree(c.oid) t WHERE c.relkind = 'p' AND t.isleaf) AS part (oid)
      JOIN pg_catalog.pg_class p ON p.oid = part.oid AND p.relkind = 'r' AND pg_catalog.pg_relation_is_publishable(p.oid)
      JOIN pg_catalog.pg_publication b ON (b.pubupdate OR b.pubdelete) AND (b.puballtables
        OR EXISTS (SELECT FROM pg_catalog.pg_publication_rel r WHERE r.prpubid = b.oid
          AND (r.prrelid = p.oid OR r.prrelid IN (SELECT relid FROM pg_catalog.pg_partition_ancestors(p.oid))))
        OR EXISTS (SELECT FROM pg_catalog.pg_publication_namespace s JOIN pg_catalog.pg_class a ON a.relnamespace = s.pnnspid
          WHERE s.pnpubid = b.oid AND (a.oid = p.oid OR a.oid IN (SELECT relid FROM pg_catalog.pg_partition_ancestors(p.oid)))))
      WHERE p.relreplident <> 'f' AND pg_catalog.pg_get_replica_identity_index(p.oid) IS NULL), false)`;

/**
 * The schema of the operator by which values of the type of the column `a` are equal, a domain's those of its base: the one of its
 * default operator class, which only a superuser makes, else one of the type's owner. NULL where that is PostgreSQL's own.
 */
const equality = sql`(WITH RECURSIVE base AS (
          SELECT t.oid, t.typbasetype, t.typowner FROM pg_catalog.pg_type t WHERE t.oid = a.atttypid
          UNION ALL SELECT t.oid, t.typbasetype, t.typowner FROM base JOIN pg_catalog.pg_type t ON t.oid = base.typbasetype)
        SELECT n.nspname FROM base JOIN pg_catalog.pg_operator o ON o.oprname = '=' AND o.oprleft = base.oid AND o.oprright = base.oid
        JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
        CROSS JOIN LATERAL (SELECT EXISTS (SELECT FROM pg_catalog.pg_amop m JOIN pg_catalog.pg_opclass k ON k.opcfamily = m.amopfamily
          WHERE m.amopopr = o.oid AND k.opcintype = base.oid AND k.opcdefault)) AS known (by_default)
        WHERE base.typbasetype = 0 AND n.nspname <> 'pg_catalog' AND (known.by_default OR o.oprowner = base.typowner)
        ORDER BY known.by_default DESC LIMIT 1)`;

/** What takes the place of records that the role may not read: Smelt's, of a definition that no text has. */
const hidden = sql`pg_catalog.json_build_object('nodeId', '', 'generation', '00000000-0000-0000-0000-000000000000', 'fingerprint', '',
      'contentFingerprint', NULL, 'made', NULL)`;

/** An array of json for each `target`, in the order of RelationRow in introspect.ts. */
function relations(records: StateSchema | null | undefined): Sql {
  const owned = records === undefined ? sql`NULL::pg_catalog.json` : records === null ? hidden : ownership(records);
  return sql`SELECT pg_catalog.json_build_array(c.oid::pg_catalog.int8, c.nspname, c.relname, c.relkind::pg_catalog.text,
    (SELECT pg_catalog.json_build_object('schema', wn.nspname, 'name', w.relname) FROM pg_catalog.pg_inherits h
      JOIN pg_catalog.pg_class w ON w.oid = h.inhparent JOIN pg_catalog.pg_namespace wn ON wn.oid = w.relnamespace
      WHERE c.relispartition AND h.inhrelid = c.oid), pg_catalog.pg_get_userbyid(c.relowner), c.relpersistence::pg_catalog.text,
    c.relispopulated, pg_catalog.obj_description(c.oid, 'pg_class'),
    CASE WHEN c.relkind IN ('v', 'm') THEN
      (SELECT w.oid || '/' || w.xmin FROM pg_catalog.pg_rewrite w WHERE w.ev_class = c.oid AND w.rulename = '_RETURN') END,
    CASE WHEN c.relkind = 'p' THEN pg_catalog.pg_get_partkeydef(c.oid) END,
    (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
        'name', a.attname, 'type', pg_catalog.format_type(a.atttypid, a.atttypmod), 'notNull', a.attnotnull,
        'default', pg_catalog.pg_get_expr(d.adbin, d.adrelid),
        'identity', CASE a.attidentity WHEN 'a' THEN 'always' WHEN 'd' THEN 'by default' END,
        'generated', a.attgenerated <> '', 'equality', CASE WHEN a.atttypid >= 16384 THEN ${equality} END) ORDER BY a.attnum), '[]')
      FROM pg_catalog.pg_attribute a LEFT JOIN pg_catalog.pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped),
    (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
        'name', ic.relname, 'definition', pg_catalog.pg_get_indexdef(i.indexrelid), 'unique', i.indisunique,
        'nullsNotDistinct', i.indnullsnotdistinct, 'valid', i.indisvalid,
        'columns', (SELECT pg_catalog.json_agg(ia.attname ORDER BY k.place)
          FROM pg_catalog.unnest(i.indkey::pg_catalog.int2[]) WITH ORDINALITY AS k (attnum, place)
          LEFT JOIN pg_catalog.pg_attribute ia ON ia.attrelid = i.indrelid AND ia.attnum = k.attnum AND k.attnum > 0
          WHERE k.place <= i.indnkeyatts),
        'partial', i.indpred IS NOT NULL) ORDER BY ic.relname), '[]')
      FROM pg_catalog.pg_index i JOIN pg_catalog.pg_class ic ON ic.oid = i.indexrelid WHERE i.indrelid = c.oid),
    (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
        'name', o.conname, 'kind', o.contype, 'definition', pg_catalog.pg_get_constraintdef(o.oid),
        'columns', (SELECT coalesce(pg_catalog.json_agg(oa.attname ORDER BY k.place), '[]')
          FROM pg_catalog.unnest(o.conkey) WITH ORDINALITY AS k (attnum, place)
          JOIN pg_catalog.pg_attribute oa ON oa.attrelid = o.conrelid AND oa.attnum = k.attnum),
        'references', (SELECT pg_catalog.json_build_object('schema', fn.nspname, 'name', f.relname)
          FROM pg_catalog.pg_class f JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace WHERE f.oid = o.confrelid)) ORDER BY o.conname), '[]')
      FROM pg_catalog.pg_constraint o
      -- For each partition of what it references, a foreign key has a row besides: the system's own bookkeeping.
      WHERE o.conrelid = c.oid AND NOT EXISTS (
        SELECT FROM pg_catalog.pg_constraint whole WHERE whole.oid = o.conparentid AND whole.conrelid = o.conrelid)),
    (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_object(
        'name', pg_catalog.json_build_object('schema', pn.nspname, 'name', p.relname), 'bound', pg_catalog.pg_get_expr(p.relpartbound, p.oid)) ORDER BY pn.nspname, p.relname), '[]')
      FROM pg_catalog.pg_inherits h JOIN pg_catalog.pg_class p ON p.oid = h.inhrelid JOIN pg_catalog.pg_namespace pn ON pn.oid = p.relnamespace
      WHERE h.inhparent = c.oid AND p.relispartition),
    (SELECT coalesce(pg_catalog.json_agg(t.tgname ORDER BY t.tgname), '[]') FROM pg_catalog.pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal),
    ${records ? readsRetired(records) : sql`false`}, ${owned},
    ${refusesChanges})
  FROM target c`;
}

/**
 * What hangs on a `target` or on its row type, and is not a part of it, as `found`. A part is what goes with it: columns' defaults, own
 * indexes and constraints, partitions.
 */
const hangingThings = sql`hanging AS (
    SELECT DISTINCT hook.relation, hook.class AS through, d.classid, d.objid
    FROM hook JOIN pg_catalog.pg_depend d ON d.refclassid = hook.class AND d.refobjid = hook.object
    WHERE NOT (d.classid = 'pg_catalog.pg_type'::pg_catalog.regclass AND d.deptype = 'i')
  ),
  found AS (
    SELECT h.relation, CASE WHEN r.rulename <> '_RETURN' THEN 'rule' WHEN v.relkind = 'm' THEN 'materialized_view' ELSE 'view' END AS kind,
      CASE WHEN r.ev_class = h.relation THEN 0 ELSE r.ev_class END AS holder, r.rulename::pg_catalog.text AS own_name,
      CASE WHEN r.rulename = '_RETURN' THEN 'pg_catalog.pg_class'::pg_catalog.regclass ELSE 'pg_catalog.pg_rewrite'::pg_catalog.regclass END AS class,
      CASE WHEN r.rulename = '_RETURN' THEN r.ev_class ELSE r.oid END AS object
    FROM hanging h JOIN pg_catalog.pg_rewrite r ON r.oid = h.objid JOIN pg_catalog.pg_class v ON v.oid = r.ev_class
    WHERE h.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass AND NOT (r.ev_class = h.relation AND r.rulename = '_RETURN')
    UNION ALL
    SELECT h.relation, CASE WHEN o.contype = 'f' AND o.confrelid = h.relation THEN 'foreign_key' ELSE 'other' END, o.conrelid, o.conname::pg_catalog.text, h.classid, h.objid
    FROM hanging h JOIN pg_catalog.pg_constraint o ON o.oid = h.objid
    WHERE h.classid = 'pg_catalog.pg_constraint'::pg_catalog.regclass AND o.conrelid <> h.relation AND o.conparentid = 0
    UNION ALL
    SELECT h.relation, 'trigger', CASE WHEN t.tgrelid = h.relation THEN 0 ELSE t.tgrelid END, t.tgname::pg_catalog.text, h.classid, h.objid
    FROM hanging h JOIN pg_catalog.pg_trigger t ON t.oid = h.objid
    WHERE h.classid = 'pg_catalog.pg_trigger'::pg_catalog.regclass AND NOT t.tgisinternal
    UNION ALL
    SELECT h.relation, 'policy', CASE WHEN p.polrelid = h.relation THEN 0 ELSE p.polrelid END, p.polname::pg_catalog.text, h.classid, h.objid
    FROM hanging h JOIN pg_catalog.pg_policy p ON p.oid = h.objid
    WHERE h.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
    UNION ALL
    SELECT h.relation, 'publication', 0, b.pubname::pg_catalog.text, h.classid, h.objid
    FROM hanging h JOIN pg_catalog.pg_publication_rel pr ON pr.oid = h.objid JOIN pg_catalog.pg_publication b ON b.oid = pr.prpubid
    WHERE h.classid = 'pg_catalog.pg_publication_rel'::pg_catalog.regclass
    UNION ALL
    SELECT h.relation, CASE WHEN h.through = 'pg_catalog.pg_type'::pg_catalog.regclass THEN 'type' WHEN c.relkind = 'S' THEN 'sequence'
        WHEN EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid AND i.inhparent = h.relation) THEN 'inheritance' ELSE 'other' END,
      c.oid, c.relname::pg_catalog.text, h.classid, h.objid
    FROM hanging h JOIN pg_catalog.pg_class c ON c.oid = h.objid
    WHERE h.classid = 'pg_catalog.pg_class'::pg_catalog.regclass AND c.oid <> h.relation AND c.relkind NOT IN ('i', 'I', 't')
      AND NOT (c.relispartition AND EXISTS (SELECT FROM pg_catalog.pg_inherits i WHERE i.inhrelid = c.oid AND i.inhparent = h.relation))
    UNION ALL
    SELECT h.relation, 'other', a.adrelid, a.adrelid::pg_catalog.text, h.classid, h.objid
    FROM hanging h JOIN pg_catalog.pg_attrdef a ON a.oid = h.objid
    WHERE h.classid = 'pg_catalog.pg_attrdef'::pg_catalog.regclass AND a.adrelid <> h.relation
    UNION ALL
    SELECT h.relation,
      CASE h.classid WHEN 'pg_catalog.pg_proc'::pg_catalog.regclass THEN 'function' WHEN 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass THEN 'statistics' WHEN 'pg_catalog.pg_type'::pg_catalog.regclass THEN 'type' ELSE 'other' END,
      0, NULL, h.classid, h.objid
    FROM hanging h
    WHERE h.classid NOT IN ('pg_catalog.pg_rewrite'::pg_catalog.regclass, 'pg_catalog.pg_constraint'::pg_catalog.regclass, 'pg_catalog.pg_trigger'::pg_catalog.regclass, 'pg_catalog.pg_policy'::pg_catalog.regclass,
      'pg_catalog.pg_publication_rel'::pg_catalog.regclass, 'pg_catalog.pg_class'::pg_catalog.regclass, 'pg_catalog.pg_attrdef'::pg_catalog.regclass)
  )`;

/** Of all that hangs, in the order of DependentRow in introspect.ts; described with its owner. */
const dependents = sql`SELECT DISTINCT f.relation, f.kind, coalesce(hn.nspname, thing.schema, c.nspname)::pg_catalog.text AS schema, coalesce(holder.relname, f.own_name, fn.proname, thing.name, thing.identity)::pg_catalog.text AS name,
    pg_catalog.pg_describe_object(f.class, f.object, 0) || ${ownedBy(sql`coalesce(holder.relowner, fn.proowner)`)} AS description
  FROM found f
  JOIN target c ON c.oid = f.relation
  LEFT JOIN pg_catalog.pg_class holder ON holder.oid = f.holder
  LEFT JOIN pg_catalog.pg_namespace hn ON hn.oid = holder.relnamespace
  LEFT JOIN pg_catalog.pg_proc fn ON f.class = 'pg_catalog.pg_proc'::pg_catalog.regclass AND fn.oid = f.object
  LEFT JOIN LATERAL pg_catalog.pg_identify_object(f.class, f.object, 0) AS thing ON f.own_name IS NULL`;

/**
 * One row of one json, with `session`, `relations` and `dependents`. `asked`: the query of their `oid` and `relkind`. `records` says where what is Smelt's
 * can be read; null: it is somewhere, but the role may not read it; undefined: nothing is.
 */
export function catalogQuery(asked: Sql, state: StateSchema, records: StateSchema | null | undefined): Sql {
  return sql`WITH ${targets(asked)},
  ${hangingThings}
  SELECT pg_catalog.json_build_object('session', ${sessionFacts(state)},
    'relations', (SELECT coalesce(pg_catalog.json_agg(r.facts), '[]') FROM (${relations(records)}) AS r (facts)),
    'dependents', (SELECT coalesce(pg_catalog.json_agg(pg_catalog.json_build_array(t.relation::pg_catalog.int8, t.kind, t.schema, t.name, t.description)
        ORDER BY t.relation, t.kind, t.schema, t.name, t.description), '[]') FROM (${dependents}) AS t))`;
}
