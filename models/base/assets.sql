-- Of each client, account (remark) and symbol the balances of the latest time; a later time replaces the group.
with balances as (
  select distinct on (asset.asset_id collate "C")
    asset.asset_id,
    asset.client_id,
    asset.balance,
    asset.last_update_time,
    asset.last_update_date,
    coalesce(asset.symbol, 'UNKNOWN') as symbol,
    coalesce(asset.source_status, 'active') as status,
    asset.remark,
    {{ with_reporter('asset') }} as metadata
  from {{ ref('silver_assets') }} as asset
  inner join {{ ref('client_account') }} as client on client.client_id = asset.client_id
  where asset.status = 'valid'
  order by
    asset.asset_id collate "C",
    asset.affiliate_id = client.affiliate_id desc,
    asset.affiliate_id collate "C"
),

ranked as (
  select
    *,
    rank() over (partition by client_id, remark, symbol order by last_update_time desc) as recency
  from balances
)

select
  asset_id,
  client_id,
  balance,
  last_update_time,
  last_update_date,
  symbol,
  status,
  remark,
  metadata
from ranked
where recency = 1
