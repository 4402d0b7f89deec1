{%- set scope = 'source_system, report_year, scope_level, scope_code' -%}
{#- Branches are many, and their counts all different: tails are added up for small ones only. -#}
{%- set large = 10 -%}
with

counts as (

    select
        *,
        complaints_compared as successes,
        complaints_compared + complaints_prior_year as trials,
        greatest(complaints_compared, complaints_prior_year) as at_least,
        1.0::double as odds,
        sum(complaints) over whole as complaints_of_branches,
        sum(complaints_compared) over whole as compared_of_branches,
        sum(complaints_prior_year) over whole as complaints_of_branches_prior_year

    from {{ ref('int_branch_counts') }}
    window whole as (partition by {{ scope }})

),

-- where neither year has a complaint there is nothing to test
tested as (

    select * from counts
    where is_comparable and trials > 0

),

tails as (

    {{ binomial_upper_tails('tested', large) }}

),

sides as (

    select successes, trials from tested
    union all
    select complaints_prior_year as successes, trials from tested

),

limits as (

    {{ binomial_odds_low('sides', large=large) }}

),

-- if nothing had changed, both years would have the same part of the complaints, and both tails would be alike; who reads a table of
-- branches compares all of them
compared as (

    select
        {{ scope }},
        branch_code,
        least(2 * tail, 1) as p_value,
        count(*) over whole as comparisons,
        count(*) over (whole order by p_value) as comparisons_up_to,
        case when complaints_prior_year > 0 then limits_of_year.odds_low - 1 end as yoy_rate_low,
        case when complaints_prior_year > 0 then 1 / limits_of_base.odds_low - 1 end as yoy_rate_high

    from tested
    inner join tails using (at_least, trials, odds)
    inner join limits as limits_of_year using (successes, trials)
    inner join limits as limits_of_base
        on
            tested.complaints_prior_year = limits_of_base.successes
            and tested.trials = limits_of_base.trials
    window whole as (partition by {{ scope }})

),

adjusted as (

    select
        *,
        {{ adjusted_p_value('p_value', 'comparisons', 'comparisons_up_to', scope) }} as p_value_adjusted

    from compared

),

{{ branch_shares('counts', scope) }},

changes as (

    select
        {{ scope }},
        branch_code,
        shares.share_low,
        shares.share_high,
        shares.share_prior_year,
        case when is_comparable then shares.compared - shares.share_prior_year end as share_change,
        case
            when is_comparable
                then {{ share_change_low('shares.compared', 'shares.compared_low', 'shares.share_prior_year', 'shares.share_prior_year_high') }}
        end as share_change_low,
        case
            when is_comparable
                then {{ share_change_high('shares.compared', 'shares.compared_high', 'shares.share_prior_year', 'shares.share_prior_year_low') }}
        end as share_change_high,
        adjusted.yoy_rate_low,
        adjusted.yoy_rate_high,
        adjusted.p_value as yoy_p_value,
        adjusted.p_value_adjusted as yoy_p_value_adjusted,
        adjusted.p_value_adjusted <= 0.05 as is_significant,
        adjusted.p_value <= 0.05 as is_significant_unadjusted

    from shares
    left join adjusted using ({{ scope }}, branch_code)

)

select * from changes
