{#- The CTEs that end in `tested`: days without complaints between two with some, and how likely chance leaves so many quiet. -#}
{% macro quiet_spells(density, days) -%}
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

    from {{ density }} as density
    inner join {{ days }} as days
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

)
{%- endmacro %}


{#- The CTE `holidays`: quiet spells that may be holidays. -#}
{% macro holidays(tested, days) -%}
-- a short spell is a holiday if another year has one half as long at that season, and may be one where no other year shows the season
holidays as (

    select
        tested.source_system,
        tested.last_day_before

    from {{ tested }} as tested
    left join {{ days }} as other_years
        on
            tested.source_system = other_years.source_system
            and {{ is_same_season('tested.last_day_before', 'other_years.day') }}
    left join {{ tested }} as other_spells
        on
            tested.source_system = other_spells.source_system
            and other_spells.quiet_days * 2 >= tested.quiet_days
            and {{ is_same_season('tested.last_day_before', 'other_spells.last_day_before') }}
    where tested.quiet_days <= 9
    group by tested.source_system, tested.last_day_before
    having count(other_years.day) = 0 or count(other_spells.last_day_before) > 0

)
{%- endmacro %}


{#- The CTE `ends`: what lies before a feed's first and after its latest day. -#}
{% macro ends_of_feeds(density) -%}
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

    from {{ density }}
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

    from {{ density }}
    qualify row_number() over (partition by source_system order by day desc) = 1

)
{%- endmacro %}
