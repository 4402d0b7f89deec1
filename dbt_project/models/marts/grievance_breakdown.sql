with

{{ breakdown('dim_grievance', 'grievance_code', ['category'], within_category=true) }},

totalled as (

    select
        *,
        sum(complaints) over scopes as scope_complaints,
        sum(complaints_compared) over scopes as scope_compared,
        sum(complaints_prior_year) over scopes as scope_prior_year,
        {{ complaint_rank('source_system, report_year, scope_level, scope_code') }} as rank

    from counted
    window scopes as (partition by source_system, report_year, scope_level, scope_code)

),

changes as (

    {{ share_changes(share_counts('totalled', 'complaints_compared', 'complaints_prior_year'), 'compared_share') }}

),

grievance_breakdown as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        grievance_code,
        complaints,
        {{ safe_divide('complaints', 'scope_complaints') }} as share,
        {{ share_with_changes('share', 'complaints', 'scope_complaints') }},
        rank,
        is_covered,
        is_comparable,
        note_alone as comparability_note

    from changes

)

select * from grievance_breakdown
