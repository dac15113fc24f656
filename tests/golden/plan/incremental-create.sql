-- create
create "public"."orders"
  create temporary table "pg_temp"."orders__smelt_shape" on commit drop as
  select 'x' as affiliate, '1' as id, date '2026-11-23' as day, null::json as extra
  with no data;
  -- stop when this answers rows: "orders" does not give the columns of its contract
  select coalesce(declared.name, given.attname) as "column",
    coalesce(pg_catalog.format_type(given.atttypid, given.atttypmod), 'nothing') as "the model gives",
    coalesce(pg_catalog.format_type(declared.type, null), 'nothing') as "the contract says"
  from (values ('affiliate', 'text'::pg_catalog.regtype, false), ('id', 'text'::pg_catalog.regtype, false), ('day', 'date'::pg_catalog.regtype, false), ('extra', 'json'::pg_catalog.regtype, false), ('updated_at', 'timestamp(6) without time zone'::pg_catalog.regtype, true)) as declared (name, type, optional)
  full join (
    select attname::text collate "C" as attname, atttypid, atttypmod from pg_catalog.pg_attribute
    where attrelid = '"pg_temp"."orders__smelt_shape"'::pg_catalog.regclass and attnum > 0 and not attisdropped
  ) as given on given.attname = declared.name
  where case
    when given.attname is null then not declared.optional
    when declared.name is null then true
    when given.atttypid = declared.type then false
    else not (given.atttypid in (25, 1043) and declared.type in (25, 1043))
  end
  order by 1;
  create table "public"."orders" (
    "affiliate" text constraint "orders_affiliate_not_null" not null,
    "id" text constraint "orders_id_not_null" not null,
    "day" date constraint "orders_day_not_null" not null,
    "extra" json,
    "updated_at" timestamp(6) without time zone default (now() at time zone 'UTC') constraint "orders_updated_at_not_null" not null,
    constraint "orders_day_check" check (day > '2000-01-01'
  )
  );
  create trigger "smelt_audit_insert" after insert on "public"."orders" referencing new table as new_rows for each statement execute function smelt.write_audit_log('public', 'audit_log', 'affiliate', 'id');
  create trigger "smelt_audit_update" after update on "public"."orders" referencing old table as old_rows new table as new_rows for each statement execute function smelt.write_audit_log('public', 'audit_log', 'affiliate', 'id');
  create trigger "smelt_audit_delete" after delete on "public"."orders" referencing old table as old_rows for each statement execute function smelt.write_audit_log('public', 'audit_log', 'affiliate', 'id');
  create trigger "smelt_audit_truncate" before truncate on "public"."orders" for each statement execute function smelt.write_audit_log('public', 'audit_log', 'affiliate', 'id');
  insert into "public"."orders" ("affiliate", "id", "day", "extra")
  select "affiliate", "id", "day", "extra" from (
  select 'x' as affiliate, '1' as id, date '2026-11-23' as day, null::json as extra
  ) as "orders__smelt_rows";
  alter table "public"."orders"
    add constraint "orders_pkey" primary key ("affiliate", "id"),
    add constraint "orders_affiliate_fkey" foreign key ("affiliate") references "public"."affiliates" ("id");
  create index "idx_orders_day" on "public"."orders" using "btree" ("day");
  analyze "public"."orders";
  insert into smelt.relations as known
    (schema_name, relation_name, oid, node_id, generation, fingerprint, content_fingerprint, definition, server_major)
  select 'public'::text, 'orders'::text, c.oid, 'model.shop.orders'::text, '00000000-0000-4000-8000-000000000001'::uuid, 'f28531dbe51300a41ef9e7f92e2f9566'::text,
    NULL::text, case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid) end,
    pg_catalog.current_setting('server_version_num')::integer / 10000
  from pg_catalog.pg_class c
  where c.oid = '"public"."orders"'::pg_catalog.regclass
  on conflict (schema_name, relation_name) do update set
    oid = excluded.oid, node_id = excluded.node_id, generation = excluded.generation, fingerprint = excluded.fingerprint,
    content_fingerprint = excluded.content_fingerprint, definition = excluded.definition,
    server_major = excluded.server_major, recorded_at = pg_catalog.now();
  -- stop when this answers rows: "orders" gives more than one row for the same affiliate, id
  select "affiliate", "id", count(*) as "rows" from "public"."orders"
  group by "affiliate", "id" having count(*) > 1 order by count(*) desc limit 5;
