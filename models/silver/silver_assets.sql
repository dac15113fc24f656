-- Each balance that an affiliate reported, in the latest valid version; without one, the latest invalid.
-- The API gives balances no id: client, remark, symbol, time and balance are one. Without client, time and balance, bronze's record_id is.
with records as (
  {{ unseen_records(ref('bronze_assets')) }}
),

parsed as (
  select
    *,
    {{ text_field('data', 'uid') }} as client_id,
    {{ finite_number("data ->> 'balance'") }} as told_balance,
    {{ epoch_time("data ->> 'uTime'") }} as told_time,
    {{ text_field('data', 'symbol') }} as symbol,
    {{ text_field('data', 'remark') }} as remark,
    {{ text_field('data', 'status') }} as source_status
  from records
  offset 0 -- parse each value once, not once for each use
),

judged as (
  select
    *,
    case
      when client_id is null or told_time is null or told_balance is null then record_id
      else {{ text_hash(['client_id', 'remark', 'symbol', 'extract(epoch from told_time)::numeric(20,3)::text', 'told_balance::text']) }}
    end as asset_id,
    {{ credible_time('told_time') }} as last_update_time,
    {{ as_decimal('told_balance') }} as balance,
    array_remove(array[
      case when load_status = 'failed' then 'unreadable' end,
      case when client_id is null then 'client_id_missing' end,
      {{ time_reason('told_time', 'last_update_time') }},
      case
        when told_balance is null then 'balance_invalid'
        when told_balance < 0 then 'balance_negative'
        when round(told_balance, 8) >= 10000000000 then 'balance_too_large'
      end
    ], null) as reasons
  from parsed
),

{{ standing_records(
  'judged', id='asset_id', time='last_update_time', date='last_update_date',
  columns=['client_id', 'balance', 'symbol', 'remark'],
  known_keys=['uid', 'balance', 'uTime', 'symbol', 'remark', 'status']
) }}
