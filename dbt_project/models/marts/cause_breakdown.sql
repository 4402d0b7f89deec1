with

feed_year_scopes as (

    select * from {{ ref('int_feed_year_scopes') }}
    where scope_level in ('category', 'subcategory')

),

causes as (

    select * from {{ ref('dim_cause') }}

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
        cause_code,
        sum(complaints) as complaints,
        sum(complaints_compared) as complaints_compared,
        sum(complaints_to_compare) as complaints_to_compare

    from {{ ref('int_complaints_by_scope') }}
    where scope_level in ('category', 'subcategory')
    group by source_system, report_year, scope_level, scope_code, cause_code

),

causes_in_use as (

    select distinct
        source_system,
        scope_level,
        scope_code,
        cause_code

    from counts

),

-- a feed that gives no cause has no breakdown by them
feeds_with_causes as (

    select distinct source_system from causes_in_use
    where
        cause_code <> 'unspecified'
        and exists (select 1 from causes where cause_code not in ('unspecified', 'unmapped'))

),

spine as (

    select
        feed_year_scopes.*,
        causes.cause_group_code,
        causes.cause_code,
        causes.controllability

    from feed_year_scopes
    inner join feeds_with_causes
        on feed_year_scopes.source_system = feeds_with_causes.source_system
    inner join causes
        on feed_year_scopes.category_code = causes.category_code
    left join causes_in_use
        on
            feed_year_scopes.source_system = causes_in_use.source_system
            and feed_year_scopes.scope_level = causes_in_use.scope_level
            and feed_year_scopes.scope_code = causes_in_use.scope_code
            and causes.cause_code = causes_in_use.cause_code
    where
        causes.cause_code not in ('unspecified', 'unmapped')
        or causes_in_use.cause_code is not null

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
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code', 'cause_code'], 'spine', 'counts') }}
    left join counts as prior_counts
        on
            {{ equal_on(['source_system', 'scope_level', 'scope_code', 'cause_code'], 'spine', 'prior_counts') }}
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

cause_breakdown as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        cause_group_code,
        cause_code,
        controllability,
        complaints,
        {{ safe_divide('complaints', 'scope_complaints') }} as share,
        {{ share_with_changes('share', 'complaints', 'scope_complaints') }},
        rank

    from changes

)

select * from cause_breakdown
