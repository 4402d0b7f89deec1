with

scope_years as (

    select * from {{ ref('int_scope_years') }}

),

taxonomy_breaks as (

    select * from {{ ref('taxonomy_breaks') }}
    where not coalesce(is_bridged, false)

),

-- a break between the first day of the base year and the end of the period leaves the two years incomparable
breaks_crossed as (

    select
        scope_years.source_system,
        scope_years.report_year,
        scope_years.scope_level,
        scope_years.scope_code,
        string_agg(
            coalesce(taxonomy_breaks.note, 'The taxonomy changed on ' || taxonomy_breaks.effective_from || '.'),
            ' ' order by taxonomy_breaks.effective_from
        ) as note

    from scope_years
    inner join taxonomy_breaks
        on
            coalesce(taxonomy_breaks.source_system, scope_years.source_system) = scope_years.source_system
            and scope_years.scope_level = taxonomy_breaks.scope_level
            and scope_years.scope_code = taxonomy_breaks.scope_code
            and taxonomy_breaks.effective_from > make_date(scope_years.prior_report_year, 1, 1)
            and taxonomy_breaks.effective_from <= scope_years.period_end_date
    group by
        scope_years.source_system,
        scope_years.report_year,
        scope_years.scope_level,
        scope_years.scope_code

),

scope_comparisons as (

    select
        scope_years.source_system,
        scope_years.report_year,
        scope_years.prior_report_year,
        scope_years.period_end_date,
        scope_years.is_full_year,
        scope_years.scope_level,
        scope_years.scope_code,
        scope_years.line_code,
        scope_years.category_code,
        scope_years.complaints,
        scope_years.complaints as complaints_compared,
        scope_years.complaints_prior_year,
        breaks_crossed.note is null and scope_years.prior_report_year is not null as is_comparable,
        case
            when scope_years.prior_report_year is null then 'The feed has no data for the year before.'
            when breaks_crossed.note is not null then breaks_crossed.note
            when not scope_years.is_full_year
                then
                    'Year to date, compared with the same days of the year before, up to '
                    || strftime(scope_years.period_end_date, '%m-%d') || '.'
        end as comparability_note

    from scope_years
    left join breaks_crossed
        on {{ same(['source_system', 'report_year', 'scope_level', 'scope_code'], 'scope_years', 'breaks_crossed') }}

)

select * from scope_comparisons
