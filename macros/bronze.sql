{#
  All records of a file source as they came, one row each.

  source_relation  the relation of the file source's new records
  id_key           the record's key that identifies it; where there is none, or the record lacks it, the md5 of the record does
#}
{% macro bronze_records(source_relation, id_key=none) %}
with records as (
  select
    affiliate_id,
    {% if id_key is none -%}
    md5(record::text) as record_id,
    {%- else -%}
    coalesce({{ text_field('record', id_key) }}, md5(record::text)) as record_id,
    {%- endif %}
    record as data,
    {{ bronze_load_time() }} as load_time,
    coalesce({{ epoch_time("_envelope ->> 'requestTime'") }}, day::timestamp) as api_run_timestamp,
    _file,
    _record_number,
    case
      when _error is not null then _error
      when jsonb_typeof(record) <> 'object' then 'the record is no JSON object but of type ' || jsonb_typeof(record)
    end as error_message,
    _attempt,
    _failed_at
  from {{ source_relation }}
)

select
  affiliate_id,
  record_id,
  data,
  load_time + interval '1 microsecond' * (
    row_number() over (
      partition by affiliate_id collate "C", record_id collate "C"
      order by _file collate "C", _record_number
    ) - 1
  ) as load_timestamp,
  api_run_timestamp,
  left(_file, 255)::varchar(255) as source_file,
  (case when error_message is null then 'loaded' else 'failed' end)::varchar(20) as load_status,
  error_message,
  _attempt - 1 as retry_count,
  (_failed_at at time zone 'UTC')::timestamp(6) as last_retry_timestamp
from records
{% endmacro %}

{#
  The load's time in UTC; should the clock have gone back, or the last load's repetitions have run past it, one microsecond
  after the last row. So a load's rows are later than all rows that stood before them, which silver's watermark rests on.
#}
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
(
        select max(latest)
        from (
          select max(load_timestamp) as latest from {{ bronze }} where load_status = 'loaded'
          union all
          select max(load_timestamp) as latest from {{ bronze }} where load_status = 'failed'
        ) as by_status
      )
{%- endmacro %}
