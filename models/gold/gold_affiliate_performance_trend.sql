-- Every day from an affiliate's first to its last: the day, the last 7 and the last 30 days, and how each compares with the period before.
-- A change is in percent; it is NULL where the period before has nothing, or a figure cannot be told.
{%- set figures = ['signups', 'depositors', 'deposits', 'deposit_value', 'trades', 'trade_volume'] %}
{%- set summed = ['signups', 'deposits', 'deposit_value', 'trades', 'trade_volume'] %}
{%- set windows = {'7d': 7, '30d': 30} %}
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
    {%- for figure in figures %}
    case when metrics.date is null then 0 else metrics.{{ figure }} end::numeric(38, 8) as {{ figure }}{{ ',' if not loop.last }}
    {%- endfor %}
  from days
  left join {{ ref('gold_affiliate_daily_metrics') }} as metrics
    on metrics.affiliate_id = days.affiliate_id and metrics.date = days.date
),

windowed as (
  select
    *,
    {%- for figure in figures %}
    lag({{ figure }}) over day_order as {{ figure }}_before,
    {%- endfor %}
    {%- for name, length in windows.items() %}
    {%- set this_window = 'over (partition by affiliate_id order by date rows between ' ~ (length - 1) ~ ' preceding and current row)' %}
    {%- set window_before = 'over (partition by affiliate_id order by date rows between ' ~ (2 * length - 1) ~ ' preceding and ' ~ length ~ ' preceding)' %}
    {%- for figure in summed %}
    {{ complete_sum(figure, this_window) }} as {{ figure }}_{{ name }},
    {{ complete_sum(figure, window_before) }} as {{ figure }}_{{ name }}_before,
    {%- endfor %}
    {%- endfor %}
    row_number() over day_order as day_number
  from daily
  window day_order as (partition by affiliate_id order by date)
)

select
  affiliate_id,
  date,
  day_number,
  {%- for figure in figures %}
  {{ figure }}{{ '::bigint' if figure not in ['deposit_value', 'trade_volume'] }} as {{ figure }},
  {{ percent_change(figure, figure ~ '_before') }} as {{ figure }}_change_percent,
  {%- endfor %}
  {%- for name in windows %}
  {%- set last_window = loop.last %}
  {%- for figure in summed %}
  {%- set column = figure ~ '_' ~ name %}
  {{ column }}{{ '::bigint' if figure not in ['deposit_value', 'trade_volume'] }} as {{ column }},
  {{ percent_change(column, column ~ '_before') }} as {{ column }}_change_percent{{ ',' if not (last_window and loop.last) }}
  {%- endfor %}
  {%- endfor %}
from windowed
