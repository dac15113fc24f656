-- The clients that affiliates reported, each with the reason why it may be missing from base.
select
  client_id,
  case when bool_or(status = 'valid') then 'client_held_back' else 'client_invalid' end as reason
from {{ ref('silver_customers') }}
group by client_id
