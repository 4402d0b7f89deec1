with

islands as (

    select * from {{ ref('int_received_islands') }}
    where not is_isolated

),

bounds as (

    select
        source_system,
        island,
        min(day) as first_day,
        max(day) as last_day

    from islands
    group by source_system, island

),

-- days between two islands may lack: they are no measure of how densely complaints come
calendar as (

    select
        calendar.source_system,
        calendar.day,
        calendar.complaints,
        calendar.day_weight,
        calendar.dispersion,
        sum(calendar.day_weight) over feed_order as weight_to_date,
        sum(case when bounds.island is not null then calendar.day_weight else 0 end) over feed_order as elapsed

    from {{ ref('int_feed_calendar') }} as calendar
    left join bounds
        on
            calendar.source_system = bounds.source_system
            and calendar.day between bounds.first_day and bounds.last_day
    window feed_order as (partition by calendar.source_system order by calendar.day)

),

days as (

    select calendar.*
    from calendar
    inner join islands
        on {{ equal_on(['source_system', 'day'], 'calendar', 'islands') }}

),

{{ complaint_density('days') }},

-- what lies before a day with complaints, back to the one before it
spells as (

    select
        density.source_system,
        lag(density.day) over feed_order as last_day_before,
        density.day as first_day_after,
        days.weight_to_date - days.day_weight - lag(days.weight_to_date) over feed_order as quiet_weight,
        lag(density.evidence_before) over feed_order as evidence_before,
        lag(density.days_before) over feed_order as days_before,
        density.evidence_after,
        density.days_after,
        count(*) over (partition by density.source_system) as spells

    from density
    inner join days
        on {{ equal_on(['source_system', 'day'], 'density', 'days') }}
    window feed_order as (partition by density.source_system order by density.day)

),

tested as (

    select
        *,
        first_day_after - last_day_before - 1 as quiet_days,
        -- both sides have to make it implausible: a feed may slow down from one day to the next
        greatest(
            {{ quiet_chance('quiet_weight', 'evidence_before', 'days_before') }},
            {{ quiet_chance('quiet_weight', 'evidence_after', 'days_after') }}
        ) as p_value

    from spells
    where first_day_after - last_day_before > 1

),

-- a short spell is a holiday if another year has one half as long at that season, and may be one where no other year shows the season
holidays as (

    select
        tested.source_system,
        tested.last_day_before

    from tested
    left join days as other_years
        on
            tested.source_system = other_years.source_system
            and {{ is_same_season('tested.last_day_before', 'other_years.day') }}
    left join tested as other_spells
        on
            tested.source_system = other_spells.source_system
            and other_spells.quiet_days * 2 >= tested.quiet_days
            and {{ is_same_season('tested.last_day_before', 'other_spells.last_day_before') }}
    where tested.quiet_days <= 9
    group by tested.source_system, tested.last_day_before
    having count(other_years.day) = 0 or count(other_spells.last_day_before) > 0

),

gaps as (

    select
        tested.source_system,
        tested.last_day_before,
        tested.first_day_after,
        tested.evidence_before,
        tested.days_before,
        tested.evidence_after,
        tested.days_after,
        tested.p_value

    from tested
    left join holidays
        on {{ equal_on(['source_system', 'last_day_before'], 'tested', 'holidays') }}
    where
        (
            tested.quiet_days > 1
            and holidays.source_system is null
            and tested.p_value < {{ false_gap_chance() }} / tested.spells
        )
        -- a year without any complaint is covered only where that is declared
        or make_date(cast(year(tested.last_day_before) as integer) + 1, 12, 31) < tested.first_day_after

),

-- before its first and after its latest day nothing is known of a feed: gaps with one side
ends as (

    select
        source_system,
        cast(null as date) as last_day_before,
        day as first_day_after,
        cast(null as double) as evidence_before,
        cast(null as double) as days_before,
        evidence_after,
        days_after,
        cast(null as double) as p_value

    from density
    qualify row_number() over (partition by source_system order by day) = 1

    union all

    select
        source_system,
        day as last_day_before,
        cast(null as date) as first_day_after,
        evidence_before,
        days_before,
        cast(null as double) as evidence_after,
        cast(null as double) as days_after,
        cast(null as double) as p_value

    from density
    qualify row_number() over (partition by source_system order by day desc) = 1

),

feed_gaps as (

    select * from gaps
    union all
    select * from ends

)

select * from feed_gaps
