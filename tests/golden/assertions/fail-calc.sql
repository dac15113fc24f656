with smelt_counted as materialized (
  select
    pg_catalog.count(*) as total_records,
    pg_catalog.count(*) filter (where "client_id" is null) as "failing_1"
  from "public"."deposits"
)
select
  total_records,
  "failing_1",
  total_records, "failing_1", (select case when pg_catalog.pg_typeof(calculated)::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then calculated::pg_catalog.text
    when pg_catalog.num_nonnulls(calculated) operator(pg_catalog.=) 1 then pg_catalog.concat(calculated) end from (select (count(distinct affiliate_id)) as calculated from (select * from "public"."deposits" where "client_id" is null limit 10) as dbt_internal_test) as smelt_calculated), null
from smelt_counted;
with smelt_looked as materialized (
  select pg_catalog.count(*) as checked, pg_catalog.count("id") - pg_catalog.count(distinct "id") as surplus from "public"."deposits"
),
smelt_duplicates as materialized (
  select "id" as "unique_field", pg_catalog.count(*) as n_records from "public"."deposits" where "id" is not null group by "id" having pg_catalog.count(*) > 1
)
select
  checked, case surplus when 0 then 0 else (select coalesce(pg_catalog.sum(n_records), 0)::bigint from smelt_duplicates) end, (select case when pg_catalog.pg_typeof(calculated)::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then calculated::pg_catalog.text
    when pg_catalog.num_nonnulls(calculated) operator(pg_catalog.=) 1 then pg_catalog.concat(calculated) end from (select (coalesce(sum(n_records), 0)) as calculated from (select * from smelt_duplicates limit 10) as dbt_internal_test) as smelt_calculated), null
from smelt_looked;
select
  checked, failing, (select case when pg_catalog.pg_typeof(calculated)::pg_catalog.oid operator(pg_catalog.<) '16384'::pg_catalog.oid then calculated::pg_catalog.text
    when pg_catalog.num_nonnulls(calculated) operator(pg_catalog.=) 1 then pg_catalog.concat(calculated) end from (select (count(distinct from_field)) as calculated from (select child.from_field from (select "client_id" as from_field from "public"."deposits") as child
  where child.from_field is not null and not exists (
    select from (select "id" as to_field from "public"."clients") as parent where parent.to_field = child.from_field
  )) as dbt_internal_test) as smelt_calculated), null
from (
  select
    (select pg_catalog.count(*) from "public"."deposits") as checked,
    (select pg_catalog.count(*) from (select child.from_field from (select "client_id" as from_field from "public"."deposits") as child
  where child.from_field is not null and not exists (
    select from (select "id" as to_field from "public"."clients") as parent where parent.to_field = child.from_field
  )) as dbt_internal_test) as failing
  offset 0
) as smelt_counted;
