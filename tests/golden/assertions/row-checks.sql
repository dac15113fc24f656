with smelt_counted as materialized (
  select
    pg_catalog.count(*) as total_records,
    pg_catalog.count(*) filter (where "client_id" is null) as "failing_1",
    pg_catalog.count(*) filter (where "status" not in ('valid', 'it''s')) as "failing_2",
    pg_catalog.count(*) filter (where (not "amount" > (0) or not "amount" < (maximum))) as "failing_3",
    pg_catalog.count(*) filter (where case when pg_catalog.pg_typeof("code")::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then "code"::pg_catalog.text
    when pg_catalog.num_nonnulls("code") operator(pg_catalog.=) 1 then pg_catalog.concat("code") end !~  E'^C\\d+$') as "failing_4",
    pg_catalog.count(*) filter (where not (updated_at >= created_at)) as "failing_5"
  from "public"."deposits"
)
select
  total_records,
  case greatest("failing_1", "failing_2", "failing_3", "failing_4", "failing_5") when 0 then 0 else (
    select pg_catalog.count(*) from "public"."deposits" where "client_id" is null
    or "status" not in ('valid', 'it''s')
    or (not "amount" > (0) or not "amount" < (maximum))
    or case when pg_catalog.pg_typeof("code")::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then "code"::pg_catalog.text
    when pg_catalog.num_nonnulls("code") operator(pg_catalog.=) 1 then pg_catalog.concat("code") end !~  E'^C\\d+$'
    or not (updated_at >= created_at)
  ) end,
  total_records, "failing_1", "failing_1", null,
  total_records, "failing_2", case "failing_2" when 0 then 0 else (select pg_catalog.count(*) from (select "status" as value_field, pg_catalog.count(*) as n_records from "public"."deposits" where "status" not in ('valid', 'it''s') group by "status") as dbt_internal_test) end, null,
  total_records, "failing_3", "failing_3", null,
  total_records, "failing_4", "failing_4", null,
  total_records, "failing_5", "failing_5", null
from smelt_counted;
