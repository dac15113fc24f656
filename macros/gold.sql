{#- Which base rows business figures count. -#}
{% macro counts(row) -%}
lower({{ row }}.status) not in ('failed', 'rejected', 'cancelled')
{%- endmacro %}

{#- The first day of a date's day, week (Monday) or month. The cast keeps the session's time zone out of it. -#}
{% macro period_start(date, period) -%}
{% if period == 'day' %}{{ date }}{% else %}date_trunc('{{ period }}', {{ date }}::timestamp)::date{% endif %}
{%- endmacro %}

{#- A sum that is NULL, rather than too small, as soon as one of its values is; 0 of no values. -#}
{% macro complete_sum(value, window='') -%}
case
      when count(*) filter (where {{ value }} is null) {{ window }} = 0
      then coalesce(sum({{ value }}) {{ window }}, 0)::numeric(38, 8)
    end
{%- endmacro %}

{#-
  One row for each affiliate and period in which something happened.

  period   day, week or month
  start    what the column of the period's first day is called
-#}
{% macro affiliate_period_metrics(period, start) %}
with clients as (
  select client_id, affiliate_id, register_date
  from {{ ref('client_account') }} as client
  where {{ counts('client') }}
),

signups as (
  select affiliate_id, {{ period_start('register_date', period) }} as {{ start }}, count(*) as signups
  from clients
  group by 1, 2
),

counted_deposits as (
  select
    client.affiliate_id,
    {{ period_start('deposit.deposit_date', period) }} as {{ start }},
    deposit.client_id,
    deposit.deposit_date,
    deposit.deposit_coin,
    deposit.deposit_amount
  from {{ ref('deposits') }} as deposit
  inner join {{ ref('client_account') }} as client on client.client_id = deposit.client_id
  where {{ counts('deposit') }}
),

coins as (
  select affiliate_id, {{ start }}, deposit_coin, count(*) as deposits, sum(deposit_amount) as amount
  from counted_deposits
  group by 1, 2, 3
),

deposits as (
  select
    coins.affiliate_id,
    coins.{{ start }},
    sum(coins.deposits)::bigint as deposits,
    {{ complete_sum('coins.amount * rate.rate') }} as deposit_value,
    jsonb_object_agg(coins.deposit_coin, trim_scale(coins.amount)) as deposit_amounts
  from coins
  left join {{ ref('coin_rates') }} as rate on rate.coin = coins.deposit_coin
  group by 1, 2
),

depositors as (
  select affiliate_id, {{ start }}, count(distinct client_id) as depositors
  from counted_deposits
  group by 1, 2
),

first_deposits as (
  select client_id, affiliate_id, min(deposit_date) as first_date
  from counted_deposits
  group by 1, 2
),

first_time_depositors as (
  select affiliate_id, {{ period_start('first_date', period) }} as {{ start }}, count(*) as first_time_depositors
  from first_deposits
  group by 1, 2
),

trades as (
  select
    client.affiliate_id,
    {{ period_start('trade.trade_date', period) }} as {{ start }},
    count(distinct trade.client_id) as traders,
    count(*) as trades,
    sum(trade.trade_volume) as trade_volume
  from {{ ref('trade_activities') }} as trade
  inner join {{ ref('client_account') }} as client on client.client_id = trade.client_id
  where {{ counts('trade') }}
  group by 1, 2
)

select
  affiliate_id,
  {{ start }},
  coalesce(signups, 0) as signups,
  coalesce(depositors, 0) as depositors,
  coalesce(first_time_depositors, 0) as first_time_depositors,
  coalesce(deposits, 0) as deposits,
  case when deposits is null then 0 else deposit_value end::numeric(38, 8) as deposit_value,
  coalesce(deposit_amounts, '{}'::jsonb) as deposit_amounts,
  coalesce(traders, 0) as traders,
  coalesce(trades, 0) as trades,
  coalesce(trade_volume, 0)::numeric(38, 8) as trade_volume
from signups
full join deposits using (affiliate_id, {{ start }})
full join depositors using (affiliate_id, {{ start }})
full join first_time_depositors using (affiliate_id, {{ start }})
full join trades using (affiliate_id, {{ start }})
{% endmacro %}

{#- By how many percent a figure differs from that of the period before; NULL where that is NULL or 0. -#}
{% macro percent_change(figure, before) -%}
round(100 * ({{ figure }} - {{ before }}) / nullif({{ before }}, 0), 2)
{%- endmacro %}
