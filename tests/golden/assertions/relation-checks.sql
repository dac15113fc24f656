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
  1, case when "newest_1" < cast(('2024-01-31') as pg_catalog.timestamptz) - cast('3 day' as interval) then 1 else 0 end, case when "newest_1" < cast(('2024-01-31') as pg_catalog.timestamptz) - cast('3 day' as interval) then 1 else 0 end, cast("newest_1" as pg_catalog.text),
  1, case when "newest_2" < cast((pg_catalog.now()) as pg_catalog.timestamptz) - cast('3 month' as interval) then 1 else 0 end, case when "newest_2" < cast((pg_catalog.now()) as pg_catalog.timestamptz) - cast('3 month' as interval) then 1 else 0 end, cast("newest_2" as pg_catalog.text),
  1, case when total_records < 1 or total_records > 100 then 1 else 0 end, case when total_records < 1 or total_records > 100 then 1 else 0 end, cast(total_records as pg_catalog.text),
  1, case when "checked_2" < 3 or "checked_2" > 3 then 1 else 0 end, case when "checked_2" < 3 or "checked_2" > 3 then 1 else 0 end, cast("checked_2" as pg_catalog.text)
from smelt_counted;
