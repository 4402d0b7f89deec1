with

feed_years as (

    select * from {{ ref('dim_feed_year') }}

),

scopes as (

    select * from {{ ref('dim_scope') }}

),

counted as (

    select distinct
        source_system,
        scope_level,
        scope_code

    from {{ ref('int_complaints_by_scope') }}

),

-- a scope of the taxonomy has its row even where nothing came; `unmapped` only in a feed that has such complaints
spine as (

    select
        feed_years.source_system,
        feed_years.report_year,
        feed_years.prior_report_year,
        feed_years.period_end_date,
        feed_years.is_full_year,
        feed_years.coverage,
        feed_years.is_covered,
        feed_years.compared_months,
        feed_years.comparability_note,
        scopes.scope_level,
        scopes.scope_code,
        scopes.line_code,
        scopes.category_code

    from feed_years
    cross join scopes
    left join counted
        on
            feed_years.source_system = counted.source_system
            and scopes.scope_level = counted.scope_level
            and scopes.scope_code = counted.scope_code
    where
        scopes.scope_code <> 'unmapped'
        or counted.scope_code is not null

)

select * from spine
