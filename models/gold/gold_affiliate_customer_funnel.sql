-- How far each affiliate's clients have come: registered, of these deposited, of these traded.
with first_deposits as (
  select client_id, min(deposit_time) as first_time
  from {{ ref('deposits') }} as deposit
  where {{ is_counted('deposit') }}
  group by client_id
),

traders as (
  select distinct client_id
  from {{ ref('trade_activities') }} as trade
  where {{ is_counted('trade') }}
),

steps as (
  select
    client.affiliate_id,
    count(*) as registered,
    count(deposit.client_id) as deposited,
    count(trader.client_id) filter (where deposit.client_id is not null) as traded,
    percentile_cont(0.5) within group (
      order by extract(epoch from deposit.first_time - client.register_time)::double precision
    )::numeric as median_seconds
  from {{ ref('client_account') }} as client
  left join first_deposits as deposit on deposit.client_id = client.client_id
  left join traders as trader on trader.client_id = client.client_id
  where {{ is_counted('client') }}
  group by client.affiliate_id
)

select
  affiliate.affiliate_id,
  coalesce(steps.registered, 0) as registered,
  coalesce(steps.deposited, 0) as deposited,
  coalesce(steps.traded, 0) as traded,
  round(100.0 * steps.deposited / nullif(steps.registered, 0), 2)::numeric(5, 2) as deposited_percent,
  round(100.0 * steps.traded / nullif(steps.deposited, 0), 2)::numeric(5, 2) as traded_percent,
  round(100.0 * steps.traded / nullif(steps.registered, 0), 2)::numeric(5, 2) as overall_percent,
  round(steps.median_seconds / 3600, 2)::numeric(12, 2) as median_hours_to_first_deposit
from {{ ref('affiliate_account') }} as affiliate
left join steps on steps.affiliate_id = affiliate.affiliate_id
