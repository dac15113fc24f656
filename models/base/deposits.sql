-- Each deposit once, as soon as its client stands in client_account.
with candidates as (
  select
    silver.deposit_id,
    silver.client_id,
    silver.deposit_time,
    silver.deposit_date,
    silver.deposit_coin,
    silver.deposit_amount,
    coalesce(silver.source_status, 'pending') as status,
    {{ base_metadata('silver') }} as metadata,
    silver.affiliate_id as reported_by,
    client.affiliate_id as owned_by
  from {{ ref('silver_deposits') }} as silver
  inner join {{ ref('client_account') }} as client on client.client_id = silver.client_id
  where silver.status = 'valid'
),

placed as (
  select
    *,
    {{ place_among_affiliates('deposit_id') }} as place
  from candidates
)

{%- set values = ['client_id', 'deposit_time', 'deposit_date', 'deposit_coin', 'deposit_amount', 'status', 'metadata'] %}

select deposit_id, {{ values | join(', ') }}
from placed
where place = 1
{%- if is_incremental() %}
  and {{ differs_from_this('placed', 'deposit_id', values) }}
{%- endif %}
