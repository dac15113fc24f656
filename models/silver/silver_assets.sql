-- Each balance that an affiliate reported, in the latest valid version; without one, the latest invalid.
-- The API gives balances no id: client, remark, symbol, time and balance are one. Without client, time and balance, bronze's record_id is.
with records as (
  select *
  from {{ ref('bronze_assets') }}
  {%- if is_incremental() %}
  where {{ is_new_to_silver(ref('bronze_assets')) }}
  {%- endif %}
),

parsed as (
  select
    *,
    {{ text_field('data', 'uid') }} as client_id,
    {{ finite_number("data ->> 'balance'") }} as reported_balance,
    {{ epoch_time("data ->> 'uTime'") }} as reported_time,
    {{ text_field('data', 'symbol') }} as symbol,
    {{ text_field('data', 'remark') }} as remark,
    {{ text_field('data', 'status') }} as source_status
  from records
  offset 0 -- parse each value once, not once for each use
),

validated as (
  select
    *,
    case
      when client_id is null or reported_time is null or reported_balance is null then record_id
      else {{ text_hash([
        'client_id', 'remark', 'symbol',
        'extract(epoch from reported_time)::numeric(20,3)::text',
        'reported_balance::text'
      ]) }}
    end as asset_id,
    {{ credible_time('reported_time') }} as last_update_time,
    {{ as_decimal('reported_balance') }} as balance,
    array_remove(array[
      case when load_status = 'failed' then 'unreadable' end,
      case when client_id is null then 'client_id_missing' end,
      {{ time_reason('reported_time', 'last_update_time') }},
      case
        when reported_balance is null then 'balance_invalid'
        when reported_balance < 0 then 'balance_negative'
        when round(reported_balance, 8) >= 10000000000 then 'balance_too_large'
      end
    ], null) as reasons
  from parsed
),

ranked as (
  select
    *,
    cardinality(reasons) = 0 as is_valid,
    {{ rank_of_record('asset_id') }} as rank
  from validated
)

select
  affiliate_id,
  asset_id,
  client_id,
  balance,
  symbol,
  remark,
  last_update_time,
  coalesce(last_update_time, load_timestamp)::date as last_update_date,
  source_status,
  (case when is_valid then 'valid' else 'invalid' end)::varchar(20) as status,
  {{ silver_metadata(known_keys=['uid', 'balance', 'uTime', 'symbol', 'remark', 'status']) }} as metadata,
  record_id,
  api_run_timestamp,
  source_file::text as source_file,
  load_timestamp as load_time
from ranked
where rank = 1
{%- if is_incremental() %}
  and not {{ current_row_is_better('ranked', 'asset_id') }}
{%- endif %}
