-- refresh
refresh "public"."totals" concurrently
  select pg_catalog.set_config('smelt.rows_before', pg_catalog.count(*)::pg_catalog.text, true) from "public"."totals";
  refresh materialized view concurrently "public"."totals";
  -- count what changed
  select greatest(written - removed, 0), least(written, removed), greatest(removed - written, 0)
  from (
    select written, pg_catalog.current_setting('smelt.rows_before')::bigint - (total - written) as removed
    from (
      select pg_catalog.count(*) as total, pg_catalog.count(*) filter (where xmin = pg_catalog.pg_current_xact_id()::pg_catalog.xid) as written from "public"."totals"
    ) as counted
  ) as compared;
  -- remember what config and hooks have made
