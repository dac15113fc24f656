-- What became of each valid balance of silver. One that is not in base is superseded where base holds a later time of its group;
-- of one balance that several affiliates reported, that is said of the row which would have entered base, and the others are repeated.
with reported as (
  select
    asset.*,
    client.affiliate_id as owned_by,
    row_number() over (
      partition by asset.asset_id collate "C"
      order by asset.affiliate_id = client.affiliate_id desc, asset.affiliate_id collate "C"
    ) as rank
  from {{ ref('silver_assets') }} as asset
  left join {{ ref('client_account') }} as client on client.client_id = asset.client_id
  where asset.status = 'valid'
),

latest as (
  select client_id, symbol, remark, max(last_update_time) as last_update_time
  from {{ ref('assets') }}
  group by client_id, symbol, remark
)

select
  reported.affiliate_id,
  'assets' as data_source,
  case
    when reported.owned_by is null then 'held_back'
    when base.metadata ->> 'reported_by' = reported.affiliate_id then 'in_base'
    when base.asset_id is not null or reported.rank > 1 then 'repeated'
    when latest.last_update_time > reported.last_update_time then 'superseded'
    else 'unaccounted'
  end as fate,
  case when reported.owned_by is null then coalesce(reported_client.reason, 'client_not_reported') end as reason
from reported
left join {{ ref('int_reported_clients') }} as reported_client on reported_client.client_id = reported.client_id
left join {{ ref('assets') }} as base on base.asset_id = reported.asset_id
left join latest
  on latest.client_id = reported.client_id
  and latest.symbol = coalesce(reported.symbol, 'UNKNOWN')
  and latest.remark is not distinct from reported.remark
