{#
  What the four silver models share: which bronze records to judge, the checks of a business time, and which of an
  identity's repetitions stands.
#}

{#
  The bronze records that silver has not seen. Each bronze load is later than everything that was committed before it
  (bronze_load_time), and silver judges all that is committed at once, so none can lie unseen at or before the latest row of silver.
  Losers after it are judged again, and lose again. The second condition lets a run with nothing new skip the scan.
#}
{% macro unseen_records(bronze) -%}
select *
  from {{ bronze }}
  {%- if is_incremental() %}
  where load_timestamp > coalesce((select max(load_time) from {{ this }}), '-infinity')
    and {{ latest_load(bronze) }} > coalesce((select max(load_time) from {{ this }}), '-infinity')
  {%- endif %}
{%- endmacro %}

{#- A record's time, once judged against its page: NULL where it lies more than a day after the page was requested. -#}
{% macro credible_time(told_time) -%}
case when {{ told_time }} <= api_run_timestamp + interval '1 day' then {{ told_time }} end
{%- endmacro %}

{#- The reason why a time is refused, or NULL. -#}
{% macro time_reason(told_time, name) -%}
case
        when {{ told_time }} is null then '{{ name }}_invalid'
        when {{ told_time }} > api_run_timestamp + interval '1 day' then '{{ name }}_in_future'
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

{#
  Of each identity (affiliate_id, id) the record that stands: valid before invalid, then the latest api_run_timestamp, then the
  latest load_timestamp, then the smallest record_id. The order is total and looks at the record alone, so comparing new
  records with the row that stands gives what all records together would give, in whatever order they arrived.

  judged       a CTE of the columns affiliate_id, id, time, source_status, reasons, data, record_id, api_run_timestamp,
               source_file, load_timestamp, and `columns`
  id, time, date   what the columns id, time and date of the time are called in the model
  columns      the model's own columns
  known_keys   the record's keys that have a column; a valid row keeps the others in metadata
#}
{% macro standing_records(judged, id, time, date, columns, known_keys) -%}
ranked as (
  select
    *,
    cardinality(reasons) = 0 as valid,
    row_number() over (
      partition by affiliate_id collate "C", {{ id }} collate "C"
      order by cardinality(reasons) = 0 desc, api_run_timestamp desc, load_timestamp desc, record_id collate "C"
    ) as place
  from {{ judged }}
)

select
  ranked.affiliate_id,
  ranked.{{ id }},
  {%- for column in columns %}
  ranked.{{ column }},
  {%- endfor %}
  ranked.{{ time }},
  coalesce(ranked.{{ time }}, ranked.load_timestamp)::date as {{ date }},
  ranked.source_status,
  (case when ranked.valid then 'valid' else 'invalid' end)::varchar(20) as status,
  case
    when ranked.valid then nullif(ranked.data - array['{{ known_keys | join("', '") }}'], '{}'::jsonb)
    else jsonb_build_object('reasons', to_jsonb(ranked.reasons), 'raw', ranked.data)
  end as metadata,
  ranked.record_id,
  ranked.api_run_timestamp,
  ranked.source_file::text as source_file,
  ranked.load_timestamp as load_time
from ranked
where ranked.place = 1
{%- if is_incremental() %}
  and not exists (
    select 1
    from {{ this }} as standing
    where standing.affiliate_id = ranked.affiliate_id
      and standing.{{ id }} = ranked.{{ id }}
      and (
        (standing.status = 'valid', standing.api_run_timestamp, standing.load_time)
          > (ranked.valid, ranked.api_run_timestamp, ranked.load_timestamp)
        or (
          (standing.status = 'valid', standing.api_run_timestamp, standing.load_time)
            = (ranked.valid, ranked.api_run_timestamp, ranked.load_timestamp)
          and standing.record_id collate "C" <= ranked.record_id collate "C"
        )
      )
  )
{%- endif %}
{%- endmacro %}
