{#-
    The CTEs that end in `by_scope`: complaints of the company and of its lines, counted by the days for which it is known whether they were
    closed.
-#}
{% macro closings_by_scope() -%}
complaints as (

    select
        complaints.source_system,
        complaints.report_year,
        complaints.line_code,
        complaints.is_closed,
        complaints.closed_date is not null as is_dated,
        complaints.closed_date <= make_date(complaints.report_year, 12, 31) as is_closed_by_year_end,
        case
            when complaints.closed_date is not null then complaints.days_to_close
            when not complaints.is_closed then greatest(latest_days.as_of_date - complaints.received_date, 0)
        end as days_known,
        count(*) as complaints

    from {{ ref('fct_complaints') }} as complaints
    inner join {{ ref('int_feed_latest_days') }} as latest_days
        on complaints.source_system = latest_days.source_system
    where complaints.is_void is not true
    group by all

),

by_scope as (

    select 'company' as scope_level, 'company' as scope_code, * from complaints
    union all
    select 'line' as scope_level, line_code as scope_code, * from complaints

)
{%- endmacro %}


{#- The CTEs that end in `survival`: the share still open after so many days, and its variance. -#}
{% macro survival_by_day(with_thresholds, scope, until_the_day) -%}
at_risk as (

    select
        {{ scope }},
        days,
        bool_or(is_threshold) as is_threshold,
        sum(closed) as closed,
        cast(
            sum(sum(closed + left_open)) over (partition by {{ scope }} order by days desc) as double
        ) as still_followed

    from {{ with_thresholds }}
    group by {{ scope }}, days

),

-- Kaplan and Meier (1958); variance by Greenwood (1926)
survival as (

    select
        *,
        sum(closed) over until_the_day as closed_so_far,
        case
            when bool_or(closed > 0 and closed = still_followed) over until_the_day then 0
            else exp(coalesce(sum(ln(1 - closed / still_followed)) filter (closed < still_followed) over until_the_day, 0))
        end as open_share,
        sum(closed / (still_followed * (still_followed - closed))) filter (closed < still_followed)
            over until_the_day as variance

    from at_risk
    window until_the_day as ({{ until_the_day }})

)
{%- endmacro %}
