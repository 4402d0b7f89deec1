with recursive

feed_years as (

    select * from {{ ref('dim_feed_year') }}

),

bridges as (

    select * from {{ ref('taxonomy_bridges') }}

),

crossed as (

    select distinct
        feed_years.source_system,
        feed_years.report_year,
        bridges.scope_level,
        bridges.scope_code,
        bridges.member_code,
        bridges.effective_from

    from feed_years
    inner join bridges
        on
            coalesce(bridges.source_system, feed_years.source_system) = feed_years.source_system
            and {{ crosses('bridges', 'feed_years') }}

),

-- a member that is bridged between the same years brings its own members along
with_members_of_members as (

    select * from crossed

    union

    select
        reached.source_system,
        reached.report_year,
        reached.scope_level,
        reached.scope_code,
        onward.member_code,
        onward.effective_from

    from with_members_of_members as reached
    inner join crossed as onward
        on
            {{ equal_on(['source_system', 'report_year', 'scope_level'], 'reached', 'onward') }}
            and reached.member_code = onward.scope_code

),

bridges_crossed as (

    select * from with_members_of_members
    where member_code <> scope_code

)

select * from bridges_crossed
