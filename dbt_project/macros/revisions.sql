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


{#-
    The measures of a mart in long form, one row per value. `quoted.period_source` is an expression for the feed that the figures'
    period is that of; figures whose `period` is 'month' are complete once their month is; with `is_repeated` rows of the mart share a value. Of a measure that is
    `coded` in words, the number of each; words without one are no figure. True is 1, false is 0.
-#}
{% macro quoted_values(quoted) -%}
    {%- for measure in quoted.measures %}
    {%- set codes = (quoted.coded or {}).get(measure) -%}
    {%- set value -%}
    {%- if codes -%}
    case {{ measure }} {%- for word, number in codes.items() %} when '{{ word }}' then {{ number }} {%- endfor %} end
    {%- else -%}
    {{ measure }}
    {%- endif -%}
    {%- endset %}
    select{{ ' distinct' if quoted.is_repeated }}
        '{{ quoted.mart }}' as mart,
        '{{ measure }}' as measure,
        {%- for key, data_type in figure_keys().items() %}
        {{ key if key in quoted['keys'] else 'cast(null as ' ~ data_type ~ ')' }} as {{ key }},
        {%- endfor %}
        {{ quoted.period_source or 'source_system' }} as period_source,
        {{ 'last_day(make_date(report_year, month, 1))' if quoted.period == 'month' else 'cast(null as date)' }} as month_end_date,
        cast({{ value }} as double) as value

    from {{ ref(quoted.mart) }}
    where {{ value }} is not null
    {{ "union all" if not loop.last }}
    {%- endfor %}
{%- endmacro %}
