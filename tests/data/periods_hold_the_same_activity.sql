-- Days, weeks and months hold the same deposits: no affiliate's totals differ between the three.
with totals as (
  select affiliate_id, 'day' as period, sum(deposits) as deposits, sum(trades) as trades, sum(first_time_depositors) as first_time_depositors
  from {{ ref('gold_affiliate_daily_metrics') }}
  group by affiliate_id
  union all
  select affiliate_id, 'week', sum(deposits), sum(trades), sum(first_time_depositors)
  from {{ ref('gold_affiliate_weekly_metrics') }}
  group by affiliate_id
  union all
  select affiliate_id, 'month', sum(deposits), sum(trades), sum(first_time_depositors)
  from {{ ref('gold_affiliate_monthly_metrics') }}
  group by affiliate_id
)

select affiliate_id
from totals
group by affiliate_id
having count(distinct (deposits, trades, first_time_depositors)) > 1
