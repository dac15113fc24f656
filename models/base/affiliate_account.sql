-- The affiliates that the business knows, from the seed.
select
  affiliate_id,
  name,
  email,
  join_date,
  coalesce(status, 'active') as status,
  metadata
from {{ ref('affiliates') }}
