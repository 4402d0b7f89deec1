{%- set keys = 'source_system, report_year, scope_level, basis' -%}
with

comparisons as (

    select
        comparisons.*,
        comparisons.complaints_compared + comparisons.complaints_prior_year as both_years,
        exposure.premium_yuan / exposure.premium_yuan_prior_year as exposure_ratio

    from {{ ref('int_scope_comparisons') }} as comparisons
    -- the premium of a year says nothing of a part of it
    left join {{ ref('int_company_exposure_years') }} as exposure
        on
            comparisons.report_year = exposure.report_year
            and comparisons.is_full_year
            and comparisons.compared_months = 12
    where
        comparisons.is_comparable
        and comparisons.complaints_compared + comparisons.complaints_prior_year > 0

),

-- as counts, each year would have half of the complaints; given exposure, as much as its part of both years' premium
hypotheses as (

    select *, 'counts' as basis, 1.0 as ratio from comparisons
    union all
    select *, 'exposure' as basis, exposure_ratio as ratio from comparisons
    where exposure_ratio is not null

),

binomials as (

    select
        *,
        complaints_compared as successes,
        both_years as trials,
        ratio as odds

    from hypotheses

),

p_values as (

    {{ binomial_p_values('binomials') }}

),

tested as (

    select
        binomials.*,
        p_values.p_value,
        count(*) over comparable as comparisons,
        count(*) over (comparable order by p_values.p_value) as comparisons_up_to

    from binomials
    inner join p_values using (successes, trials, odds)
    window comparable as (
        partition by binomials.source_system, binomials.report_year, binomials.scope_level, binomials.basis
    )

),

adjusted as (

    select
        *,
        {{ adjusted_p_value('p_value', 'comparisons', 'comparisons_up_to', keys) }} as p_value_adjusted

    from tested

),

-- of m comparisons R are called significant: limits at the level 1 - 0.05 R / m leave out the hypothesis for these, and for none of the others
-- (Benjamini and Yekutieli 2005)
change_p_values as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        basis,
        complaints_compared,
        complaints_prior_year,
        both_years,
        exposure_ratio,
        ratio,
        p_value,
        p_value_adjusted,
        p_value_adjusted <= 0.05 as is_significant,
        0.025
        * greatest(count(*) filter (p_value_adjusted <= 0.05) over (partition by {{ keys }}), 1) / comparisons as beyond_adjusted

    from adjusted

)

select * from change_p_values
