-- Each trade that an affiliate reported, in the latest valid version; without one, the latest invalid.
-- The API gives trades no id: client, time, volume, symbol and type are one. Without the first three, bronze's record_id is.
with records as (
  {{ unseen_records(ref('bronze_trades')) }}
),

parsed as (
  select
    *,
    {{ text_field('data', 'uid') }} as client_id,
    {{ epoch_time("data ->> 'time'") }} as told_time,
    {{ text_field('data', 'symbol') }} as symbol,
    {{ finite_number("data ->> 'volumn'") }} as told_volume,
    {{ text_field('data', 'type') }} as trade_type,
    {{ text_field('data', 'status') }} as source_status
  from records
  offset 0 -- parse each value once, not once for each use
),

judged as (
  select
    *,
    case
      when client_id is null or told_time is null or told_volume is null then record_id
      else {{ text_hash(['client_id', 'extract(epoch from told_time)::numeric(20,3)::text', 'told_volume::text', 'symbol', 'trade_type']) }}
    end as trade_activity_id,
    {{ credible_time('told_time') }} as trade_time,
    {{ as_decimal('told_volume') }} as trade_volume,
    array_remove(array[
      case when load_status = 'failed' then 'unreadable' end,
      case when client_id is null then 'client_id_missing' end,
      {{ time_reason('told_time', 'trade_time') }},
      {{ amount_reason('told_volume', 'trade_volume') }}
    ], null) as reasons
  from parsed
),

{{ standing_records(
  'judged', id='trade_activity_id', time='trade_time', date='trade_date',
  columns=['client_id', 'symbol', 'trade_volume', 'trade_type'],
  known_keys=['uid', 'volumn', 'time', 'symbol', 'type', 'status']
) }}
