-- Of each client, account (remark) and symbol the balances of the latest time; a later time replaces the group.
with candidates as (
  select
    silver.asset_id,
    silver.client_id,
    silver.balance,
    silver.last_update_time,
    silver.last_update_date,
    coalesce(silver.symbol, 'UNKNOWN') as symbol,
    coalesce(silver.source_status, 'active') as status,
    silver.remark,
    {{ base_metadata('silver') }} as metadata,
    silver.affiliate_id as reported_by,
    client.affiliate_id as owned_by
  from {{ ref('silver_assets') }} as silver
  inner join {{ ref('client_account') }} as client on client.client_id = silver.client_id
  where silver.status = 'valid'
),

placed as (
  select
    *,
    {{ place_among_affiliates('asset_id') }} as place
  from candidates
),

aged as (
  select
    *,
    rank() over (partition by client_id, remark, symbol order by last_update_time desc) as age
  from placed
  where place = 1
)

{%- set values = ['client_id', 'balance', 'last_update_time', 'last_update_date', 'symbol', 'status', 'remark', 'metadata'] %}
{%- if is_incremental() %},

-- A group is replaced whole, so all its rows are passed on when one of them is new or other than it stands.
compared as (
  select
    aged.*,
    bool_or(
      standing.asset_id is null
      or ({{ qualified('standing', values) }}) is distinct from ({{ qualified('aged', values) }})
    ) over (partition by aged.client_id, aged.remark, aged.symbol) as changed
  from aged
  left join {{ this }} as standing on standing.asset_id = aged.asset_id
  where aged.age = 1
)

select asset_id, {{ values | join(', ') }}
from compared
where changed
{%- else %}

select asset_id, {{ values | join(', ') }}
from aged
where age = 1
{%- endif %}
