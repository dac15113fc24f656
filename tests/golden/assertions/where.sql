with smelt_counted as materialized (
  select
    pg_catalog.count(*) as total_records,
    pg_catalog.count(*) filter (where (status = 'valid' -- only these
)) as "checked_1",
    pg_catalog.count(*) filter (where case when (status = 'valid' -- only these
) then "client_id" is null end) as "failing_1",
    pg_catalog.count(*) filter (where case when (status = 'valid' -- only these
) then not ("amount" >= 0) end) as "failing_2",
    pg_catalog.count(*) filter (where (amount > 0)) as "checked_3",
    pg_catalog.count(*) filter (where case when (amount > 0) then "coin" not in (1, 2) end) as "failing_3"
  from "public"."deposits"
)
select
  total_records,
  case greatest("failing_1", "failing_2", "failing_3") when 0 then 0 else (
    select pg_catalog.count(*) from "public"."deposits" where case when (status = 'valid' -- only these
) then "client_id" is null end
    or case when (status = 'valid' -- only these
) then not ("amount" >= 0) end
    or case when (amount > 0) then "coin" not in (1, 2) end
  ) end,
  "checked_1", "failing_1", "failing_1", null,
  "checked_1", "failing_2", "failing_2", null,
  "checked_3", "failing_3", case "failing_3" when 0 then 0 else (select pg_catalog.count(*) from (select "coin" as value_field, pg_catalog.count(*) as n_records from "public"."deposits" where case when (amount > 0) then "coin" not in (1, 2) end group by "coin") as dbt_internal_test) end, null
from smelt_counted;
