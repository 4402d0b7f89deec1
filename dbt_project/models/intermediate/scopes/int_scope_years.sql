with

spine as (

    select * from {{ ref('int_feed_year_scopes') }}

),

counts as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        sum(complaints) as complaints,
        sum(complaints_compared) as complaints_compared,
        sum(complaints_to_compare) as complaints_to_compare,
        sum(complaints) filter (controllability = 'controllable') as controllable,
        sum(complaints) filter (controllability = 'uncontrollable') as uncontrollable,
        sum(complaints) filter (controllability = 'undetermined') as undetermined

    from {{ ref('int_complaints_by_scope') }}
    group by source_system, report_year, scope_level, scope_code

),

scope_years as (

    select
        spine.source_system,
        spine.report_year,
        spine.prior_report_year,
        spine.period_end_date,
        spine.is_full_year,
        spine.coverage,
        spine.is_covered,
        spine.compared_months,
        spine.comparability_note,
        spine.scope_level,
        spine.scope_code,
        spine.line_code,
        spine.category_code,
        cast(coalesce(counts.complaints, 0) as bigint) as complaints,
        case
            when spine.prior_report_year is not null then cast(coalesce(counts.complaints_compared, 0) as bigint)
            else cast(coalesce(counts.complaints, 0) as bigint)
        end as complaints_compared,
        case
            when spine.prior_report_year is not null
                then cast(coalesce(prior_counts.complaints_to_compare, 0) as bigint)
        end as complaints_prior_year,
        cast(coalesce(counts.controllable, 0) as bigint) as controllable,
        cast(coalesce(counts.uncontrollable, 0) as bigint) as uncontrollable,
        cast(coalesce(counts.undetermined, 0) as bigint) as undetermined

    from spine
    left join counts
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'spine', 'counts') }}
    left join counts as prior_counts
        on
            spine.source_system = prior_counts.source_system
            and spine.prior_report_year = prior_counts.report_year
            and spine.scope_level = prior_counts.scope_level
            and spine.scope_code = prior_counts.scope_code

)

select * from scope_years
