{#- The place of a row in its reference file, whose order people choose. DuckDB reads a file as small as these from top to bottom. -#}
{% macro place_in_file() -%}
    cast(row_number() over () as integer) as display_order
{%- endmacro %}


{#- The place of what no file lists: `unspecified`, then `unmapped`, after all that one lists. -#}
{% macro place_after_all(code) -%}
    case {{ code }} when 'unspecified' then 9998 else 9999 end as display_order
{%- endmacro %}
