with

comparisons as (

    select * from {{ ref('int_scope_comparisons') }}
    where is_comparable_alone

),

-- a scope stands below the company, and below its line
placed as (

    select 'company' as parent_level, 'company' as parent_code, * from comparisons
    where scope_level <> 'company'
    union all
    select 'line' as parent_level, line_code as parent_code, * from comparisons
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
        placed.own_complaints_compared as count,
        parents.own_complaints_compared as whole,
        placed.own_complaints_prior_year as prior_count,
        parents.own_complaints_prior_year as prior_whole

    from placed
    inner join comparisons as parents
        on
            placed.source_system = parents.source_system
            and placed.report_year = parents.report_year
            and placed.parent_level = parents.scope_level
            and placed.parent_code = parents.scope_code

),

changes as (

    {{ share_changes('counted') }}

),

category_share_changes as (

    select
        source_system,
        report_year,
        parent_level,
        parent_code,
        scope_level,
        scope_code,
        share_change_low,
        share_change_high,
        share_change_p_value

    from changes

)

select * from category_share_changes
