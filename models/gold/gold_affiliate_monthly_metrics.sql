-- What happened under each affiliate, by month.
select
  affiliate_id,
  period_start as month_start,
  signups,
  depositors,
  first_time_depositors,
  deposits,
  deposit_value,
  deposit_amounts,
  traders,
  trades,
  trade_volume
from {{ ref('int_affiliate_period_metrics') }}
where period = 'month'
