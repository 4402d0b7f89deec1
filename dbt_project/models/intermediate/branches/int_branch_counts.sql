with

feed_year_scopes as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        prior_report_year,
        is_full_year,
        is_covered,
        is_comparable_alone as is_comparable,
        note_alone as comparability_note

    from {{ ref('int_scope_comparisons') }}
    where scope_level in ('company', 'line')

),

branches as (

    select * from {{ ref('dim_branch') }}

),

counts as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        branch_code,
        sum(complaints) as complaints,
        sum(complaints_compared) as complaints_compared,
        sum(complaints_to_compare) as complaints_to_compare

    from {{ ref('int_complaints_by_scope') }}
    where scope_level in ('company', 'line')
    group by source_system, report_year, scope_level, scope_code, branch_code

),

branches_in_use as (

    select distinct
        source_system,
        branch_code

    from counts

),

-- a feed that names no branch ranks none: nobody knows which of them stand at zero
feeds_with_branches as (

    select distinct source_system from branches_in_use
    where
        branch_code <> 'unspecified'
        and exists (select 1 from branches where branch_code not in ('unspecified', 'unmapped'))

),

rules as (

    select cast(max(rule_value) filter (rule_code = 'high_incidence_complaints') as integer) as high_incidence_complaints

    from {{ ref('rules') }}

),

spine as (

    select
        feed_year_scopes.*,
        branches.branch_code,
        branches.branch_name,
        branches.branch_name_zh

    from feed_year_scopes
    inner join feeds_with_branches
        on feed_year_scopes.source_system = feeds_with_branches.source_system
    cross join branches
    left join branches_in_use
        on
            feed_year_scopes.source_system = branches_in_use.source_system
            and branches.branch_code = branches_in_use.branch_code
    where
        branches.branch_code not in ('unspecified', 'unmapped')
        or branches_in_use.branch_code is not null

),

counted as (

    select
        spine.*,
        cast(coalesce(counts.complaints, 0) as bigint) as complaints,
        case
            when spine.prior_report_year is not null then cast(coalesce(counts.complaints_compared, 0) as bigint)
            else cast(coalesce(counts.complaints, 0) as bigint)
        end as complaints_compared,
        case
            when spine.prior_report_year is not null
                then cast(coalesce(prior_counts.complaints_to_compare, 0) as bigint)
        end as complaints_prior_year

    from spine
    left join counts
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code', 'branch_code'], 'spine', 'counts') }}
    left join counts as prior_counts
        on
            spine.source_system = prior_counts.source_system
            and spine.prior_report_year = prior_counts.report_year
            and spine.scope_level = prior_counts.scope_level
            and spine.scope_code = prior_counts.scope_code
            and spine.branch_code = prior_counts.branch_code

),

-- zero years in an unbroken row share the difference between the year and their ordinal; a year that is not covered breaks the row
zero_runs as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        branch_code,
        report_year - row_number() over (
            partition by source_system, scope_level, scope_code, branch_code order by report_year
        ) as zero_run

    from counted
    where complaints = 0 and is_covered

),

zero_years as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        branch_code,
        row_number() over (
            partition by source_system, scope_level, scope_code, branch_code, zero_run order by report_year
        ) as consecutive_zero_years

    from zero_runs

),

branch_counts as (

    select
        counted.source_system,
        counted.report_year,
        counted.scope_level,
        counted.scope_code,
        counted.branch_code,
        counted.branch_name,
        counted.branch_name_zh,
        counted.complaints,
        {{ safe_divide(
            'counted.complaints',
            'sum(counted.complaints) over (partition by counted.source_system, counted.report_year, counted.scope_level, counted.scope_code)'
        ) }} as share,
        rank() over (
            partition by counted.source_system, counted.report_year, counted.scope_level, counted.scope_code
            order by counted.complaints desc
        ) as rank,
        counted.complaints_compared,
        counted.complaints_prior_year,
        counted.complaints_compared - counted.complaints_prior_year as yoy_change,
        case
            when counted.is_comparable then {{ pct_change('counted.complaints_compared', 'counted.complaints_prior_year') }}
        end as yoy_change_rate,
        counted.complaints >= rules.high_incidence_complaints as is_high_incidence,
        -- nobody knows whether a branch without complaints has none in the days that are not covered
        case when counted.complaints > 0 or counted.is_covered then counted.complaints = 0 end as is_zero,
        case
            when counted.complaints > 0 or counted.is_covered
                then cast(coalesce(zero_years.consecutive_zero_years, 0) as integer)
        end as consecutive_zero_years,
        counted.is_covered,
        counted.is_full_year,
        counted.is_comparable,
        counted.comparability_note

    from counted
    cross join rules
    left join zero_years
        on {{ equal_on(
            ['source_system', 'report_year', 'scope_level', 'scope_code', 'branch_code'],
            'counted', 'zero_years'
        ) }}

)

select * from branch_counts
