-- Each deposit once, as soon as its client is known. Of several affiliates that report it, the client's own comes first.
with known_deposits as (
  select distinct on (deposit.deposit_id collate "C")
    deposit.deposit_id,
    deposit.client_id,
    deposit.deposit_time,
    deposit.deposit_date,
    deposit.deposit_coin,
    deposit.deposit_amount,
    coalesce(deposit.source_status, 'pending') as status,
    {{ with_reporter('deposit') }} as metadata
  from {{ ref('silver_deposits') }} as deposit
  inner join {{ ref('client_account') }} as client on client.client_id = deposit.client_id
  where deposit.status = 'valid'
  order by
    deposit.deposit_id collate "C",
    deposit.affiliate_id = client.affiliate_id desc,
    deposit.affiliate_id collate "C"
)

select
  deposit_id,
  client_id,
  deposit_time,
  deposit_date,
  deposit_coin,
  deposit_amount,
  status,
  metadata
from known_deposits
{%- if is_incremental() %}

-- Only rows that are not here already: where none is new, that takes half the time of passing all of them on.
except

select
  deposit_id,
  client_id,
  deposit_time,
  deposit_date,
  deposit_coin,
  deposit_amount,
  status,
  metadata
from {{ this }}
{%- endif %}
