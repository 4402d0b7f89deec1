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

{{ gaps_weighed('gaps', 'calendar') }},

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
