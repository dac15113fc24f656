-- Each client once. One that several known affiliates report belongs to that with the earliest registration, then the smaller affiliate_id.
with candidates as (
  select
    silver.client_id,
    silver.affiliate_id,
    silver.register_time,
    silver.register_date,
    silver.country,
    coalesce(silver.source_status, 'active') as status,
    {{ base_metadata('silver') }} as metadata,
    row_number() over (
      partition by silver.client_id collate "C"
      order by silver.register_time, silver.affiliate_id collate "C"
    ) as place
  from {{ ref('silver_customers') }} as silver
  inner join {{ ref('affiliate_account') }} as affiliate on affiliate.affiliate_id = silver.affiliate_id
  where silver.status = 'valid'
)

{%- set values = ['affiliate_id', 'register_time', 'register_date', 'country', 'status', 'metadata'] %}

select client_id, {{ values | join(', ') }}
from candidates
where place = 1
{%- if is_incremental() %}
  and {{ differs_from_this('candidates', 'client_id', values) }}
{%- endif %}
