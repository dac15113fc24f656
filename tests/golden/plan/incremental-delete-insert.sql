-- delete+insert
delete+insert into "public"."balances" by client, account
  create temporary table "pg_temp"."balances__smelt_stage" on commit drop as
  select 'a' as client, null::text as account, 1 as amount, null::json as raw;
  analyze "pg_temp"."balances__smelt_stage";
  create temporary table "pg_temp"."balances__smelt_groups" on commit drop as
  select distinct "client", "account" from (
    select "client", "account", "amount", "raw" from (
      select dbt_internal_source."client" as "client", dbt_internal_source."account" as "account", dbt_internal_source."amount"::numeric as "amount", (case when pg_catalog.pg_typeof(dbt_internal_source."raw")::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then dbt_internal_source."raw"::pg_catalog.text
      when pg_catalog.num_nonnulls(dbt_internal_source."raw") operator(pg_catalog.=) 1 then pg_catalog.concat(dbt_internal_source."raw") end) collate pg_catalog."C" as "raw", 1 as smelt_side from "pg_temp"."balances__smelt_stage" as dbt_internal_source
      union all
      select dbt_internal_dest."client" as "client", dbt_internal_dest."account" as "account", dbt_internal_dest."amount"::numeric as "amount", (case when pg_catalog.pg_typeof(dbt_internal_dest."raw")::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then dbt_internal_dest."raw"::pg_catalog.text
      when pg_catalog.num_nonnulls(dbt_internal_dest."raw") operator(pg_catalog.=) 1 then pg_catalog.concat(dbt_internal_dest."raw") end) collate pg_catalog."C" as "raw", -1 from "public"."balances" as dbt_internal_dest
      where exists (select 1 from "pg_temp"."balances__smelt_stage" as dbt_internal_source where dbt_internal_dest."client" operator("pg_catalog".=) dbt_internal_source."client" and dbt_internal_dest."account" operator("pg_catalog".=) dbt_internal_source."account") and (dbt_internal_dest.day > '2026-01-01'
  )
      union all
      select dbt_internal_dest."client" as "client", dbt_internal_dest."account" as "account", dbt_internal_dest."amount"::numeric as "amount", (case when pg_catalog.pg_typeof(dbt_internal_dest."raw")::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then dbt_internal_dest."raw"::pg_catalog.text
      when pg_catalog.num_nonnulls(dbt_internal_dest."raw") operator(pg_catalog.=) 1 then pg_catalog.concat(dbt_internal_dest."raw") end) collate pg_catalog."C" as "raw", -1 from "public"."balances" as dbt_internal_dest
      where exists (select 1 from "pg_temp"."balances__smelt_stage" as dbt_internal_source where (dbt_internal_dest."account" is null) and (dbt_internal_source."account" is null) and row(dbt_internal_dest."client", dbt_internal_dest."account")::pg_catalog.record operator(pg_catalog.=) row(dbt_internal_source."client", dbt_internal_source."account")::pg_catalog.record) and (dbt_internal_dest.day > '2026-01-01'
  )
    ) as smelt_rows
    group by "client", "account", "amount", "raw" having pg_catalog.sum(smelt_side) <> 0
  ) as smelt_differences;
  analyze "pg_temp"."balances__smelt_groups";
  delete from "public"."balances" as dbt_internal_dest
  using "pg_temp"."balances__smelt_groups" as dbt_internal_source
  where dbt_internal_dest."client" operator("pg_catalog".=) dbt_internal_source."client" and dbt_internal_dest."account" operator("pg_catalog".=) dbt_internal_source."account" and (dbt_internal_dest.day > '2026-01-01'
  );
  delete from "public"."balances" as dbt_internal_dest
  using "pg_temp"."balances__smelt_groups" as dbt_internal_source
  where (dbt_internal_dest."account" is null) and (dbt_internal_source."account" is null) and row(dbt_internal_dest."client", dbt_internal_dest."account")::pg_catalog.record operator(pg_catalog.=) row(dbt_internal_source."client", dbt_internal_source."account")::pg_catalog.record and (dbt_internal_dest.day > '2026-01-01'
  );
  insert into "public"."balances" ("client", "account", "amount", "raw")
  select "client", "account", "amount", "raw" from "pg_temp"."balances__smelt_stage" as dbt_internal_source
  where exists (select 1 from "pg_temp"."balances__smelt_groups" as smelt_group where dbt_internal_source."client" = smelt_group."client" and dbt_internal_source."account" = smelt_group."account");
  insert into "public"."balances" ("client", "account", "amount", "raw")
  select "client", "account", "amount", "raw" from "pg_temp"."balances__smelt_stage" as dbt_internal_source
  where exists (select 1 from "pg_temp"."balances__smelt_groups" as smelt_group where (dbt_internal_source."account" is null) and (smelt_group."account" is null) and row(dbt_internal_source."client", dbt_internal_source."account")::pg_catalog.record operator(pg_catalog.=) row(smelt_group."client", smelt_group."account")::pg_catalog.record);
  insert into "smelt"."relations" as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, server_major, made)
  select 'public'::pg_catalog.text, 'balances'::pg_catalog.text, relation.oid, 'model.shop.balances'::pg_catalog.text, '00000000-0000-4000-8000-000000000000'::pg_catalog.uuid, 'ed02b51729d70ece60ef4615f7b8b662'::pg_catalog.text,
    NULL::pg_catalog.text, pg_catalog.current_setting('server_version_num')::integer / 10000, '[]'::pg_catalog.jsonb
  from pg_catalog.pg_class as relation
  where relation.oid = '"public"."balances"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = null, server_major = excluded.server_major,
    made = excluded.made, recorded_at = pg_catalog.now();
