{#-
    The CTEs that end in `year_days`: gaps with the chance that the rest of their year or month was quiet, and where these begin and
    end.
-#}
{% macro gaps_weighed(gaps, calendar) -%}
-- where the last days of a year or month are quiet by chance, what is missing begins after them; likewise the first days
weighed as (

    select
        gaps.source_system,
        gaps.last_day_before,
        gaps.first_day_after,
        gaps.p_value,
        {%- for period in ['year', 'month'] %}
        {{ quiet_chance(
            "coalesce(sum(calendar.day_weight) filter (calendar.day > gaps.last_day_before and calendar.day < date_trunc('" ~ period
            ~ "', gaps.last_day_before) + interval 1 " ~ period ~ "), 0)",
            'any_value(gaps.evidence_before)', 'any_value(gaps.days_before)'
        ) }} as chance_to_{{ period }}_end,
        {{ quiet_chance(
            "coalesce(sum(calendar.day_weight) filter (calendar.day < gaps.first_day_after and calendar.day >= date_trunc('" ~ period
            ~ "', gaps.first_day_after)), 0)",
            'any_value(gaps.evidence_after)', 'any_value(gaps.days_after)'
        ) }} as chance_from_{{ period }}_start{{ "," if not loop.last }}
        {%- endfor %}

    from {{ gaps }} as gaps
    left join {{ calendar }} as calendar
        on
            gaps.source_system = calendar.source_system
            and (
                calendar.day - gaps.last_day_before between 1 and 366
                or gaps.first_day_after - calendar.day between 1 and 366
            )
    group by gaps.source_system, gaps.last_day_before, gaps.first_day_after, gaps.p_value

),

year_days as (

    select
        *,
        make_date(cast(year(last_day_before) as integer), 12, 31) as year_end,
        last_day(last_day_before) as month_end,
        make_date(cast(year(first_day_after) as integer), 1, 1) as year_start,
        cast(date_trunc('month', first_day_after) as date) as month_start

    from weighed

)
{%- endmacro %}
