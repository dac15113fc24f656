// Everything in a database that a build leaves behind beside the rows of its tables, as lines that two databases share when
// the same builds have ended well on them. Without times, object ids, numbers of sequences and the names of runs.

import type { Query } from '../support/affiliate-project.ts';

const schemas = `(select oid, nspname from pg_catalog.pg_namespace
  where nspname not in ('pg_catalog', 'information_schema') and nspname !~ '^pg_toast')`;

/** Each gives one column, `fact`. */
const queries: Readonly<Record<string, string>> = {
  relation: `select concat_ws(' ', n.nspname, c.relname, c.relkind, c.relpersistence, c.relispopulated, c.relispartition) as fact
    from pg_catalog.pg_class c join ${schemas} n on n.oid = c.relnamespace`,
  column: `select concat_ws(' ', n.nspname, c.relname, a.attname, pg_catalog.format_type(a.atttypid, a.atttypmod), a.attnotnull,
      pg_catalog.pg_get_expr(d.adbin, d.adrelid)) as fact
    from pg_catalog.pg_attribute a join pg_catalog.pg_class c on c.oid = a.attrelid join ${schemas} n on n.oid = c.relnamespace
    left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
    where a.attnum > 0 and not a.attisdropped and c.relkind in ('r', 'p', 'm', 'v')`,
  index: `select concat_ws(' ', pg_catalog.pg_get_indexdef(i.indexrelid), i.indisvalid) as fact
    from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid join ${schemas} n on n.oid = c.relnamespace`,
  constraint: `select concat_ws(' ', c.conrelid::regclass, c.conname, c.convalidated, pg_catalog.pg_get_constraintdef(c.oid)) as fact
    from pg_catalog.pg_constraint c join ${schemas} n on n.oid = c.connamespace`,
  view: `select concat_ws(' ', n.nspname, c.relname, pg_catalog.pg_get_viewdef(c.oid)) as fact
    from pg_catalog.pg_class c join ${schemas} n on n.oid = c.relnamespace where c.relkind in ('v', 'm')`,
  trigger: `select concat_ws(' ', t.tgenabled, pg_catalog.pg_get_triggerdef(t.oid)) as fact from pg_catalog.pg_trigger t
    where not t.tgisinternal`,
  function: `select pg_catalog.pg_get_functiondef(p.oid) as fact from pg_catalog.pg_proc p join ${schemas} n on n.oid = p.pronamespace`,
  ownership: `select concat_ws(' ', schema_name, relation_name, node_id, fingerprint, content_fingerprint,
      oid = pg_catalog.to_regclass(pg_catalog.format('%I.%I', schema_name, relation_name)), generation is null) as fact
    from smelt.relations`,
  'file taken in': `select concat_ws(' ', f.schema_name, f.relation_name, f.source, f.file, f.size, f.checksum, f.versions,
      f.records, f.total_records, f.generation = r.generation) as fact
    from smelt.files f left join smelt.relations r using (schema_name, relation_name)`,
  'file failed': `select concat_ws(' ', schema_name, relation_name, source, file, size, reason, byte) as fact
    from smelt.file_failures`,
  status: `select concat_ws(' ', table_name, load_status, error_message, records_processed,
      last_successful_load is null, processing_time is null) as fact from public.etl_status`,
  quality: `select concat_ws(' ', table_name, total_records, valid_records, invalid_records, completeness_score, accuracy_score,
      consistency_score, timeliness_score) as fact from public.data_quality_metrics`,
  'last run': 'select status as fact from smelt.runs order by started_at desc limit 1',
};

export async function databaseFacts(query: Query): Promise<readonly string[]> {
  const facts: string[] = [];
  for (const [subject, statement] of Object.entries(queries))
    facts.push(...(await query(statement)).map(({ fact }) => `${subject}: ${fact}`));
  return facts.sort();
}
