with

code_years as (

    select * from {{ ref('int_code_years') }}

),

breaks_crossed as (

    select * from {{ ref('int_taxonomy_breaks_crossed') }}

),

declared as (

    select
        breaks_crossed.source_system,
        breaks_crossed.report_year,
        breaks_crossed.scope_level,
        breaks_crossed.scope_code,
        coalesce(code_years.change, 'declared_break') as change,
        cast(coalesce(code_years.complaints, 0) as bigint) as complaints,
        cast(coalesce(code_years.complaints_prior_year, 0) as bigint) as complaints_prior_year,
        case
            when code_years.change = 'vanished' then code_years.feed_complaints_prior_year else code_years.feed_complaints
        end as feed_complaints,
        code_years.share,
        true as is_declared,
        breaks_crossed.is_bridged,
        breaks_crossed.note

    from breaks_crossed
    left join code_years
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'breaks_crossed', 'code_years') }}

),

undeclared as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        change,
        complaints,
        complaints_prior_year,
        case when change = 'vanished' then feed_complaints_prior_year else feed_complaints end as feed_complaints,
        share,
        false as is_declared,
        false as is_bridged,
        case
            when change = 'appeared' then complaints_prior_year || ' in ' || prior_report_year
            else complaints || ' in ' || report_year
        end
        || ', where ' || printf('%.1f', expected_complaints)
        || ' were to be expected. Declare the break in taxonomy_breaks.csv, or map the other name of the code.' as note

    from {{ ref('int_undeclared_breaks') }}

),

taxonomy_changes as (

    select * from declared
    union all
    select * from undeclared

)

select * from taxonomy_changes
