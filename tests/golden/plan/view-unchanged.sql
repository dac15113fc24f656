-- unchanged
leave "public"."v": its definition is the same
  set local work_mem = 1;
  grant select on table "public"."v" to "reader", public;
  analyze public.v;
