-- Each customer that an affiliate reported, in the latest valid version; without one, the latest invalid.
with records as (
  {{ unseen_records(ref('bronze_customers')) }}
),

parsed as (
  select
    *,
    {{ text_field('data', 'uid') }} as uid,
    {{ epoch_time("data ->> 'registerTime'") }} as told_time,
    {{ text_field('data', 'country') }} as country,
    {{ text_field('data', 'status') }} as source_status
  from records
  offset 0 -- parse each value once, not once for each use
),

judged as (
  select
    *,
    coalesce(uid, record_id) as client_id,
    {{ credible_time('told_time') }} as register_time,
    array_remove(array[
      case when load_status = 'failed' then 'unreadable' end,
      case when uid is null then 'client_id_missing' end,
      {{ time_reason('told_time', 'register_time') }}
    ], null) as reasons
  from parsed
),

{{ standing_records(
  'judged', id='client_id', time='register_time', date='register_date',
  columns=['country'],
  known_keys=['uid', 'registerTime', 'country', 'status']
) }}
