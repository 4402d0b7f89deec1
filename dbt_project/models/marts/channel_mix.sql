with

{{ breakdown('dim_channel', 'channel_code', ['company', 'line'], columns=['channel_group']) }},

totalled as (

    select
        *,
        cast(sum(complaints) over channel_groups as bigint) as group_complaints,
        sum(complaints_compared) over channel_groups as group_compared,
        sum(complaints_prior_year) over channel_groups as group_prior_year,
        sum(complaints) over scopes as scope_complaints,
        sum(complaints_compared) over scopes as scope_compared,
        sum(complaints_prior_year) over scopes as scope_prior_year

    from counted
    window
        scopes as (partition by source_system, report_year, scope_level, scope_code),
        channel_groups as (partition by source_system, report_year, scope_level, scope_code, channel_group)

),

changes as (

    {{ share_changes(share_counts('totalled', 'complaints_compared', 'complaints_prior_year'), 'compared_share') }}

),

group_changes as (

    {{ share_changes(share_counts('changes', 'group_compared', 'group_prior_year'), 'compared_group_share') }}

),

channel_mix as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        channel_group,
        channel_code,
        complaints,
        {{ safe_divide('complaints', 'scope_complaints') }} as share,
        {{ share_with_changes('share', 'complaints', 'scope_complaints') }},
        group_complaints,
        {{ safe_divide('group_complaints', 'scope_complaints') }} as group_share,
        {{ share_with_changes('group_share', 'group_complaints', 'scope_complaints') }},
        is_covered,
        is_comparable,
        note_alone as comparability_note

    from group_changes

)

select * from channel_mix
