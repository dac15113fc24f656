with smelt_counted as materialized (
  select
    count(*) as total_records,
    max("loaded_at") as "newest_1",
    count(*) filter (where (paid)) as "checked_2",
    max("day") filter (where (paid)) as "newest_2"
  from "public"."deposits"
)
select
  total_records,
  0,
  1, case when "newest_1" < cast(('2024-01-31') as timestamptz) - cast('3 day' as interval) then 1 else 0 end, case when "newest_1" < cast(('2024-01-31') as timestamptz) - cast('3 day' as interval) then 1 else 0 end, cast("newest_1" as text),
  1, case when "newest_2" < cast((pg_catalog.now()) as timestamptz) - cast('3 month' as interval) then 1 else 0 end, case when "newest_2" < cast((pg_catalog.now()) as timestamptz) - cast('3 month' as interval) then 1 else 0 end, cast("newest_2" as text),
  1, case when total_records < 1 or total_records > 100 then 1 else 0 end, case when total_records < 1 or total_records > 100 then 1 else 0 end, cast(total_records as text),
  1, case when "checked_2" < 3 or "checked_2" > 3 then 1 else 0 end, case when "checked_2" < 3 or "checked_2" > 3 then 1 else 0 end, cast("checked_2" as text)
from smelt_counted;
