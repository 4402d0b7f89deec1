with

rules as (

    select cast(max(rule_value) filter (rule_code = 'high_incidence_complaints') as integer) as high_incidence_complaints

    from {{ ref('rules') }}

),

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

{{ branches_counted('feed_year_scopes', 'branches', 'counts') }},

{{ zero_years('counted') }},

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
