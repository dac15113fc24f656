-- Where each record of each affiliate has gone, for each of the API's four data sources, beside the state of the load, the quality
-- of the data and the affiliate's key figures. Records are counted under the affiliate that reported them. It adds up:
--   bronze_records = silver_valid + silver_invalid + repetitions
--   silver_valid   = in_base + held_back + repeated_across_affiliates + superseded + unaccounted, where unaccounted is 0
{%- set data_sources = ['customers', 'deposits', 'trades', 'assets'] %}
with bronze as (
  {%- for name in data_sources %}
  select
    affiliate_id,
    '{{ name }}' as data_source,
    count(*) as bronze_records,
    count(*) filter (where load_status = 'failed') as bronze_failed
  from {{ ref('bronze_' ~ name) }}
  group by affiliate_id
  {{ 'union all' if not loop.last }}
  {%- endfor %}
),

silver as (
  {%- for name in data_sources %}
  select
    affiliate_id,
    '{{ name }}' as data_source,
    count(*) filter (where status = 'valid') as silver_valid,
    count(*) filter (where status = 'invalid') as silver_invalid
  from {{ ref('silver_' ~ name) }}
  group by affiliate_id
  {{ 'union all' if not loop.last }}
  {%- endfor %}
),

fates as (
  select affiliate_id, data_source, fate, reason from {{ ref('int_customer_fates') }}
  union all
  select affiliate_id, data_source, fate, reason from {{ ref('int_deposit_fates') }}
  union all
  select affiliate_id, data_source, fate, reason from {{ ref('int_trade_fates') }}
  union all
  select affiliate_id, data_source, fate, reason from {{ ref('int_asset_fates') }}
),

fate_counts as (
  select affiliate_id, data_source, fate, reason, count(*) as records
  from fates
  group by 1, 2, 3, 4
),

accounts as (
  select
    affiliate_id,
    data_source,
    coalesce(sum(records) filter (where fate = 'in_base'), 0)::bigint as in_base,
    coalesce(sum(records) filter (where fate = 'held_back'), 0)::bigint as held_back,
    jsonb_object_agg(reason, records) filter (where fate = 'held_back') as held_back_reasons,
    coalesce(sum(records) filter (where fate = 'repeated'), 0)::bigint as repeated_across_affiliates,
    coalesce(sum(records) filter (where fate = 'superseded'), 0)::bigint as superseded,
    coalesce(sum(records) filter (where fate = 'unaccounted'), 0)::bigint as unaccounted
  from fate_counts
  group by 1, 2
),

affiliates as (
  select affiliate_id from {{ ref('affiliate_account') }}
  union
  select affiliate_id from bronze
),

scores as (
  select distinct on (table_name)
    table_name,
    metric_date,
    completeness_score,
    accuracy_score,
    consistency_score,
    timeliness_score
  from {{ source('smelt', 'data_quality_metrics') }}
  order by table_name, metric_date desc
),

figures as (
  select
    affiliate_id,
    {{ complete_sum('deposit_value') }} as deposit_value,
    sum(trades)::bigint as trades,
    sum(trade_volume) as trade_volume
  from {{ ref('gold_affiliate_monthly_metrics') }}
  group by affiliate_id
)

select
  affiliates.affiliate_id,
  data_sources.data_source,
  account.name as affiliate_name,
  account.status as affiliate_status,
  coalesce(bronze.bronze_records, 0) as bronze_records,
  coalesce(bronze.bronze_failed, 0) as bronze_failed,
  coalesce(silver.silver_valid, 0) as silver_valid,
  coalesce(silver.silver_invalid, 0) as silver_invalid,
  coalesce(bronze.bronze_records, 0) - coalesce(silver.silver_valid, 0) - coalesce(silver.silver_invalid, 0) as repetitions,
  coalesce(accounts.in_base, 0) as in_base,
  coalesce(accounts.held_back, 0) as held_back,
  coalesce(accounts.held_back_reasons, '{}'::jsonb) as held_back_reasons,
  coalesce(accounts.repeated_across_affiliates, 0) as repeated_across_affiliates,
  coalesce(accounts.superseded, 0) as superseded,
  coalesce(accounts.unaccounted, 0) as unaccounted,
  load.last_successful_load as last_load,
  load.load_status,
  scores.metric_date as quality_date,
  scores.completeness_score,
  scores.accuracy_score,
  scores.consistency_score,
  scores.timeliness_score,
  coalesce(funnel.registered, 0) as clients_registered,
  coalesce(funnel.deposited, 0) as clients_deposited,
  coalesce(funnel.traded, 0) as clients_traded,
  case when figures.affiliate_id is null then 0 else figures.deposit_value end::numeric(38, 8) as deposit_value,
  coalesce(figures.trades, 0) as trades,
  coalesce(figures.trade_volume, 0)::numeric(38, 8) as trade_volume
from affiliates
cross join (values ('{{ data_sources | join("'), ('") }}')) as data_sources (data_source)
left join {{ ref('affiliate_account') }} as account on account.affiliate_id = affiliates.affiliate_id
left join bronze on bronze.affiliate_id = affiliates.affiliate_id and bronze.data_source = data_sources.data_source
left join silver on silver.affiliate_id = affiliates.affiliate_id and silver.data_source = data_sources.data_source
left join accounts on accounts.affiliate_id = affiliates.affiliate_id and accounts.data_source = data_sources.data_source
left join {{ source('smelt', 'etl_status') }} as load on load.table_name = 'bronze_' || data_sources.data_source
left join scores on scores.table_name = 'silver_' || data_sources.data_source
left join {{ ref('gold_affiliate_customer_funnel') }} as funnel on funnel.affiliate_id = affiliates.affiliate_id
left join figures on figures.affiliate_id = affiliates.affiliate_id
