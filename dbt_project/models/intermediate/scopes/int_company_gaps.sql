{%- set scope = 'source_system, report_year, scope_level, scope_code' -%}
with

comparisons as (

    select * from {{ ref('int_scope_comparisons') }}
    where is_comparable

),

company as (

    select
        comparisons.source_system,
        comparisons.report_year,
        comparisons.complaints_compared,
        comparisons.complaints_prior_year,
        comparisons.complaints_compared / cast(comparisons.complaints_prior_year as double) as ratio,
        change_tests.yoy_rate_low + 1 as ratio_low,
        change_tests.yoy_rate_high + 1 as ratio_high

    from comparisons
    inner join {{ ref('int_yoy_significance') }} as change_tests
        on {{ equal_on(['source_system', 'report_year', 'scope_level', 'scope_code'], 'comparisons', 'change_tests') }}
    where
        comparisons.scope_level = 'company'
        and comparisons.complaints_compared > 0
        and comparisons.complaints_prior_year > 0

),

counted as (

    select
        comparisons.source_system,
        comparisons.report_year,
        comparisons.scope_level,
        comparisons.scope_code,
        company.ratio,
        company.ratio_low,
        company.ratio_high,
        {{ share_low('comparisons.complaints_prior_year', 'company.complaints_prior_year') }} as prior_low,
        {{ share_high('comparisons.complaints_prior_year', 'company.complaints_prior_year') }} as prior_high,
        comparisons.complaints_compared as count,
        company.complaints_compared as whole,
        comparisons.complaints_prior_year as prior_count,
        company.complaints_prior_year as prior_whole

    from comparisons
    inner join company
        on {{ equal_on(['source_system', 'report_year'], 'comparisons', 'company') }}
    where comparisons.scope_level <> 'company' and comparisons.complaints_prior_year > 0

),

shares as (

    {{ share_changes('counted') }}

),

-- A scope grows as the company does where its share stays the same: the gap is the company's ratio of the two years times what the share's own ratio
-- is above 1. Limits of that ratio from those of both shares (Donner and Zou 2012), which leave out 1 where Newcombe's leave out 0.
share_ratios as (

    select
        *,
        share / share_prior_year - 1 as excess,
        share_low * (2 * share - share_low) / nullif(
            share * share_prior_year + sqrt(greatest(
                power(share * share_prior_year, 2)
                - share_low * prior_high * (2 * share - share_low) * (2 * share_prior_year - prior_high), 0
            )), 0
        ) - 1 as excess_low,
        (
            share * share_prior_year + sqrt(greatest(
                power(share * share_prior_year, 2)
                - share_high * prior_low * (2 * share - share_high) * (2 * share_prior_year - prior_low), 0
            ))
        ) / (prior_low * (2 * share_prior_year - prior_low)) - 1 as excess_high

    from shares

),

-- of a product, whose factors are independent: towards zero the limit stays on the side of the excess (Zou, Huang and Zhang 2009)
company_gaps as (

    select
        {{ scope }},
        ratio * excess - sqrt(
            power(ratio * (excess - coalesce(excess_low, -1)), 2)
            + power(excess * if(excess > 0, ratio - ratio_low, ratio_high - ratio), 2)
            - if(excess > 0, power((ratio - ratio_low) * (excess - coalesce(excess_low, -1)), 2), 0)
        ) as yoy_gap_low,
        ratio * excess + sqrt(
            power(ratio * (excess_high - excess), 2)
            + power(excess * if(excess < 0, ratio - ratio_low, ratio_high - ratio), 2)
            - if(excess < 0, power((ratio - ratio_low) * (excess_high - excess), 2), 0)
        ) as yoy_gap_high,
        share_change_p_value as yoy_gap_p_value

    from share_ratios

)

select * from company_gaps
