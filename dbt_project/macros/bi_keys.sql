{#- Keys of the views of `bi`: one text made of codes, which hold neither of the signs that join them. -#}
{% macro bi_key(parts) -%}
    concat_ws('|', {{ parts | join(', ') }})
{%- endmacro %}


{#- Key of what has its code within its category alone. -#}
{% macro within_category(category_code, code) -%}
    {{ category_code }} || '/' || {{ code }}
{%- endmacro %}


{#- Key of a scope, which tells the levels apart. -#}
{% macro scope_key(scopes) -%}
    case
        when {{ scopes }}.scope_level = 'company' then 'company'
        else {{ scopes }}.scope_level || ':' || {{ scopes }}.scope_code
    end
{%- endmacro %}


{#- Month, quarter and year of a day, as the views of `bi` have them: each says which year it is of. -#}
{% macro month_columns(day) -%}
    strftime({{ day }}, '%Y-%m') as month_key,
    cast(date_trunc('month', {{ day }}) as date) as month_start,
    cast(year({{ day }}) as integer) as report_year,
    year({{ day }}) || '-Q' || quarter({{ day }}) as quarter
{%- endmacro %}
