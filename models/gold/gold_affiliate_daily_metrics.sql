-- What happened under each affiliate, by day.
select
  affiliate_id,
  period_start as date,
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
where period = 'day'
