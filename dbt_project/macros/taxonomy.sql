{#-
    The CTEs `compared_elsewhere` and `members_broken`: breaks that follow from bridges, for their members and for what they are bridged
    with.
-#}
{% macro breaks_by_bridges(bridges_crossed, declared) -%}
-- what another scope is bridged with gained or lost complaints that day, unless a break of its own speaks of it
compared_elsewhere as (

    select
        bridges_crossed.source_system,
        bridges_crossed.report_year,
        bridges_crossed.scope_level,
        bridges_crossed.member_code as scope_code,
        bridges_crossed.effective_from,
        false as is_bridged,
        'The taxonomy changed on ' || bridges_crossed.effective_from || '; compared as part of '
        || {{ listed('bridges_crossed.scope_code') }} || '.' as note

    from {{ bridges_crossed }} as bridges_crossed
    left join {{ declared }} as declared
        on
            {{ equal_on(['source_system', 'report_year', 'scope_level', 'effective_from'], 'bridges_crossed', 'declared') }}
            and bridges_crossed.member_code = declared.scope_code
    where declared.scope_code is null
    group by
        bridges_crossed.source_system,
        bridges_crossed.report_year,
        bridges_crossed.scope_level,
        bridges_crossed.member_code,
        bridges_crossed.effective_from

),

-- a bridge stands on members that changed in no other way
members_broken as (

    select distinct
        bridges_crossed.source_system,
        bridges_crossed.report_year,
        bridges_crossed.scope_level,
        bridges_crossed.scope_code,
        declared.effective_from,
        declared.is_bridged,
        declared.note

    from {{ bridges_crossed }} as bridges_crossed
    inner join {{ declared }} as declared
        on
            {{ equal_on(['source_system', 'report_year', 'scope_level'], 'bridges_crossed', 'declared') }}
            and bridges_crossed.member_code = declared.scope_code
    left join {{ bridges_crossed }} as bridged_that_day
        on
            {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code', 'member_code'], 'bridges_crossed', 'bridged_that_day') }}
            and declared.effective_from = bridged_that_day.effective_from
    where
        not declared.is_bridged
        and bridged_that_day.scope_code is null

)
{%- endmacro %}
