-- Each deposit that an affiliate reported, in the latest valid version; without one, the latest invalid.
with records as (
  {{ unseen_records(ref('bronze_deposits')) }}
),

parsed as (
  select
    *,
    {{ text_field('data', 'orderId') }} as order_id,
    {{ text_field('data', 'uid') }} as client_id,
    {{ epoch_time("data ->> 'depositTime'") }} as told_time,
    {{ text_field('data', 'depositCoin') }} as deposit_coin,
    {{ finite_number("data ->> 'depositAmount'") }} as told_amount,
    {{ text_field('data', 'status') }} as source_status
  from records
  offset 0 -- parse each value once, not once for each use
),

judged as (
  select
    *,
    coalesce(order_id, record_id) as deposit_id,
    {{ credible_time('told_time') }} as deposit_time,
    {{ as_decimal('told_amount') }} as deposit_amount,
    array_remove(array[
      case when load_status = 'failed' then 'unreadable' end,
      case when order_id is null then 'deposit_id_missing' end,
      case when client_id is null then 'client_id_missing' end,
      {{ time_reason('told_time', 'deposit_time') }},
      case when deposit_coin is null then 'deposit_coin_missing' end,
      {{ amount_reason('told_amount', 'deposit_amount') }}
    ], null) as reasons
  from parsed
),

{{ standing_records(
  'judged', id='deposit_id', time='deposit_time', date='deposit_date',
  columns=['client_id', 'deposit_coin', 'deposit_amount'],
  known_keys=['orderId', 'uid', 'depositTime', 'depositCoin', 'depositAmount', 'status']
) }}
