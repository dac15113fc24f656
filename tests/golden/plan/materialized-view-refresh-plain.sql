-- refresh
refresh "public"."totals"
  select pg_catalog.set_config('smelt.rows_before', '0', true);
  -- publish: all locks at once, tried again when one is not granted in time
  alter materialized view "public"."totals" owner to "smelt";
  refresh materialized view "public"."totals";
  -- count what changed
  select greatest(written - removed, 0), least(written, removed), greatest(removed - written, 0)
  from (
    select written, pg_catalog.current_setting('smelt.rows_before')::bigint - (total - written) as removed
    from (
      select pg_catalog.count(*) as total, pg_catalog.count(*) as written from "public"."totals"
    ) as counted
  ) as compared;
  -- remember what config and hooks have made
