{#- A silver row's metadata, and the affiliate that reported it (the client's own affiliate may be another). -#}
{% macro with_reporter(row) -%}
coalesce({{ row }}.metadata, '{}'::jsonb) || jsonb_build_object('reported_by', {{ row }}.affiliate_id)
{%- endmacro %}
