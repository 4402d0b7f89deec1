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

{{ quiet_spells('density', 'days') }},

{{ holidays('tested', 'days') }},

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

{{ ends_of_feeds('density') }},

feed_gaps as (

    select * from gaps
    union all
    select * from ends

)

select * from feed_gaps
