{#
  What became of each valid silver row: in_base, held_back (and the reason), repeated (another affiliate's report of the same
  record stands in base), superseded, or unaccounted, which none should be. Each gives affiliate_id, data_source, fate, reason.
#}

{% macro customer_fates() -%}
select
    silver.affiliate_id,
    'customers' as data_source,
    case
      when affiliate.affiliate_id is null then 'held_back'
      when standing.metadata ->> 'reported_by' = silver.affiliate_id then 'in_base'
      when standing.client_id is not null then 'repeated'
      else 'unaccounted'
    end as fate,
    case when affiliate.affiliate_id is null then 'affiliate_unknown' end as reason
  from {{ ref('silver_customers') }} as silver
  left join {{ ref('affiliate_account') }} as affiliate on affiliate.affiliate_id = silver.affiliate_id
  left join {{ ref('client_account') }} as standing on standing.client_id = silver.client_id
  where silver.status = 'valid'
{%- endmacro %}

{#- For records that belong to a client. `silver` and `base` are relations; `reported` is a CTE of client_id and why it may be missing. -#}
{% macro client_record_fates(data_source, silver, base, id, reported) -%}
select
    silver.affiliate_id,
    '{{ data_source }}' as data_source,
    case
      when client.client_id is null then 'held_back'
      when standing.metadata ->> 'reported_by' = silver.affiliate_id and standing.client_id = silver.client_id then 'in_base'
      when standing.{{ id }} is not null then 'repeated'
      else 'unaccounted'
    end as fate,
    case when client.client_id is null then coalesce(reported.reason, 'client_not_reported') end as reason
  from {{ silver }} as silver
  left join {{ ref('client_account') }} as client on client.client_id = silver.client_id
  left join {{ reported }} as reported on reported.client_id = silver.client_id
  left join {{ base }} as standing on standing.{{ id }} = silver.{{ id }}
  where silver.status = 'valid'
{%- endmacro %}

{#-
  Balances that do not stand in base are superseded where base holds a later time of their group; of one balance that several
  affiliates reported that is said of the row which would have entered base, and the others are repeated.
-#}
{% macro asset_fates(reported) -%}
select
    silver.affiliate_id,
    'assets' as data_source,
    case
      when silver.owned_by is null then 'held_back'
      when standing.metadata ->> 'reported_by' = silver.affiliate_id then 'in_base'
      when standing.asset_id is not null or silver.place > 1 then 'repeated'
      when latest.last_update_time > silver.last_update_time then 'superseded'
      else 'unaccounted'
    end as fate,
    case when silver.owned_by is null then coalesce(reported.reason, 'client_not_reported') end as reason
  from (
    select
      *,
      {{ place_among_affiliates('asset_id') }} as place
    from (
      select silver.*, silver.affiliate_id as reported_by, client.affiliate_id as owned_by
      from {{ ref('silver_assets') }} as silver
      left join {{ ref('client_account') }} as client on client.client_id = silver.client_id
      where silver.status = 'valid'
    ) as owned
  ) as silver
  left join {{ reported }} as reported on reported.client_id = silver.client_id
  left join {{ ref('assets') }} as standing on standing.asset_id = silver.asset_id
  left join (
    select client_id, symbol, remark, max(last_update_time) as last_update_time
    from {{ ref('assets') }}
    group by client_id, symbol, remark
  ) as latest
    on latest.client_id = silver.client_id
    and latest.symbol = coalesce(silver.symbol, 'UNKNOWN')
    and latest.remark is not distinct from silver.remark
{%- endmacro %}
