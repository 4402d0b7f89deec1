with

feed_years as (

    select * from {{ ref('dim_feed_year') }}

),

taxonomy_breaks as (

    select * from {{ ref('taxonomy_breaks') }}

),

bridges_crossed as (

    select * from {{ ref('int_taxonomy_bridges_crossed') }}

),

declared as (

    select
        feed_years.source_system,
        feed_years.report_year,
        taxonomy_breaks.scope_level,
        taxonomy_breaks.scope_code,
        taxonomy_breaks.effective_from,
        coalesce(taxonomy_breaks.is_bridged, false) as is_bridged,
        case
            when taxonomy_breaks.note is not null or coalesce(taxonomy_breaks.is_bridged, false) then taxonomy_breaks.note
            else 'The taxonomy changed on ' || taxonomy_breaks.effective_from || '.'
        end as note

    from feed_years
    inner join taxonomy_breaks
        on
            coalesce(taxonomy_breaks.source_system, feed_years.source_system) = feed_years.source_system
            and {{ crosses('taxonomy_breaks', 'feed_years') }}

),

{{ breaks_by_bridges('bridges_crossed', 'declared') }},

all_breaks as (

    select * from declared
    union all by name
    select * from compared_elsewhere
    union all by name
    select * from members_broken

),

members as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        {{ listed('member_code') }} as member_codes

    from bridges_crossed
    group by source_system, report_year, scope_level, scope_code

),

by_scope as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        bool_and(is_bridged) as is_bridged,
        string_agg(note, ' ' order by effective_from, note) filter (not is_bridged) as break_notes,
        string_agg(note, ' ' order by effective_from, note) filter (is_bridged) as bridge_notes

    from all_breaks
    group by source_system, report_year, scope_level, scope_code

),

breaks_crossed as (

    select
        by_scope.source_system,
        by_scope.report_year,
        by_scope.scope_level,
        by_scope.scope_code,
        by_scope.is_bridged,
        case
            when not by_scope.is_bridged then by_scope.break_notes
            else
                concat_ws(
                    ' ',
                    by_scope.bridge_notes,
                    coalesce(
                        'Bridged: counted with ' || members.member_codes || ' in both years.',
                        'Bridged: the crosswalk leads both years to the same code.'
                    )
                )
        end as note

    from by_scope
    left join members
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'by_scope', 'members') }}

)

select * from breaks_crossed
