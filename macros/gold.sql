{#- Whether business figures count a row of base. -#}
{% macro is_counted(row) -%}
lower({{ row }}.status) not in ('failed', 'rejected', 'cancelled')
{%- endmacro %}

{#- A sum that is NULL, rather than too small, as soon as one of its values is; 0 of no values. -#}
{% macro complete_sum(value, window='') -%}
case
      when count(*) filter (where {{ value }} is null) {{ window }} = 0
      then coalesce(sum({{ value }}) {{ window }}, 0)::numeric(38, 8)
    end
{%- endmacro %}

{#- By how many percent a figure differs from that of the period before; NULL where that is NULL or 0. -#}
{% macro percent_change(figure, before) -%}
round(100 * ({{ figure }} - {{ before }}) / nullif({{ before }}, 0), 2)
{%- endmacro %}
