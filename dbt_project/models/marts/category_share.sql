with

scope_years as (

    select * from {{ ref('int_scope_comparisons') }}

),

-- a scope stands below the company, and below its line
placed as (

    select 'company' as parent_level, 'company' as parent_code, * from scope_years
    where scope_level <> 'company'
    union all
    select 'line' as parent_level, line_code as parent_code, * from scope_years
    where scope_level in ('category', 'subcategory')

),

counted as (

    select
        placed.source_system,
        placed.report_year,
        placed.parent_level,
        placed.parent_code,
        placed.scope_level,
        placed.scope_code,
        placed.complaints,
        parents.complaints as parent_complaints,
        placed.own_complaints_compared,
        parents.own_complaints_compared as parent_complaints_compared,
        placed.own_complaints_prior_year,
        parents.own_complaints_prior_year as parent_complaints_prior_year,
        placed.is_covered,
        placed.is_comparable_alone and parents.is_comparable_alone as is_comparable,
        case
            when placed.is_comparable_alone and not parents.is_comparable_alone then parents.note_alone
            else placed.note_alone
        end as comparability_note

    from placed
    inner join scope_years as parents
        on
            placed.source_system = parents.source_system
            and placed.report_year = parents.report_year
            and placed.parent_level = parents.scope_level
            and placed.parent_code = parents.scope_code

),

compared as (

    select
        *,
        case when is_comparable then own_complaints_compared end as count,
        case when is_comparable then parent_complaints_compared end as whole,
        case when is_comparable then own_complaints_prior_year end as prior_count,
        case when is_comparable then parent_complaints_prior_year end as prior_whole

    from counted

),

changes as (

    {{ share_changes('compared', 'compared_share') }}

),

category_share as (

    select
        source_system,
        report_year,
        parent_level,
        parent_code,
        scope_level,
        scope_code,
        complaints,
        parent_complaints,
        {{ safe_divide('complaints', 'parent_complaints') }} as share,
        {{ share_low('complaints', 'parent_complaints') }} as share_low,
        {{ share_high('complaints', 'parent_complaints') }} as share_high,
        {{ complaint_rank('source_system, report_year, parent_level, parent_code, scope_level') }} as rank,
        compared_share as share_compared,
        {{ safe_divide('own_complaints_prior_year', 'parent_complaints_prior_year') }} as share_prior_year,
        compared_share_change as share_change,
        compared_share_change_low as share_change_low,
        compared_share_change_high as share_change_high,
        compared_share_change_p_value as share_change_p_value,
        is_covered,
        is_comparable,
        comparability_note

    from changes

)

select * from category_share
