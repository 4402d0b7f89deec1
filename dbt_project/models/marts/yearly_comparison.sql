with

comparisons as (

    select
        *,
        complaints_compared - complaints_prior_year as yoy_change,
        case
            when is_comparable then {{ pct_change('complaints_compared', 'complaints_prior_year') }}
        end as yoy_change_rate

    from {{ ref('int_scope_comparisons') }}

),

company as (

    select
        source_system,
        report_year,
        yoy_change_rate

    from comparisons
    where scope_level = 'company'

),

rules as (

    select
        {{ rule_or_default('material_change_complaints', 10) }},
        {{ rule_or_default('material_change_rate', 0.1, 'double') }}

    from {{ ref('rules') }}

),

yearly_comparison as (

    select
        comparisons.source_system,
        comparisons.report_year,
        comparisons.scope_level,
        comparisons.scope_code,
        comparisons.period_end_date,
        comparisons.is_full_year,
        comparisons.complaints,
        comparisons.complaints_compared,
        comparisons.complaints_prior_year,
        comparisons.yoy_change,
        comparisons.yoy_change_rate,
        company.yoy_change_rate as company_yoy_change_rate,
        comparisons.yoy_change_rate - company.yoy_change_rate as yoy_gap_vs_company,
        -- on a base of zero any change is beyond a rate
        case
            when comparisons.is_comparable
                then
                    abs(comparisons.yoy_change) >= rules.material_change_complaints
                    and coalesce(abs(comparisons.yoy_change_rate) >= rules.material_change_rate - 1e-12, true)
        end as is_material,
        change_tests.* exclude (source_system, report_year, scope_level, scope_code),
        dispersion.* exclude (source_system, report_year, scope_level, scope_code),
        gaps.* exclude (source_system, report_year, scope_level, scope_code),
        comparisons.coverage,
        comparisons.is_covered,
        comparisons.is_comparable,
        comparisons.comparability_note

    from comparisons
    inner join company
        on
            comparisons.source_system = company.source_system
            and comparisons.report_year = company.report_year
    cross join rules
    left join {{ ref('int_yoy_significance') }} as change_tests
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'comparisons', 'change_tests') }}
    left join {{ ref('int_company_gaps') }} as gaps
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'comparisons', 'gaps') }}
    left join {{ ref('int_change_dispersion') }} as dispersion
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'comparisons', 'dispersion') }}

)

select * from yearly_comparison
