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
  null, null, (select case when pg_catalog.pg_typeof(calculated)::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then calculated::pg_catalog.text
    when pg_catalog.num_nonnulls(calculated) operator(pg_catalog.=) 1 then pg_catalog.concat(calculated) end from (select (max(n)) as calculated from (select * from dbt_rows limit 3) as dbt_internal_test) as smelt_calculated), null;
with dbt_rows as (
  select * from (
select * from deposits
) as dbt_test
)
select
  (select pg_catalog.count(*) from (select * from "public"."deposits" where (paid)) as dbt_subquery), (select pg_catalog.count(*) from dbt_rows), (select pg_catalog.count(*) from (select * from dbt_rows limit 3) as dbt_internal_test), null;
