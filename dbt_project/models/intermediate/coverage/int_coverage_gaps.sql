with

gaps as (

    select * from {{ ref('int_feed_gaps') }}

),

calendar as (

    select * from {{ ref('int_feed_calendar') }}

),

-- a year cannot be over before its last file arrived
arrivals as (

    select
        source_system,
        max(latest_day) as latest_day

    from {{ ref('int_load_latest_days') }}
    group by source_system

),

declared_later as (

    select
        gaps.source_system,
        gaps.last_day_before

    from gaps
    inner join {{ ref('int_coverage_declared') }} as declared
        on
            gaps.source_system = declared.source_system
            and gaps.last_day_before < declared.covered_from
            and gaps.first_day_after is null
            and declared.coverage = 'covered'
    group by gaps.source_system, gaps.last_day_before

),

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

    from gaps
    left join calendar
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

),

bounded as (

    select
        year_days.source_system,
        year_days.last_day_before,
        year_days.first_day_after,
        year_days.p_value,
        case
            when
                year_days.chance_to_year_end >= 0.01
                and year_days.year_end - year_days.last_day_before <= 92
                and (
                    year_days.year_end < year_days.first_day_after
                    or (year_days.first_day_after is null and coalesce(year_days.year_end <= arrivals.latest_day, true))
                )
                then year_days.year_end + 1
            when
                year_days.chance_to_month_end >= 0.01
                and (year_days.month_end < year_days.first_day_after or declared_later.source_system is not null)
                then year_days.month_end + 1
            else year_days.last_day_before + 1
        end as first_day,
        case
            when
                year_days.chance_from_year_start >= 0.01
                and year_days.first_day_after - year_days.year_start <= 92
                and coalesce(year_days.year_start > year_days.last_day_before, true)
                then year_days.year_start - 1
            when
                year_days.chance_from_month_start >= 0.01
                and coalesce(year_days.month_start > year_days.last_day_before, true)
                then year_days.month_start - 1
            else year_days.first_day_after - 1
        end as last_day

    from year_days
    left join arrivals
        on year_days.source_system = arrivals.source_system
    left join declared_later
        on {{ equal_on(['source_system', 'last_day_before'], 'year_days', 'declared_later') }}

),

coverage_gaps as (

    select
        source_system,
        cast(first_day as date) as first_day,
        cast(last_day as date) as last_day,
        p_value,
        case
            when last_day_before is null then 'before_first_day'
            when first_day_after is null then 'after_latest_day'
            else 'implausible_gap'
        end as evidence

    from bounded
    where coalesce(first_day <= last_day, true)

)

select * from coverage_gaps
