with smelt_counted as materialized (
  select
    pg_catalog.count(*) as total_records,
    pg_catalog.max("loaded_at") as "newest_1",
    pg_catalog.count(*) filter (where (paid)) as "checked_2",
    pg_catalog.max("day") filter (where (paid)) as "newest_2"
  from "public"."deposits"
)
select
  total_records,
  0,
  1, case when "newest_1" < cast(('2024-01-31') as pg_catalog.timestamptz) - cast('3 day' as interval) then 1 else 0 end, case when "newest_1" < cast(('2024-01-31') as pg_catalog.timestamptz) - cast('3 day' as interval) then 1 else 0 end, case when pg_catalog.pg_typeof("newest_1")::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then "newest_1"::pg_catalog.text
    when pg_catalog.num_nonnulls("newest_1") operator(pg_catalog.=) 1 then pg_catalog.concat("newest_1") end,
  1, case when "newest_2" < cast((pg_catalog.now()) as pg_catalog.timestamptz) - cast('3 month' as interval) then 1 else 0 end, case when "newest_2" < cast((pg_catalog.now()) as pg_catalog.timestamptz) - cast('3 month' as interval) then 1 else 0 end, case when pg_catalog.pg_typeof("newest_2")::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then "newest_2"::pg_catalog.text
    when pg_catalog.num_nonnulls("newest_2") operator(pg_catalog.=) 1 then pg_catalog.concat("newest_2") end,
  1, case when total_records < 1 or total_records > 100 then 1 else 0 end, case when total_records < 1 or total_records > 100 then 1 else 0 end, cast(total_records as pg_catalog.text),
  1, case when "checked_2" < 3 or "checked_2" > 3 then 1 else 0 end, case when "checked_2" < 3 or "checked_2" > 3 then 1 else 0 end, cast("checked_2" as pg_catalog.text)
from smelt_counted;
