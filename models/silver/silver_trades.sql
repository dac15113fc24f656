-- Each trade that an affiliate reported, in the latest valid version; without one, the latest invalid.
-- The API gives trades no id: client, time, volume, symbol and type are one. Without the first three, bronze's record_id is.
with records as (
  select *
  from {{ ref('bronze_trades') }}
  {%- if is_incremental() %}
  where {{ is_new_to_silver(ref('bronze_trades')) }}
  {%- endif %}
),

parsed as (
  select
    *,
    {{ text_field('data', 'uid') }} as client_id,
    {{ epoch_time("data ->> 'time'") }} as reported_time,
    {{ text_field('data', 'symbol') }} as symbol,
    {{ finite_number("data ->> 'volumn'") }} as reported_volume,
    {{ text_field('data', 'type') }} as trade_type,
    {{ text_field('data', 'status') }} as source_status
  from records
  offset 0 -- parse each value once, not once for each use
),

validated as (
  select
    *,
    case
      when client_id is null or reported_time is null or reported_volume is null then record_id
      else {{ text_hash([
        'client_id',
        'extract(epoch from reported_time)::numeric(20,3)::text',
        'reported_volume::text', 'symbol', 'trade_type'
      ]) }}
    end as trade_activity_id,
    {{ credible_time('reported_time') }} as trade_time,
    {{ as_decimal('reported_volume') }} as trade_volume,
    array_remove(array[
      case when load_status = 'failed' then 'unreadable' end,
      case when client_id is null then 'client_id_missing' end,
      {{ time_reason('reported_time', 'trade_time') }},
      {{ amount_reason('reported_volume', 'trade_volume') }}
    ], null) as reasons
  from parsed
),

ranked as (
  select
    *,
    cardinality(reasons) = 0 as is_valid,
    {{ rank_of_record('trade_activity_id') }} as rank
  from validated
)

select
  affiliate_id,
  trade_activity_id,
  client_id,
  symbol,
  trade_volume,
  trade_type,
  trade_time,
  coalesce(trade_time, load_timestamp)::date as trade_date,
  source_status,
  (case when is_valid then 'valid' else 'invalid' end)::varchar(20) as status,
  {{ silver_metadata(known_keys=['uid', 'volumn', 'time', 'symbol', 'type', 'status']) }} as metadata,
  record_id,
  api_run_timestamp,
  source_file::text as source_file,
  load_timestamp as load_time
from ranked
where rank = 1
{%- if is_incremental() %}
  and not {{ current_row_is_better('ranked', 'trade_activity_id') }}
{%- endif %}
