{#-
    The CTEs that end in `zero_years`: of each branch and covered year without a complaint, how many such years stand in an unbroken
    row.
-#}
{% macro zero_years(counted) -%}
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

    from {{ counted }}
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

)
{%- endmacro %}


{#- The CTEs that end in `counted`: complaints of each branch that a feed can name, by scope and year, with 0 where nothing came. -#}
{% macro branches_counted(feed_year_scopes, branches, counts) -%}
branches_in_use as (

    select distinct
        source_system,
        branch_code

    from {{ counts }} as counts

),

-- a feed that names no branch ranks none: nobody knows which of them stand at zero
feeds_with_branches as (

    select distinct source_system from branches_in_use
    where
        branch_code <> 'unspecified'
        and exists (select 1 from {{ branches }} as branches where branch_code not in ('unspecified', 'unmapped'))

),

spine as (

    select
        feed_year_scopes.*,
        branches.branch_code,
        branches.branch_name,
        branches.branch_name_zh

    from {{ feed_year_scopes }} as feed_year_scopes
    inner join feeds_with_branches
        on feed_year_scopes.source_system = feeds_with_branches.source_system
    cross join {{ branches }} as branches
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
    left join {{ counts }} as counts
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code', 'branch_code'], 'spine', 'counts') }}
    left join {{ counts }} as prior_counts
        on
            spine.source_system = prior_counts.source_system
            and spine.prior_report_year = prior_counts.report_year
            and spine.scope_level = prior_counts.scope_level
            and spine.scope_code = prior_counts.scope_code
            and spine.branch_code = prior_counts.branch_code

)
{%- endmacro %}
