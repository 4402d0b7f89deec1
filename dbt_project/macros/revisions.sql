{#- What identifies a figure within its mart and measure. A mart without one of these keys has null there. -#}
{% macro figure_keys() -%}
    {{ return({
        'source_system': 'varchar',
        'report_year': 'integer',
        'parent_level': 'varchar',
        'parent_code': 'varchar',
        'scope_level': 'varchar',
        'scope_code': 'varchar',
        'branch_code': 'varchar',
        'month': 'integer',
        'channel_group': 'varchar',
        'channel_code': 'varchar',
        'cause_group_code': 'varchar',
        'cause_code': 'varchar',
        'grievance_code': 'varchar',
        'category_code': 'varchar',
        'service_item_code': 'varchar',
    }) }}
{%- endmacro %}


{#- The measures of an entry of the catalogue whose history is kept, by name. -#}
{% macro followed_measures(entry) -%}
    {%- set measures = {} -%}
    {%- for columns, measure in entry.measures if measure.is_followed -%}
        {%- for column in columns -%}
            {%- do measures.update({column: measure}) -%}
        {%- endfor -%}
    {%- endfor -%}
    {{ return(measures) }}
{%- endmacro %}


{#- The values of an entry of which the history is kept, in long form, one row per value. True is 1, false is 0. -#}
{% macro values_followed(entry) -%}
    {%- for name, measure in followed_measures(entry).items() %}
    {%- set codes = (entry.coded or {}).get(name) -%}
    {%- set value -%}
    {%- if codes -%}
    case {{ name }} {%- for word, number in codes.items() %} when '{{ word }}' then {{ number }} {%- endfor %} end
    {%- else -%}
    {{ name }}
    {%- endif -%}
    {%- endset %}
    select{{ ' distinct' if entry.is_repeated }}
        '{{ entry.mart }}' as mart,
        '{{ name }}' as measure,
        {%- for key, data_type in figure_keys().items() %}
        {{ key if key in entry['keys'] else 'cast(null as ' ~ data_type ~ ')' }} as {{ key }},
        {%- endfor %}
        {{ entry.source_system or 'source_system' }} as period_source,
        {{ 'last_day(make_date(report_year, month, 1))' if measure.is_of_month else 'cast(null as date)' }} as month_end_date,
        cast({{ value }} as double) as value

    from {{ ref(entry.mart) }}
    where {{ value }} is not null
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- Whether two rows are about the same figure. -#}
{% macro is_same_figure(left, right) -%}
    (
        {%- for key in ['mart', 'measure'] + (figure_keys() | list) %}
        {{ left }}.{{ key }} is not distinct from {{ right }}.{{ key }}{{ " and" if not loop.last }}
        {%- endfor %}
    )
{%- endmacro %}


{#-
    Whether a figure moves by itself: what is known of the speed of closing does, as open cases are closed or stay open. What of a past
    year was closed by its end does not.
-#}
{% macro moves_with_follow_up() -%}
    (mart = 'case_closure' and not starts_with(measure, 'closed_by_year_end'))
{%- endmacro %}
