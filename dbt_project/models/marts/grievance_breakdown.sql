with

feed_year_scopes as (

    select * from {{ ref('int_feed_year_scopes') }}
    where scope_level = 'category'

),

grievances as (

    select * from {{ ref('dim_grievance') }}

),

counts as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        grievance_code,
        sum(complaints) as complaints

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
        cast(coalesce(counts.complaints, 0) as bigint) as complaints

    from spine
    left join counts
        on {{ same(
            ['source_system', 'report_year', 'scope_level', 'scope_code', 'grievance_code'],
            'spine', 'counts'
        ) }}

),

totalled as (

    select
        *,
        sum(complaints) over (partition by source_system, report_year, scope_level, scope_code) as scope_complaints,
        {{ complaint_rank('source_system, report_year, scope_level, scope_code') }} as rank

    from counted

),

grievance_breakdown as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        grievance_code,
        complaints,
        {{ ratio('complaints', 'scope_complaints') }} as share,
        rank

    from totalled

)

select * from grievance_breakdown
