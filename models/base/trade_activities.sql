-- Each trade once, as soon as its client stands in client_account.
with candidates as (
  select
    silver.trade_activity_id,
    silver.client_id,
    silver.trade_time,
    silver.trade_date,
    coalesce(silver.symbol, 'UNKNOWN') as symbol,
    silver.trade_volume,
    coalesce(silver.trade_type, 'unknown') as trade_type,
    coalesce(silver.source_status, 'completed') as status,
    {{ base_metadata('silver') }} as metadata,
    silver.affiliate_id as reported_by,
    client.affiliate_id as owned_by
  from {{ ref('silver_trades') }} as silver
  inner join {{ ref('client_account') }} as client on client.client_id = silver.client_id
  where silver.status = 'valid'
),

placed as (
  select
    *,
    {{ place_among_affiliates('trade_activity_id') }} as place
  from candidates
)

{%- set values = ['client_id', 'trade_time', 'trade_date', 'symbol', 'trade_volume', 'trade_type', 'status', 'metadata'] %}

select trade_activity_id, {{ values | join(', ') }}
from placed
where place = 1
{%- if is_incremental() %}
  and {{ differs_from_this('placed', 'trade_activity_id', values) }}
{%- endif %}
