{#- What the four bronze models share. The columns that begin with _ are those of a file source. -#}

{#-
  The load's time in UTC; should the clock have gone back, or the last load's repetitions have run past it, one microsecond
  after the last row. So a load's rows are later than all rows that were there before them, which silver's watermark rests on.
-#}
{% macro bronze_load_time() -%}
{% if is_incremental() -%}
greatest(
      (_loaded_at at time zone 'UTC')::timestamp(6),
      {{ latest_load(this) }} + interval '1 microsecond'
    )
{%- else -%}
(_loaded_at at time zone 'UTC')::timestamp(6)
{%- endif %}
{%- endmacro %}

{#- The latest load_timestamp of a bronze table, asked for by status: the index on (load_status, load_timestamp) answers that at once. -#}
{% macro latest_load(bronze) -%}
greatest(
        (select max(load_timestamp) from {{ bronze }} where load_status = 'loaded'),
        (select max(load_timestamp) from {{ bronze }} where load_status = 'failed')
      )
{%- endmacro %}

{#- When the page was requested, in UTC; midnight of the path's day where the page gives none. -#}
{% macro request_time() -%}
coalesce({{ epoch_time("_envelope ->> 'requestTime'") }}, day::timestamp)
{%- endmacro %}

{#- Why a record could not be read, or NULL. -#}
{% macro unreadable_reason() -%}
case
      when _error is not null then _error
      when jsonb_typeof(record) <> 'object' then 'the record is no JSON object but of type ' || jsonb_typeof(record)
    end
{%- endmacro %}

{#- The time at which a record was loaded: each repetition of a record_id in one load is a microsecond later than the one before. -#}
{% macro repetition_time() -%}
load_time + interval '1 microsecond' * (
    row_number() over (
      partition by affiliate_id collate "C", record_id collate "C"
      order by _file collate "C", _record_number
    ) - 1
  )
{%- endmacro %}
