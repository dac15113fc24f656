-- What became of each valid customer of silver.
select
  customer.affiliate_id,
  'customers' as data_source,
  case
    when affiliate.affiliate_id is null then 'held_back'
    when client.metadata ->> 'reported_by' = customer.affiliate_id then 'in_base'
    when client.client_id is not null then 'repeated'
    else 'unaccounted'
  end as fate,
  case when affiliate.affiliate_id is null then 'affiliate_unknown' end as reason
from {{ ref('silver_customers') }} as customer
left join {{ ref('affiliate_account') }} as affiliate on affiliate.affiliate_id = customer.affiliate_id
left join {{ ref('client_account') }} as client on client.client_id = customer.client_id
where customer.status = 'valid'
