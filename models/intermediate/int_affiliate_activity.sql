-- What counts as activity under an affiliate: a row for each signup, deposit and trade of its clients.
select
  client.affiliate_id,
  client.client_id,
  client.register_date as activity_date,
  'signup' as activity,
  null as coin,
  null::numeric as amount
from {{ ref('client_account') }} as client
where {{ is_counted('client') }}

union all

select
  client.affiliate_id,
  deposit.client_id,
  deposit.deposit_date as activity_date,
  'deposit' as activity,
  deposit.deposit_coin as coin,
  deposit.deposit_amount as amount
from {{ ref('deposits') }} as deposit
inner join {{ ref('client_account') }} as client on client.client_id = deposit.client_id
where {{ is_counted('deposit') }}

union all

select
  client.affiliate_id,
  trade.client_id,
  trade.trade_date as activity_date,
  'trade' as activity,
  null as coin,
  trade.trade_volume as amount
from {{ ref('trade_activities') }} as trade
inner join {{ ref('client_account') }} as client on client.client_id = trade.client_id
where {{ is_counted('trade') }}
