-- Each deposit that an affiliate reported, in the latest valid version; without one, the latest invalid.
with records as (
  select *
  from {{ ref('bronze_deposits') }}
  {%- if is_incremental() %}
  where {{ is_new_to_silver(ref('bronze_deposits')) }}
  {%- endif %}
),

parsed as (
  select
    *,
    {{ text_field('data', 'orderId') }} as order_id,
    {{ text_field('data', 'uid') }} as client_id,
    {{ epoch_time("data ->> 'depositTime'") }} as reported_time,
    {{ text_field('data', 'depositCoin') }} as deposit_coin,
    {{ finite_number("data ->> 'depositAmount'") }} as reported_amount,
    {{ text_field('data', 'status') }} as source_status
  from records
  offset 0 -- parse each value once, not once for each use
),

validated as (
  select
    *,
    coalesce(order_id, record_id) as deposit_id,
    {{ credible_time('reported_time') }} as deposit_time,
    {{ as_decimal('reported_amount') }} as deposit_amount,
    array_remove(array[
      case when load_status = 'failed' then 'unreadable' end,
      case when order_id is null then 'deposit_id_missing' end,
      case when client_id is null then 'client_id_missing' end,
      {{ time_reason('reported_time', 'deposit_time') }},
      case when deposit_coin is null then 'deposit_coin_missing' end,
      {{ amount_reason('reported_amount', 'deposit_amount') }}
    ], null) as reasons
  from parsed
),

ranked as (
  select
    *,
    cardinality(reasons) = 0 as is_valid,
    {{ rank_of_record('deposit_id') }} as rank
  from validated
)

select
  affiliate_id,
  deposit_id,
  client_id,
  deposit_coin,
  deposit_amount,
  deposit_time,
  coalesce(deposit_time, load_timestamp)::date as deposit_date,
  source_status,
  (case when is_valid then 'valid' else 'invalid' end)::varchar(20) as status,
  {{ silver_metadata(known_keys=['orderId', 'uid', 'depositTime', 'depositCoin', 'depositAmount', 'status']) }} as metadata,
  record_id,
  api_run_timestamp,
  source_file::text as source_file,
  load_timestamp as load_time
from ranked
where rank = 1
{%- if is_incremental() %}
  and not {{ current_row_is_better('ranked', 'deposit_id') }}
{%- endif %}
