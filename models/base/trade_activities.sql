-- Each trade once, as soon as its client is known. Of several affiliates that report it, the client's own comes first.
with known_trades as (
  select distinct on (trade.trade_activity_id collate "C")
    trade.trade_activity_id,
    trade.client_id,
    trade.trade_time,
    trade.trade_date,
    coalesce(trade.symbol, 'UNKNOWN') as symbol,
    trade.trade_volume,
    coalesce(trade.trade_type, 'unknown') as trade_type,
    coalesce(trade.source_status, 'completed') as status,
    {{ with_reporter('trade') }} as metadata
  from {{ ref('silver_trades') }} as trade
  inner join {{ ref('client_account') }} as client on client.client_id = trade.client_id
  where trade.status = 'valid'
  order by
    trade.trade_activity_id collate "C",
    trade.affiliate_id = client.affiliate_id desc,
    trade.affiliate_id collate "C"
)

select
  trade_activity_id,
  client_id,
  trade_time,
  trade_date,
  symbol,
  trade_volume,
  trade_type,
  status,
  metadata
from known_trades
{%- if is_incremental() %}

-- Only rows that are not here already: where none is new, that takes half the time of passing all of them on.
except

select
  trade_activity_id,
  client_id,
  trade_time,
  trade_date,
  symbol,
  trade_volume,
  trade_type,
  status,
  metadata
from {{ this }}
{%- endif %}
