with

breaks as (

    select * from {{ ref('taxonomy_breaks') }}

),

bridges as (

    select * from {{ ref('taxonomy_bridges') }}

),

-- where the crosswalk leads both sides of the day to the same code, the scope is held against itself
bridged_with_others as (

    select distinct
        source_system,
        scope_level,
        scope_code,
        effective_from

    from bridges
    where member_code <> scope_code

),

broken as (

    select
        breaks.source_system,
        breaks.scope_level,
        breaks.scope_code,
        breaks.effective_from,
        coalesce(breaks.note, 'The taxonomy changed on ' || breaks.effective_from || '.') as note

    from breaks
    left join bridged_with_others
        on
            {{ equal_on(['scope_level', 'scope_code', 'effective_from'], 'breaks', 'bridged_with_others') }}
            and breaks.source_system is not distinct from bridged_with_others.source_system
    where breaks.is_bridged is not true or bridged_with_others.scope_code is not null

    union

    select
        bridges.source_system,
        bridges.scope_level,
        bridges.member_code as scope_code,
        bridges.effective_from,
        'The taxonomy changed on ' || bridges.effective_from || '.' as note

    from bridges
    left join breaks
        on
            {{ equal_on(['scope_level', 'effective_from'], 'bridges', 'breaks') }}
            and bridges.member_code = breaks.scope_code
            and bridges.source_system is not distinct from breaks.source_system
    where breaks.scope_code is null

),

feeds as (

    select distinct source_system from {{ ref('dim_feed_year') }}

),

scope_breaks as (

    select
        feeds.source_system,
        broken.scope_level,
        broken.scope_code,
        broken.effective_from,
        broken.note

    from broken
    inner join feeds
        on coalesce(broken.source_system, feeds.source_system) = feeds.source_system

)

select * from scope_breaks
