with

feed_year_scopes as (

    select * from {{ ref('int_feed_year_scopes') }}
    where scope_level = 'category'

),

grievances as (

    select * from {{ ref('dim_grievance') }}

),

comparisons as (

    select * from {{ ref('int_scope_comparisons') }}
    where is_comparable_alone

),

counts as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        grievance_code,
        sum(complaints) as complaints,
        sum(complaints_compared) as complaints_compared,
        sum(complaints_to_compare) as complaints_to_compare

    from {{ ref('int_complaints_by_scope') }}
    where scope_level = 'category'
    group by source_system, report_year, scope_level, scope_code, grievance_code

),

grievances_in_use as (

    select distinct
        source_system,
        scope_level,
        scope_code,
        grievance_code

    from counts

),

-- a feed that gives no grievance has no breakdown by them
feeds_with_grievances as (

    select distinct source_system from grievances_in_use
    where
        grievance_code <> 'unspecified'
        and exists (select 1 from grievances where grievance_code not in ('unspecified', 'unmapped'))

),

spine as (

    select
        feed_year_scopes.*,
        grievances.grievance_code

    from feed_year_scopes
    inner join feeds_with_grievances
        on feed_year_scopes.source_system = feeds_with_grievances.source_system
    inner join grievances
        on feed_year_scopes.category_code = grievances.category_code
    left join grievances_in_use
        on
            feed_year_scopes.source_system = grievances_in_use.source_system
            and feed_year_scopes.scope_level = grievances_in_use.scope_level
            and feed_year_scopes.scope_code = grievances_in_use.scope_code
            and grievances.grievance_code = grievances_in_use.grievance_code
    where
        grievances.grievance_code not in ('unspecified', 'unmapped')
        or grievances_in_use.grievance_code is not null

),

counted as (

    select
        spine.*,
        cast(coalesce(counts.complaints, 0) as bigint) as complaints,
        coalesce(counts.complaints_compared, 0) as complaints_compared,
        case when comparisons.scope_code is not null then coalesce(prior_counts.complaints_to_compare, 0) end as complaints_prior_year

    from spine
    left join comparisons
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'spine', 'comparisons') }}
    left join counts
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code', 'grievance_code'], 'spine', 'counts') }}
    left join counts as prior_counts
        on
            {{ equal_on(['source_system', 'scope_level', 'scope_code', 'grievance_code'], 'spine', 'prior_counts') }}
            and spine.prior_report_year = prior_counts.report_year

),

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
        rank

    from changes

)

select * from grievance_breakdown
