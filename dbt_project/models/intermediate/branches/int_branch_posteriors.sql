{%- set scope = 'source_system, report_year, scope_level, scope_code' -%}
with

-- a gamma distribution with the mean and variance of all true indices, and a branch's own complaints, make a gamma distribution again
gammas as (

    select
        {{ scope }},
        rates.branch_code,
        rates.index_rank,
        spreads.branches,
        sqrt(spreads.index_variance) as index_sd,
        power(spreads.index_mean, 2) / spreads.index_variance + rates.complaints as shape,
        spreads.index_mean / spreads.index_variance + rates.expected_complaints as rate,
        -- how much of the mean of all branches is in the branch's own index
        1 / (1 + spreads.index_variance * rates.expected_complaints / spreads.index_mean) as shrinkage,
        spreads.index_mean_variance

    from {{ ref('int_branch_rates') }} as rates
    inner join {{ ref('int_branch_spreads') }} as spreads using ({{ scope }})
    where rates.complaint_index is not null

),

-- the cube root of a gamma variable is normal (Wilson and Hilferty 1931)
roots as (

    select
        *,
        shape / rate as mean,
        cbrt(shape / rate) * (1 - 1 / (9 * shape)) as center,
        cbrt(shape / rate) / (3 * sqrt(shape)) as spread,
        -- the mean of all branches is an estimate itself (Morris 1983); it moves all indices together, and no rank
        sqrt(1 + power(shrinkage, 2) * index_mean_variance / (shape / power(rate, 2))) as widening

    from gammas

),

posteriors as (

    select
        {{ scope }},
        branch_code,
        index_rank,
        branches,
        index_sd,
        mean as complaint_index_shrunken,
        power(greatest(center - {{ z_95() }} * spread * widening, 0), 3) as complaint_index_shrunken_low,
        power(center + {{ z_95() }} * spread * widening, 3) as complaint_index_shrunken_high,
        center,
        spread

    from roots

)

select * from posteriors
