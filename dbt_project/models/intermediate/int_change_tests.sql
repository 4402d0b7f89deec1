{%- set scope = 'source_system, report_year, scope_level, scope_code' -%}
with

comparisons as (

    select
        comparisons.*,
        comparisons.complaints_compared + comparisons.complaints_prior_year as both_years,
        exposure.premium_yuan / exposure.premium_yuan_prior_year as exposure_ratio

    from {{ ref('int_scope_comparisons') }} as comparisons
    left join {{ ref('int_company_exposure_years') }} as exposure using (report_year)
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

sides as (

    select complaints_compared as successes, both_years as trials from comparisons
    union all
    select complaints_prior_year as successes, both_years as trials from comparisons

),

odds as (

    {{ binomial_odds_low('sides') }}

),

-- against a base of zero there is no rate, and so no limits of one
tested as (

    select
        binomials.*,
        p_values.p_value,
        case
            when binomials.complaints_prior_year > 0 then odds_of_year.odds_low / binomials.ratio - 1
        end as rate_low,
        case
            when binomials.complaints_prior_year > 0 then 1 / (odds_of_base.odds_low * binomials.ratio) - 1
        end as rate_high,
        count(*) over comparable as comparisons,
        count(*) over (comparable order by p_values.p_value) as comparisons_up_to

    from binomials
    inner join p_values using (successes, trials, odds)
    inner join odds as odds_of_year using (successes, trials)
    inner join odds as odds_of_base
        on
            binomials.complaints_prior_year = odds_of_base.successes
            and binomials.both_years = odds_of_base.trials
    window comparable as (
        partition by binomials.source_system, binomials.report_year, binomials.scope_level, binomials.basis
    )

),

adjusted as (

    select
        *,
        {{ adjusted_p_value('p_value', 'source_system, report_year, scope_level, basis') }} as p_value_adjusted

    from tested

),

change_tests as (

    select
        {{ scope }},
        max(rate_low) filter (basis = 'counts') as yoy_rate_low,
        max(rate_high) filter (basis = 'counts') as yoy_rate_high,
        max(p_value) filter (basis = 'counts') as yoy_p_value,
        max(p_value_adjusted) filter (basis = 'counts') as yoy_p_value_adjusted,
        max(p_value_adjusted) filter (basis = 'counts') <= 0.05 as is_significant,
        max(p_value) filter (basis = 'counts') <= 0.05 as is_significant_unadjusted,
        max(exposure_ratio) - 1 as exposure_change_rate,
        max(change_rate_given_exposure) as yoy_change_rate_given_exposure,
        max(rate_low) filter (basis = 'exposure') as yoy_rate_low_given_exposure,
        max(rate_high) filter (basis = 'exposure') as yoy_rate_high_given_exposure,
        max(p_value) filter (basis = 'exposure') as yoy_p_value_given_exposure,
        max(p_value_adjusted) filter (basis = 'exposure') as yoy_p_value_adjusted_given_exposure,
        max(p_value_adjusted) filter (basis = 'exposure') <= 0.05 as is_significant_given_exposure

    from (
        select
            *,
            complaints_compared / nullif(complaints_prior_year * exposure_ratio, 0) - 1 as change_rate_given_exposure
        from adjusted
    )
    group by {{ scope }}

)

select * from change_tests
