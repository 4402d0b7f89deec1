with

calendar as (

    select * from {{ ref('int_feed_calendar') }}

),

gaps as (

    select * from {{ ref('int_coverage_gaps') }}

),

islands as (

    select * from {{ ref('int_received_islands') }}

),

closed_only as (

    select * from {{ ref('int_closed_only_days') }}

),

-- what is still to come is not covered yet, whatever is declared
declared as (

    select
        declared.* exclude (covered_to),
        least(
            declared.covered_to,
            (select max(loads.latest_day) from {{ ref('int_load_latest_days') }} as loads where loads.source_system = declared.source_system)
        ) as covered_to

    from {{ ref('int_coverage_declared') }} as declared

),

{{ days_of_feeds('calendar', 'declared') }},

estimated as (

    select
        days.source_system,
        days.day,
        coalesce(calendar.complaints, 0) as complaints,
        coalesce(calendar.day_weight, 1) as day_weight,
        calendar.dispersion,
        case
            when islands.is_isolated then 'isolated_date'
            when gaps.evidence is not null then gaps.evidence
            when calendar.source_system is null then 'after_latest_day'
            when closed_only.source_system is not null then 'closed_only'
            when calendar.complaints > 0 then 'complaints'
            else 'quiet_but_plausible'
        end as evidence

    from days
    left join calendar
        on {{ equal_on(['source_system', 'day'], 'days', 'calendar') }}
    left join islands
        on {{ equal_on(['source_system', 'day'], 'days', 'islands') }}
    left join gaps
        on
            days.source_system = gaps.source_system
            and days.day >= coalesce(gaps.first_day, days.day)
            and days.day <= coalesce(gaps.last_day, days.day)
    left join closed_only
        on {{ equal_on(['source_system', 'day'], 'days', 'closed_only') }}

),

covered_days as (

    select
        estimated.source_system,
        estimated.day,
        estimated.complaints,
        estimated.day_weight,
        estimated.dispersion,
        case
            when declared.coverage is not null then declared.coverage
            when estimated.evidence in ('complaints', 'quiet_but_plausible') then 'covered'
            when estimated.evidence = 'closed_only' then 'partly'
            else 'not_covered'
        end as coverage,
        coalesce(declared.evidence, estimated.evidence) as evidence,
        declared.note

    from estimated
    left join declared
        on
            estimated.source_system = declared.source_system
            and estimated.day between declared.covered_from and declared.covered_to
    -- what people declare wins over a nil return, and that over the contract
    qualify row_number() over (
        partition by estimated.source_system, estimated.day
        order by declared.precedence, declared.covered_from
    ) = 1

)

select * from covered_days
