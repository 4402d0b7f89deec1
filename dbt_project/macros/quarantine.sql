{#- Every reason for which a row of this kind of feed cannot be used, those that landing found first; null for a row that can. -#}
{% macro quarantine_reasons(kind) -%}
    case
        when row_problems = 'purged' then 'purged'
        else nullif(concat_ws(', ', row_problems, {{ names_of_true(var('quarantine_reasons')[kind]) }}), '')
    end
{%- endmacro %}


{#- Everything that is wrong with the closing date of a complaint; null where nothing is. -#}
{% macro closing_date_problem() -%}
    nullif(concat_ws(', ', {{ names_of_true(var('closing_date_problems')) }}), '')
{%- endmacro %}


{#- The names of conditions that hold, each null where its condition does not. -#}
{% macro names_of_true(conditions) -%}
    {%- for name, condition in conditions.items() %}
    case when {{ condition }} then '{{ name }}' end{{ "," if not loop.last }}
    {%- endfor %}
{%- endmacro %}
