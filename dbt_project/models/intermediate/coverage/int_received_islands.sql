with

calendar as (

    select
        *,
        sum(day_weight) over (partition by source_system order by day) as elapsed

    from {{ ref('int_feed_calendar') }}

),

days as (

    select * from calendar
    where complaints > 0

),

{{ complaint_density('days') }},

spells as (

    select
        *,
        lag(day) over feed_order as previous_day,
        elapsed - day_weight - lag(elapsed) over feed_order as quiet_weight,
        lag(evidence_before) over feed_order as evidence_before_spell,
        lag(days_before) over feed_order as days_before_spell,
        count(*) over (partition by source_system) as spells

    from density
    window feed_order as (partition by source_system order by day)

),

-- a week or more without a complaint that one of its sides makes implausible: here a part of the feed may begin
parted as (

    select
        *,
        coalesce(
            day - previous_day > 7
            and least(
                {{ quiet_chance('quiet_weight', 'evidence_before_spell', 'days_before_spell') }},
                {{ quiet_chance('quiet_weight', 'evidence_after', 'days_after') }}
            ) < {{ false_gap_chance() }} / spells,
            false
        ) as begins_island

    from spells

),

numbered as (

    select
        *,
        sum(cast(begins_island as integer)) over (partition by source_system order by day) as island

    from parted

),

islands as (

    select
        source_system,
        island,
        count(*) as days,
        sum(complaints) as complaints,
        sum(complaints) / (max(elapsed) - min(elapsed - day_weight)) as pace

    from numbered
    group by source_system, island

),

-- the pace of the island in which the middle complaint of the feed lies: few mistyped dates do not move it
main_islands as (

    select
        source_system,
        island,
        pace

    from islands
    qualify row_number() over (partition by source_system order by complaints desc, island) = 1

),

received_islands as (

    select
        numbered.source_system,
        numbered.day,
        numbered.complaints,
        numbered.day_weight,
        numbered.dispersion,
        numbered.island,
        -- mistyped dates are few, or thinly spread over years
        islands.island <> main_islands.island
        and (islands.complaints < 5 or islands.days < 2 or islands.pace < main_islands.pace / 20) as is_isolated

    from numbered
    inner join islands
        on {{ equal_on(['source_system', 'island'], 'numbered', 'islands') }}
    inner join main_islands
        on numbered.source_system = main_islands.source_system

)

select * from received_islands
