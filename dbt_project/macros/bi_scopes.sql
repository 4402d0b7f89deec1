{#- Feed, year and scope of a mart's row, with their names. -#}
{% macro scope_columns(relation) -%}
    {{ relation }}.source_system,
    {{ both_given_names('source_system', relation ~ '.source_system') }},
    {{ relation }}.report_year,
    {{ scope_key(relation) }} as scope_key,
    {{ relation }}.scope_level,
    {{ both_given_names('scope_level', relation ~ '.scope_level') }},
    {{ relation }}.scope_code,
    {{ both_names('scope', 'scopes', relation ~ '.scope_code') }}
{%- endmacro %}


{#- The dimension from which `scope_columns` takes the names. -#}
{% macro join_scope_names(relation) -%}
left join {{ ref('dim_scope') }} as scopes
    on {{ equal_on(['scope_level', 'scope_code'], relation, 'scopes') }}
{%- endmacro %}
