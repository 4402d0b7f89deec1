{%- set scope = 'source_system, report_year, scope_level, scope_code' -%}
{%- set steps = 4 -%}
with

rates as (

    select
        {{ scope }},
        complaint_index,
        expected_complaints,
        2 * (sqrt(complaints + 0.25) - sqrt(expected_complaints)) as z_score

    from {{ ref('int_branch_rates') }}
    where complaint_index is not null

),

scopes as (

    select
        {{ scope }},
        count(*) as branches,
        0.0::double as variance,
        1.0::double as index_mean,
        0.0::double as index_variance

    from rates
    group by {{ scope }}

),

{{ robust_variance('rates', 'scopes', scope, steps) }},

{{ moments_of_index('rates', 'scopes', scope, 3) }},

-- of what chance leaves open of the variance, the part below 0 is impossible: the mean of a normal distribution cut off there
likely as (

    select
        *,
        greatest(raw_variance / variance_error, -8) as raw_score

    from moments_3

),

spreads as (

    select
        {{ scope }},
        scopes.branches,
        greatest(robust_1.mean_square, 1) as overdispersion_factor,
        robust_{{ steps }}.variance as funnel_variance,
        likely.index_mean,
        likely.index_mean_variance,
        -- never so large that the distribution would pile up at 0
        least(
            likely.variance_error * (
                likely.raw_score + exp(-power(likely.raw_score, 2) / 2) / sqrt(2 * pi()) / {{ normal_cdf('likely.raw_score') }}
            ),
            2 * power(likely.index_mean, 2)
        ) as index_variance

    from scopes
    inner join robust_1 using ({{ scope }})
    inner join robust_{{ steps }} using ({{ scope }})
    inner join likely using ({{ scope }})

)

select * from spreads
