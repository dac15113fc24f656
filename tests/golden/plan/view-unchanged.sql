-- unchanged
  -- pre-hook, before the transaction begins
  vacuum log
leave "public"."v": its definition is the same
  -- pre-hook
  set local work_mem = 1
  -- privileges, where they differ; others than these are revoked
  grant select on table "public"."v" to "reader", public;
  -- post-hook
  analyze {{ this }}
  -- remember what config and hooks have made
  -- post-hook, after the commit
  notify {{ run_query('select 1') }}
