{#- What the four silver models share. -#}

{#-
  Whether a bronze record was loaded after all that silver has seen. Each bronze load is later than everything that was committed
  before it (bronze_load_time), and silver takes in all that is committed at once, so none can lie unseen at or before the latest
  row of silver. Losers after it are compared again, and lose again. The second condition lets a run with nothing new skip the scan.
-#}
{% macro is_new_to_silver(bronze) -%}
load_timestamp > {{ latest_load_in_silver() }}
    and {{ latest_load(bronze) }} > {{ latest_load_in_silver() }}
{%- endmacro %}

{#- The latest load of which this model has a row. -#}
{% macro latest_load_in_silver() -%}
coalesce((select max(load_time) from {{ this }}), '-infinity')
{%- endmacro %}

{#- A record's time, held against its page: NULL where it lies more than a day after the page was requested. -#}
{% macro credible_time(reported_time) -%}
case when {{ reported_time }} <= api_run_timestamp + interval '1 day' then {{ reported_time }} end
{%- endmacro %}

{#- The reason why a time is refused, or NULL. -#}
{% macro time_reason(reported_time, name) -%}
case
        when {{ reported_time }} is null then '{{ name }}_invalid'
        when {{ reported_time }} > api_run_timestamp + interval '1 day' then '{{ name }}_in_future'
      end
{%- endmacro %}

{#- The reason why an amount is refused, or NULL. It is judged as decimal(18,8) would hold it. -#}
{% macro amount_reason(number, name) -%}
case
        when {{ number }} is null then '{{ name }}_invalid'
        when round({{ number }}, 8) <= 0 then '{{ name }}_not_positive'
        when round({{ number }}, 8) >= 10000000000 then '{{ name }}_too_large'
      end
{%- endmacro %}

{#-
  The rank of a record among those with the same id from the same affiliate: valid before invalid, then the latest page, then the
  latest load, then the smallest record_id. The order is total and looks at the record alone.
-#}
{% macro rank_of_record(id) -%}
row_number() over (
      partition by affiliate_id collate "C", {{ id }} collate "C"
      order by cardinality(reasons) = 0 desc, api_run_timestamp desc, load_timestamp desc, record_id collate "C"
    )
{%- endmacro %}

{#-
  Whether the row of this model with the same id comes before a new record in that order. A new record was loaded later than all
  rows of this model, so only validity and the page have to be compared; and comparing new records with the current row
  gives what all records together would give.
-#}
{% macro current_row_is_better(record, id) -%}
exists (
    select 1
    from {{ this }} as current_row
    where current_row.affiliate_id = {{ record }}.affiliate_id
      and current_row.{{ id }} = {{ record }}.{{ id }}
      and (current_row.status = 'valid', current_row.api_run_timestamp) > ({{ record }}.is_valid, {{ record }}.api_run_timestamp)
  )
{%- endmacro %}

{#- Of a valid record the keys that have no column, of an invalid one the reasons and the record as it came. -#}
{% macro silver_metadata(known_keys) -%}
case
    when is_valid then nullif(data - array['{{ known_keys | join("', '") }}'], '{}'::jsonb)
    else jsonb_build_object('reasons', to_jsonb(reasons), 'raw', data)
  end
{%- endmacro %}
