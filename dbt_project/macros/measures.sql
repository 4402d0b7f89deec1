{#- A fraction; null where there is nothing to divide by. -#}
{% macro safe_divide(numerator, denominator) -%}
    cast({{ numerator }} as double) / nullif({{ denominator }}, 0)
{%- endmacro %}


{#- Relative change against a base; null where the base is missing or zero. -#}
{% macro pct_change(current, base) -%}
    cast({{ current }} - {{ base }} as double) / nullif({{ base }}, 0)
{%- endmacro %}


{#- Competition rank (1, 2, 2, 4) by complaints, the most first. -#}
{% macro complaint_rank(partition_by) -%}
    rank() over (partition by {{ partition_by }} order by complaints desc)
{%- endmacro %}


{#- Equality of two relations in each of the columns, for a join. -#}
{% macro equal_on(columns, left, right) -%}
    {%- for column in columns -%}
    {{ left }}.{{ column }} = {{ right }}.{{ column }}{{ " and " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}


{#-
    Part of the change of a product of three factors that is due to the first of them: the average over all orders in which the factors can
    change one after the other (Shapley; Das Gupta 1993). Each factor is a pair of column names, before and after.
-#}
{% macro effect_of_factor(factor, second, third) -%}
    ({{ factor[1] }} - {{ factor[0] }}) * (
        2 * {{ second[0] }} * {{ third[0] }} + 2 * {{ second[1] }} * {{ third[1] }}
        + {{ second[0] }} * {{ third[1] }} + {{ second[1] }} * {{ third[0] }}
    ) / 6
{%- endmacro %}


{#- Whether a change of the taxonomy lies between the first day of the base year and the end of the period. -#}
{% macro crosses(change, period) -%}
    {{ change }}.effective_from > make_date({{ period }}.prior_report_year, 1, 1)
    and {{ change }}.effective_from <= {{ period }}.period_end_date
{%- endmacro %}


{#- Distinct values of a group as "a, b and c". -#}
{% macro listed(column) -%}
    regexp_replace(string_agg(distinct {{ column }}, ', ' order by {{ column }}), ', ([^,]*)$', ' and \1')
{%- endmacro %}
