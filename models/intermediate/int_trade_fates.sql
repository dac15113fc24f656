-- What became of each valid trade of silver.
select
  reported.affiliate_id,
  'trades' as data_source,
  case
    when client.client_id is null then 'held_back'
    when base.metadata ->> 'reported_by' = reported.affiliate_id and base.client_id = reported.client_id then 'in_base'
    when base.trade_activity_id is not null then 'repeated'
    else 'unaccounted'
  end as fate,
  case when client.client_id is null then coalesce(reported_client.reason, 'client_not_reported') end as reason
from {{ ref('silver_trades') }} as reported
left join {{ ref('client_account') }} as client on client.client_id = reported.client_id
left join {{ ref('int_reported_clients') }} as reported_client on reported_client.client_id = reported.client_id
left join {{ ref('trade_activities') }} as base on base.trade_activity_id = reported.trade_activity_id
where reported.status = 'valid'
