{#
  What the base models share. None keeps a watermark: each run looks at all valid silver rows, so that a row whose parent
  came late enters as soon as the parent stands, and passes on only the rows that base does not hold as they are.
#}

{#- A silver row's metadata, and the affiliate under which it was reported (its client's affiliate may be another). -#}
{% macro base_metadata(silver) -%}
coalesce({{ silver }}.metadata, '{}'::jsonb) || jsonb_build_object('reported_by', {{ silver }}.affiliate_id)
{%- endmacro %}

{#
  Of one id that several affiliates reported, the place of each row: first that of the client's own affiliate, then by affiliate_id.
#}
{% macro place_among_affiliates(id) -%}
row_number() over (
      partition by {{ id }} collate "C"
      order by reported_by = owned_by desc, reported_by collate "C"
    )
{%- endmacro %}

{#- Whether the row of this model with the same key holds other values, or is missing. -#}
{% macro differs_from_this(row, key, columns) -%}
not exists (
    select 1
    from {{ this }} as standing
    where standing.{{ key }} = {{ row }}.{{ key }}
      and ({{ qualified('standing', columns) }})
        is not distinct from ({{ qualified(row, columns) }})
  )
{%- endmacro %}

{% macro qualified(relation, columns) -%}
{% for column in columns %}{{ relation }}.{{ column }}{% if not loop.last %}, {% endif %}{% endfor %}
{%- endmacro %}
