-- Each customer that an affiliate reported, in the latest valid version; without one, the latest invalid.
with records as (
  select *
  from {{ ref('bronze_customers') }}
  {%- if is_incremental() %}
  where {{ is_new_to_silver(ref('bronze_customers')) }}
  {%- endif %}
),

parsed as (
  select
    *,
    {{ text_field('data', 'uid') }} as uid,
    {{ epoch_time("data ->> 'registerTime'") }} as reported_time,
    {{ text_field('data', 'country') }} as country,
    {{ text_field('data', 'status') }} as source_status
  from records
  offset 0 -- parse each value once, not once for each use
),

validated as (
  select
    *,
    coalesce(uid, record_id) as client_id,
    {{ credible_time('reported_time') }} as register_time,
    array_remove(array[
      case when load_status = 'failed' then 'unreadable' end,
      case when uid is null then 'client_id_missing' end,
      {{ time_reason('reported_time', 'register_time') }}
    ], null) as reasons
  from parsed
),

ranked as (
  select
    *,
    cardinality(reasons) = 0 as is_valid,
    {{ rank_of_record('client_id') }} as rank
  from validated
)

select
  affiliate_id,
  client_id,
  country,
  register_time,
  coalesce(register_time, load_timestamp)::date as register_date,
  source_status,
  (case when is_valid then 'valid' else 'invalid' end)::varchar(20) as status,
  {{ silver_metadata(known_keys=['uid', 'registerTime', 'country', 'status']) }} as metadata,
  record_id,
  api_run_timestamp,
  source_file::text as source_file,
  load_timestamp as load_time
from ranked
where rank = 1
{%- if is_incremental() %}
  and not {{ current_row_is_better('ranked', 'client_id') }}
{%- endif %}
