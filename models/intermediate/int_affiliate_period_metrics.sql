-- What happened under each affiliate in each day, week (from Monday) and month. Of the periods that a model does not ask for,
-- none is computed: PostgreSQL takes the condition on `period` down to the list of periods.
with activity as (
  select
    activity.*,
    periods.period,
    date_trunc(periods.period, activity.activity_date::timestamp)::date as period_start
  from {{ ref('int_affiliate_activity') }} as activity
  cross join (values ('day'), ('week'), ('month')) as periods (period)
),

-- The period of the client's activity of this kind before: NULL for its first, and the same period for further ones in it.
with_previous as (
  select
    *,
    lag(period_start) over (partition by period, client_id, activity order by period_start) as previous_start
  from activity
),

-- Amounts add up only within a coin.
totals as (
  select
    affiliate_id,
    period,
    period_start,
    activity,
    coin,
    count(*) as events,
    count(*) filter (where previous_start is distinct from period_start) as clients,
    count(*) filter (where previous_start is null) as first_time_clients,
    sum(amount) as amount
  from with_previous
  group by affiliate_id, period, period_start, activity, coin
)

select
  totals.affiliate_id,
  totals.period,
  totals.period_start,
  coalesce(sum(totals.events) filter (where totals.activity = 'signup'), 0)::bigint as signups,
  coalesce(sum(totals.clients) filter (where totals.activity = 'deposit'), 0)::bigint as depositors,
  coalesce(sum(totals.first_time_clients) filter (where totals.activity = 'deposit'), 0)::bigint as first_time_depositors,
  coalesce(sum(totals.events) filter (where totals.activity = 'deposit'), 0)::bigint as deposits,
  (case
    when count(*) filter (where totals.activity = 'deposit' and rate.rate is null) = 0
    then coalesce(sum(totals.amount * rate.rate), 0)
  end)::numeric(38, 8) as deposit_value,
  coalesce(
    jsonb_object_agg(totals.coin, trim_scale(totals.amount)) filter (where totals.activity = 'deposit'), '{}'
  ) as deposit_amounts,
  coalesce(sum(totals.clients) filter (where totals.activity = 'trade'), 0)::bigint as traders,
  coalesce(sum(totals.events) filter (where totals.activity = 'trade'), 0)::bigint as trades,
  coalesce(sum(totals.amount) filter (where totals.activity = 'trade'), 0)::numeric(38, 8) as trade_volume
from totals
left join {{ ref('coin_rates') }} as rate on rate.coin = totals.coin
group by totals.affiliate_id, totals.period, totals.period_start
