// Functions, operators and types in `public` with the names of PostgreSQL's own, for argument types that fit better than those, as
// somebody may make them who may create there. Each counts its call, which no rollback undoes, and fails.

/** Every name that Smelt's SQL calls, and those that anybody would think of. */
const functions = `array_agg array_to_string bool_or clock_timestamp coalesce col_description concat concat_ws count current_database
current_setting date_trunc format format_type generate_series hashtext hashtextextended json_agg json_build_object jsonb_agg
jsonb_array_elements_text jsonb_build_array jsonb_to_recordset length lower max min now nullif obj_description aclexplode acldefault
pg_advisory_xact_lock pg_advisory_xact_lock_shared pg_backend_pid pg_current_xact_id pg_describe_object pg_get_constraintdef pg_get_expr
pg_get_indexdef pg_get_partkeydef pg_get_ruledef pg_get_statisticsobjdef pg_get_triggerdef pg_get_userbyid pg_get_viewdef
pg_get_replica_identity_index pg_has_role pg_identify_object pg_my_temp_schema pg_options_to_table pg_partition_ancestors
pg_partition_tree pg_relation_is_publishable pg_trigger_depth quote_ident quote_literal replace row_number rtrim set_config
string_agg substr sum to_jsonb to_regclass unnest upper version`;

const operators = '= <> < > <= >= || ~ !~ + - * -> ->> &'.split(' ');

const types =
  'name varchar pg_catalog.text oid int2 int4 int8 bool "char" regclass jsonb uuid timestamptz pg_catalog.text[] name[] oid[]';

/** Statements for a superuser; they are carried out as `role`, which is made, and may create in public. */
export function plantShadows(role: string): readonly string[] {
  return [
    `create role ${role}`,
    `grant create on schema public to ${role}`,
    `set role ${role}`,
    'create sequence public.shadow_calls',
    'grant all on sequence public.shadow_calls to public',
    `create function public.shadow(told pg_catalog.text) returns pg_catalog.bool language plpgsql as $shadow$ begin
      perform pg_catalog.nextval('public.shadow_calls'::pg_catalog.regclass);
      raise exception 'the shadow % was called', told;
    end $shadow$`,
    `do $plant$
    declare
      functions constant pg_catalog.text[] := pg_catalog.string_to_array('${oneLine(functions)}', ' ');
      types constant pg_catalog.text[] := pg_catalog.string_to_array('${types}', ' ');
      statement pg_catalog.text;
    begin
      for statement in
        -- PostgreSQL's own signatures, which count where public stands before pg_catalog.
        select pg_catalog.format('create function public.%I(%s) returns %s language plpgsql as %L', p.proname,
          pg_catalog.pg_get_function_arguments(p.oid), pg_catalog.pg_get_function_result(p.oid),
          pg_catalog.format('begin perform public.shadow(%L); return%s; end', p.proname, case when not p.proretset then ' null' end))
        from pg_catalog.pg_proc as p
        where p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace and p.prokind = 'f' and p.proname = any (functions)
        -- And those that fit better than they do.
        union all select pg_catalog.format('create function public.%I(%s) returns pg_catalog.text language plpgsql as %L', f, list,
          pg_catalog.format('begin perform public.shadow(%L); return null; end', f))
        from pg_catalog.unnest(functions) as f, pg_catalog.unnest(types) as t, pg_catalog.unnest(array[t, 'pg_catalog.text, ' || t,
          t || ', pg_catalog.text', 'pg_catalog.text, ' || t || ', ' || t, 'pg_catalog.text, ' || t || ', pg_catalog.text']) as list
        union all select pg_catalog.format('create function public.%I(pg_catalog.int8, %s) returns pg_catalog.int8 language plpgsql as %L', 'state_' || n, t,
          'begin perform public.shadow(''an aggregate''); return null; end')
        from pg_catalog.unnest(types) with ordinality as u (t, n)
        union all select pg_catalog.format('create aggregate public.%I(%s) (sfunc = public.%I, stype = pg_catalog.int8, initcond = 0)', a, t, 'state_' || n)
        from pg_catalog.unnest(types) with ordinality as u (t, n), pg_catalog.unnest(array['count', 'max', 'min', 'sum', 'array_agg', 'json_agg', 'jsonb_agg', 'bool_or']) as a
        union all select 'create function public.state_of_all(pg_catalog.int8) returns pg_catalog.int8 language plpgsql as $x$ begin perform public.shadow(''count(*)''); return null; end $x$'
        union all select 'create aggregate public.count(*) (sfunc = public.state_of_all, stype = pg_catalog.int8, initcond = 0)'
        union all select pg_catalog.format('create function public.%I(%s, %s) returns pg_catalog.bool language plpgsql as %L', 'operator_' || n || '_' || m, l, r,
          pg_catalog.format('begin perform public.shadow(%L); return null; end', 'an operator of ' || l || ' and ' || r))
        from pg_catalog.unnest(types) with ordinality as u (l, n), pg_catalog.unnest(types) with ordinality as v (r, m)
        union all select pg_catalog.format('create operator public.%s (function = public.%I, leftarg = %s, rightarg = %s)', o, 'operator_' || n || '_' || m, l, r)
        from pg_catalog.unnest(types) with ordinality as u (l, n), pg_catalog.unnest(types) with ordinality as v (r, m),
          pg_catalog.unnest(array['${operators.join("', '")}']) as o
      loop
        begin
          execute statement;
        exception when others then null;
        end;
      end loop;
    end $plant$`,
    "create domain public.date as pg_catalog.date check (public.shadow('the type date'))",
    "create domain public.text as pg_catalog.text check (public.shadow('the type text'))",
    'reset role',
  ];
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}
