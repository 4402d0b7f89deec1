{#- The CTEs that end in `ranks`: mean and variance of the rank of each branch, if its index is at one of its points. -#}
{% macro ranks_at_points(grid, posteriors, ordered, scope) -%}
-- how many branches' true indices lie above a point: mean and variance
above as (

    select
        {{ scope }},
        grid_index,
        point,
        sum(probability) as branches_above,
        sum(probability * (1 - probability)) as variance_above

    from (
        select
            grid.*,
            {{ normal_cdf('((posteriors.center - grid.point) / posteriors.spread)') }} as probability
        from {{ grid }} as grid
        inner join {{ posteriors }} as posteriors using ({{ scope }})
    )
    group by {{ scope }}, grid_index, point

),

-- between two points of the grid the sums are taken to change in a straight line
neighbours as (

    select
        {{ scope }},
        ordered.branch_code,
        ordered.branches,
        ordered.index_rank,
        ordered.side,
        ordered.own_probability_above,
        below.branches_above,
        below.variance_above,
        beyond.branches_above - below.branches_above as branches_above_step,
        beyond.variance_above - below.variance_above as variance_above_step,
        coalesce((ordered.point - below.point) / nullif(beyond.point - below.point, 0), 0) as way

    from {{ ordered }} as ordered
    inner join above as below using ({{ scope }})
    inner join above as beyond using ({{ scope }})
    where
        below.grid_index = ordered.ordinal // ordered.step
        and beyond.grid_index = cast(ceil(ordered.ordinal / cast(ordered.step as double)) as bigint)

),

ranks as (

    select
        {{ scope }},
        branch_code,
        branches,
        index_rank,
        side,
        1 + branches_above + way * branches_above_step - own_probability_above as mean_rank,
        variance_above + way * variance_above_step
        - own_probability_above * (1 - own_probability_above) as rank_variance

    from neighbours

)
{%- endmacro %}
