{#- The CTEs that end in `months_of_both_years`: complaints of each comparison by month, in the year and in its base. -#}
{% macro months_of_both_years(comparisons, scope) -%}
-- the codes that a comparison counts: the scope's own, and those that a bridge counts with it
counted_codes as (

    select {{ scope | join(', ') }}, prior_report_year, scope_code as member_code from {{ comparisons }} as comparisons
    union
    select {{ scope | join(', ') }}, comparisons.prior_report_year, bridges.member_code from {{ comparisons }} as comparisons
    inner join {{ ref('int_taxonomy_bridges_crossed') }} as bridges using ({{ scope | join(', ') }})

),

by_month as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        month,
        sum(complaints_compared) as complaints,
        sum(complaints_to_compare) as complaints_to_compare

    from {{ ref('int_complaints_by_scope') }}
    group by source_system, report_year, scope_level, scope_code, month

),

months_of_both_years as (

    select
        {%- for key in scope %}
        codes.{{ key }},
        {%- endfor %}
        by_month.month,
        sum(if(by_month.report_year = codes.report_year, by_month.complaints, 0)) as year,
        sum(if(by_month.report_year = codes.prior_report_year, by_month.complaints_to_compare, 0)) as base

    from counted_codes as codes
    inner join by_month
        on
            codes.source_system = by_month.source_system
            and codes.scope_level = by_month.scope_level
            and codes.member_code = by_month.scope_code
            and by_month.report_year in (codes.report_year, codes.prior_report_year)
    group by codes.{{ scope | join(', codes.') }}, by_month.month

)
{%- endmacro %}
