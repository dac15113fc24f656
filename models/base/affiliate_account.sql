-- The affiliates that the business knows, from the seed.
with known as (
  select
    affiliate_id,
    name,
    email,
    join_date,
    coalesce(status, 'active') as status,
    metadata
  from {{ ref('affiliates') }}
)

select affiliate_id, name, email, join_date, status, metadata
from known
{%- if is_incremental() %}
where {{ differs_from_this('known', 'affiliate_id', ['name', 'email', 'join_date', 'status', 'metadata']) }}
{%- endif %}
