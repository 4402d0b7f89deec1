{#- The CTEs `spine` and `counted`: the months of each scope and year with their complaints. -#}
{% macro complaints_by_month(feed_year_scopes, feed_months, counts) -%}
-- months of a year whose rows nobody has seen are there, and say that they are not covered
spine as (

    select
        feed_year_scopes.* exclude (coverage, is_covered, comparability_note),
        feed_months.month,
        feed_months.month_start,
        feed_months.coverage,
        feed_months.is_covered as is_month_covered,
        feed_months.is_compared_with_year,
        feed_months.is_compared_with_month

    from {{ feed_year_scopes }} as feed_year_scopes
    inner join {{ feed_months }} as feed_months
        on {{ equal_on(['source_system', 'report_year'], 'feed_year_scopes', 'feed_months') }}

),

counted as (

    select
        spine.*,
        cast(coalesce(counts.complaints, 0) as bigint) as complaints,
        cast(coalesce(counts.complaints_to_compare, 0) as bigint) as complaints_to_compare,
        cast(coalesce(counts.complaints_to_compare_next_month, 0) as bigint) as complaints_to_compare_next_month

    from spine
    left join {{ counts }} as counts
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code', 'month'], 'spine', 'counts') }}

)
{%- endmacro %}


{#- The CTE `broken`: months that a change of the taxonomy parts from the month or the year before. -#}
{% macro months_across_breaks(spine) -%}
-- a change of the taxonomy between the first day of the one month and the last day of the other
broken as (

    select
        spine.source_system,
        spine.scope_level,
        spine.scope_code,
        spine.month_start,
        bool_or(breaks.effective_from > spine.month_start - interval 1 year) as is_year_broken,
        bool_or(breaks.effective_from > spine.month_start - interval 1 month) as is_month_broken,
        string_agg(distinct breaks.note, ' ' order by breaks.note) as note

    from {{ spine }} as spine
    inner join {{ ref('int_scope_breaks') }} as breaks
        on
            {{ equal_on(['source_system', 'scope_level', 'scope_code'], 'spine', 'breaks') }}
            and breaks.effective_from <= last_day(spine.month_start)
            and breaks.effective_from > spine.month_start - interval 1 year
    group by spine.source_system, spine.scope_level, spine.scope_code, spine.month_start

)
{%- endmacro %}
