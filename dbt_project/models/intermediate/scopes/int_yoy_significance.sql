{%- set suffixes = {'counts': '', 'exposure': '_given_exposure'} -%}
with

p_values as (

    select * from {{ ref('int_change_p_values') }}

),

-- the limits of one year's part of both, and of the other's, at the level of this scope alone and at that of all scopes compared
levels as (

    select *, 'plain' as level, cast(0.025 as double) as beyond from p_values
    union all
    select *, 'adjusted' as level, beyond_adjusted as beyond from p_values

),

sides as (

    select complaints_compared as successes, both_years as trials, beyond from levels
    union all
    select complaints_prior_year as successes, both_years as trials, beyond from levels

),

odds as (

    {{ binomial_odds_low('sides', 'beyond') }}

),

-- against a base of zero there is no rate, and so no limits of one
limits as (

    select
        levels.*,
        case
            when levels.complaints_prior_year > 0 then odds_of_year.odds_low / levels.ratio - 1
        end as rate_low,
        case
            when levels.complaints_prior_year > 0 then 1 / (odds_of_base.odds_low * levels.ratio) - 1
        end as rate_high

    from levels
    inner join odds as odds_of_year
        on
            levels.complaints_compared = odds_of_year.successes
            and levels.both_years = odds_of_year.trials
            and levels.beyond = odds_of_year.beyond
    inner join odds as odds_of_base
        on
            levels.complaints_prior_year = odds_of_base.successes
            and levels.both_years = odds_of_base.trials
            and levels.beyond = odds_of_base.beyond

),

change_tests as (

    select
        source_system,
        report_year,
        scope_level,
        scope_code,
        max(exposure_ratio) - 1 as exposure_change_rate,
        max(complaints_compared / nullif(complaints_prior_year * exposure_ratio, 0) - 1) as yoy_change_rate_given_exposure,
        max(p_value) filter (basis = 'counts') <= 0.05 as is_significant_unadjusted,
        {%- for basis, suffix in suffixes.items() %}
        max(rate_low) filter (basis = '{{ basis }}' and level = 'plain') as yoy_rate_low{{ suffix }},
        max(rate_high) filter (basis = '{{ basis }}' and level = 'plain') as yoy_rate_high{{ suffix }},
        max(p_value) filter (basis = '{{ basis }}') as yoy_p_value{{ suffix }},
        max(p_value_adjusted) filter (basis = '{{ basis }}') as yoy_p_value_adjusted{{ suffix }},
        max(rate_low) filter (basis = '{{ basis }}' and level = 'adjusted') as yoy_rate_low_adjusted{{ suffix }},
        max(rate_high) filter (basis = '{{ basis }}' and level = 'adjusted') as yoy_rate_high_adjusted{{ suffix }},
        bool_or(is_significant) filter (basis = '{{ basis }}') as is_significant{{ suffix }}{{ "," if not loop.last }}
        {%- endfor %}

    from limits
    group by source_system, report_year, scope_level, scope_code

)

select * from change_tests
