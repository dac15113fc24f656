with smelt_counted as materialized (
  select
    pg_catalog.count(*) as total_records
  from "public"."deposits"
)
select
  total_records,
  0
from smelt_counted;
with dbt_rows as (
  select * from (
select 1 -- nothing

) as dbt_test
)
select
  null, null, (select cast((max(n)) as pg_catalog.text) from (select * from dbt_rows limit 3) as dbt_internal_test), null;
with dbt_rows as (
  select * from (
select * from deposits
) as dbt_test
)
select
  (select pg_catalog.count(*) from (select * from "public"."deposits" where (paid)) as dbt_subquery), (select pg_catalog.count(*) from dbt_rows), (select pg_catalog.count(*) from (select * from dbt_rows limit 3) as dbt_internal_test), null;
