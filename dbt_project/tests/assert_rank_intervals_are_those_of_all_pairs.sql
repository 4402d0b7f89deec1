-- Guards against rank intervals that hold a rank only because they are stretched to it: each is computed anew from all pairs of branches,
-- without the grid of int_branch_rank_intervals. Of a scope at most 50 branches are, since pairs grow with the square.
{{ config(meta={'dagster': {'ref': {'name': 'branch_ranking'}}}) }}
{%- set scope = 'source_system, report_year, scope_level, scope_code' -%}
with

ranked as (

    select
        {{ scope }},
        branch_code,
        complaints / case exposure_base when 'premium' then premium_yuan when 'policies' then policies_in_force end as rate,
        index_rank,
        rank_low,
        rank_high,
        count(*) over (partition by {{ scope }}) as branches,
        row_number() over (partition by {{ scope }} order by branch_code) as place

    from {{ ref('branch_ranking') }}
    where expected_complaints > 0

),

posteriors as (

    select
        ranked.*,
        known.center,
        known.spread

    from ranked
    left join {{ ref('int_branch_posteriors') }} as known
        on {{ equal_on(scope.split(', ') + ['branch_code'], 'ranked', 'known') }}

),

sampled as (

    select * from posteriors
    where place % cast(ceil(branches / 50.0) as bigint) = 0

),

pairs as (

    select
        sampled.*,
        others.rate > sampled.rate as is_above,
        {%- for side, z in {'middle': 0, 'high': z_95(), 'low': '-' ~ z_95()}.items() %}
        {{ normal_cdf('((others.center - (sampled.center + ' ~ z ~ ' * sampled.spread)) / others.spread)') }} as above_{{ side }}
        {{- "," if not loop.last }}
        {%- endfor %}

    from sampled
    left join posteriors as others
        on
            {{ equal_on(scope.split(', '), 'sampled', 'others') }}
            and sampled.branch_code <> others.branch_code

),

ranks as (

    select
        {{ scope }},
        branch_code,
        branches,
        index_rank,
        rank_low,
        rank_high,
        1 + count(*) filter (is_above) as rank_by_rate,
        1 + coalesce(sum(above_middle), 0) as middle_rank,
        1 + coalesce(sum(above_high), 0) as rank_at_high_index,
        1 + coalesce(sum(above_low), 0) as rank_at_low_index,
        coalesce(sum(above_middle * (1 - above_middle)), 0) as rank_variance,
        -- a rank is rounded; between two points of the grid, sums may be off by the branches that lie there
        0.501 + case when 3 * branches > 128 then 2 * ceil(3 * branches / 128.0) else 0 end as tolerance

    from pairs
    group by {{ scope }}, branch_code, branches, index_rank, rank_low, rank_high

),

limits as (

    select
        *,
        0.5 * rank_variance / (rank_variance + 0.2) as draw_in,
        middle_rank - sqrt(power(middle_rank - rank_at_high_index, 2) + power({{ z_95() }}, 2) * rank_variance) as lower_limit,
        middle_rank + sqrt(power(rank_at_low_index - middle_rank, 2) + power({{ z_95() }}, 2) * rank_variance) as upper_limit

    from ranks

)

select * from limits
where
    (
        index_rank = rank_by_rate
        and abs(rank_low - least(greatest(least(lower_limit + draw_in, middle_rank), 1), index_rank)) <= tolerance
        and abs(rank_high - greatest(least(greatest(upper_limit - draw_in, middle_rank), branches), index_rank)) <= tolerance
    ) is not true
