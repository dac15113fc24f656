-- Every day from an affiliate's first to its last: the day, the last 7 and the last 30 days, and how each compares with the period before.
-- A change is in percent; it is NULL where the period before has nothing, or a figure is not known.
{%- set counted = ['signups', 'depositors', 'deposits', 'trades'] %}
{%- set by_day = ['signups', 'depositors', 'deposits', 'deposit_value', 'trades', 'trade_volume'] %}
{%- set summed = ['signups', 'deposits', 'deposit_value', 'trades', 'trade_volume'] %}
with spans as (
  select affiliate_id, min(date) as first_day, max(date) as last_day
  from {{ ref('gold_affiliate_daily_metrics') }}
  group by affiliate_id
),

days as (
  select spans.affiliate_id, day::date as date
  from spans
  cross join lateral generate_series(spans.first_day::timestamp, spans.last_day::timestamp, interval '1 day') as day
),

daily as (
  select
    days.affiliate_id,
    days.date,
    {%- for figure in by_day %}
    case when metrics.date is null then 0 else metrics.{{ figure }} end::numeric(38, 8) as {{ figure }}{{ ',' if not loop.last }}
    {%- endfor %}
  from days
  left join {{ ref('gold_affiliate_daily_metrics') }} as metrics
    on metrics.affiliate_id = days.affiliate_id and metrics.date = days.date
),

windowed as (
  select
    *,
    row_number() over by_date as day_number
    {%- for figure in by_day %},
    lag({{ figure }}) over by_date as {{ figure }}_before
    {%- endfor %}
    {%- for figure in summed %},
    {{ complete_sum(figure, 'over last_7d') }} as {{ figure }}_7d,
    {{ complete_sum(figure, 'over before_7d') }} as {{ figure }}_7d_before,
    {{ complete_sum(figure, 'over last_30d') }} as {{ figure }}_30d,
    {{ complete_sum(figure, 'over before_30d') }} as {{ figure }}_30d_before
    {%- endfor %}
  from daily
  window
    by_date as (partition by affiliate_id order by date),
    last_7d as (by_date rows between 6 preceding and current row),
    before_7d as (by_date rows between 13 preceding and 7 preceding),
    last_30d as (by_date rows between 29 preceding and current row),
    before_30d as (by_date rows between 59 preceding and 30 preceding)
)

select
  affiliate_id,
  date,
  day_number
  {%- for period in ['', '_7d', '_30d'] %}
  {%- for figure in (summed if period else by_day) %},
  {{ figure }}{{ period }}{{ '::bigint' if figure in counted }} as {{ figure }}{{ period }},
  {{ percent_change(figure ~ period, figure ~ period ~ '_before') }} as {{ figure }}{{ period }}_change_percent
  {%- endfor %}
  {%- endfor %}
from windowed
