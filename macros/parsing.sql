{#
  Reading values out of raw records. Nothing here can fail, whatever the record holds: every cast stands behind a CASE
  whose pattern admits only what the cast accepts (PostgreSQL 15 has no pg_input_is_valid).
#}

{#- A text of at most 200 characters (it may enter an index); NULL when absent, blank, longer, or neither string nor number. -#}
{% macro text_field(record, key) -%}
case
      when jsonb_typeof({{ record }} -> '{{ key }}') in ('string', 'number')
        and length({{ record }} ->> '{{ key }}') <= 200
        and btrim({{ record }} ->> '{{ key }}', E' \t\r\n') <> ''
      then {{ record }} ->> '{{ key }}'
    end
{%- endmacro %}

{#-
  A timestamp in UTC from text in epoch milliseconds; NULL unless it lies in the years 2009 to 2099, which all have 13 digits, so that
  texts compare as numbers do. Plain comparisons, because a regular expression costs more than all of them together.
-#}
{% macro epoch_time(milliseconds) -%}
case
      when length({{ milliseconds }}) = 13
        and ({{ milliseconds }}) collate "C" between '1230768000000' and '4102444799999'
        and translate({{ milliseconds }}, '0123456789', '') = ''
      then timestamp '1970-01-01' + ({{ milliseconds }})::bigint * interval '1 millisecond'
    end
{%- endmacro %}

{#- A finite number without trailing zeros; NULL for anything else, and for texts of more than 100 characters. -#}
{% macro finite_number(value) -%}
case
      when length({{ value }}) <= 100
        and {{ value }} ~ '^[+-]?([0-9]+[.]?[0-9]*|[.][0-9]+)([eE][+-]?[0-9]{1,2})?$'
      then trim_scale(({{ value }})::numeric)
    end
{%- endmacro %}

{#- The number as decimal(18,8) holds it; NULL where it does not fit. -#}
{% macro as_decimal(number) -%}
(case when abs(round({{ number }}, 8)) < 10000000000 then round({{ number }}, 8) end)::numeric(18, 8)
{%- endmacro %}

{#- md5 over texts, NULLs among them, such that no two different lists give one input. -#}
{% macro text_hash(parts) -%}
md5(jsonb_build_array({{ parts | join(', ') }})::text)
{%- endmacro %}
