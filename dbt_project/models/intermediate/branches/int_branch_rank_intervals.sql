{%- set scope = 'source_system, report_year, scope_level, scope_code' -%}
{%- set most_grid_points = 128 -%}
with

posteriors as (

    select * from {{ ref('int_branch_posteriors') }}

),

points as (

    select
        posteriors.*,
        sides.side,
        sides.own_probability_above,
        posteriors.center + sides.z * posteriors.spread as point,
        cast(ceil(3 * posteriors.branches / {{ most_grid_points }}.0) as bigint) as step

    from posteriors
    cross join (
        values ('high', {{ z_95() }}, 0.025), ('middle', 0.0, 0.5), ('low', -{{ z_95() }}, 0.975)
    ) as sides (side, z, own_probability_above)

),

ordered as (

    select
        *,
        row_number() over (partition by {{ scope }} order by point, branch_code, side) - 1 as ordinal

    from points

),

grid as (

    select distinct
        {{ scope }},
        cast(ceil(ordinal / cast(step as double)) as bigint) as grid_index,
        point

    from ordered
    where ordinal % step = 0 or ordinal = 3 * branches - 1

),

{{ ranks_at_points('grid', 'posteriors', 'ordered', scope) }},

by_branch as (

    select
        {{ scope }},
        branch_code,
        branches,
        index_rank,
        max(mean_rank) filter (side = 'middle') as middle_rank,
        max(mean_rank) filter (side = 'high') as rank_at_high_index,
        max(mean_rank) filter (side = 'low') as rank_at_low_index,
        greatest(max(rank_variance) filter (side = 'middle'), 0) as rank_variance

    from ranks
    group by {{ scope }}, branch_code, branches, index_rank

),

-- the branch's own uncertainty and that of the others add like sides of a right angle (Zou and Donner 2008)
limits as (

    select
        *,
        middle_rank - sqrt(power(middle_rank - rank_at_high_index, 2) + power({{ z_95() }}, 2) * rank_variance) as lower_limit,
        middle_rank + sqrt(power(rank_at_low_index - middle_rank, 2) + power({{ z_95() }}, 2) * rank_variance) as upper_limit

    from by_branch

),

-- a place at the limit counts half, as in a mid-P interval, which draws the limits in by half a place; the less, the fewer places are open,
-- since then the tails are not those of a normal distribution
drawn_in as (

    select
        *,
        0.5 * rank_variance / (rank_variance + 0.2) - 1e-9 as draw_in

    from limits

),

-- a rank as observed always lies in its own interval
rank_intervals as (

    select
        {{ scope }},
        branch_code,
        least(greatest(cast(round(least(lower_limit + draw_in, middle_rank)) as bigint), 1), index_rank) as rank_low,
        greatest(least(cast(round(greatest(upper_limit - draw_in, middle_rank)) as bigint), branches), index_rank) as rank_high

    from drawn_in

)

select * from rank_intervals
