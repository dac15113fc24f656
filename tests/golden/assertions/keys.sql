with smelt_counted as materialized (
  select
    pg_catalog.count(*) as total_records
  from "public"."deposits"
)
select
  total_records,
  0
from smelt_counted;
with smelt_looked as materialized (
  select pg_catalog.count(*) as checked, pg_catalog.count("id") - pg_catalog.count(distinct "id") as surplus from (select * from "public"."deposits" where (status = 'valid')) as dbt_subquery
),
smelt_duplicates as materialized (
  select "id" as "unique_field", pg_catalog.count(*) as n_records from (select * from "public"."deposits" where (status = 'valid')) as dbt_subquery where "id" is not null group by "id" having pg_catalog.count(*) > 1
)
select
  checked, case surplus when 0 then 0 else (select coalesce(pg_catalog.sum(n_records), 0)::bigint from smelt_duplicates) end, case surplus when 0 then 0 else (select pg_catalog.count(*) from smelt_duplicates) end, null
from smelt_looked;
with smelt_looked as materialized (
  select pg_catalog.count(*) as checked from "public"."deposits"
),
smelt_duplicates as materialized (
  select "affiliate_id", (lower(code)) as "key_2", pg_catalog.count(*) as n_records from "public"."deposits" group by "affiliate_id", (lower(code)) having pg_catalog.count(*) > 1
)
select
  checked, (select coalesce(pg_catalog.sum(n_records), 0)::bigint from smelt_duplicates), (select pg_catalog.count(*) from smelt_duplicates), null
from smelt_looked;
select
  checked, failing, failing, null
from (
  select
    (select pg_catalog.count(*) from (select * from "public"."deposits" where (paid)) as dbt_subquery) as checked,
    (select pg_catalog.count(*) from (select child.from_field from (select "client_id" as from_field from (select * from "public"."deposits" where (paid)) as dbt_subquery) as child
  where child.from_field is not null and not exists (
    select from (select "id" as to_field from "public"."clients") as parent where parent.to_field = child.from_field
  )) as dbt_internal_test) as failing
  offset 0
) as smelt_counted;
