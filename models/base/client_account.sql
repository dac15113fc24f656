-- Each client once, under a known affiliate. Of several that report it, the one with the earliest registration has it.
select distinct on (customer.client_id collate "C")
  customer.client_id,
  customer.affiliate_id,
  customer.register_time,
  customer.register_date,
  customer.country,
  coalesce(customer.source_status, 'active') as status,
  {{ with_reporter('customer') }} as metadata
from {{ ref('silver_customers') }} as customer
inner join {{ ref('affiliate_account') }} as affiliate on affiliate.affiliate_id = customer.affiliate_id
where customer.status = 'valid'
order by customer.client_id collate "C", customer.register_time, customer.affiliate_id collate "C"
