{%- set key = ['source_system', 'report_year', 'scope_level', 'scope_code', 'branch_code'] -%}
with

counts as (

    select * from {{ ref('int_branch_counts') }}

),

rates as (

    select * exclude (complaints, exposure_units) from {{ ref('int_branch_rates') }}

),

funnels as (

    select * from {{ ref('int_branch_funnels') }}

),

posteriors as (

    select * exclude (branches, index_rank, center, spread) from {{ ref('int_branch_posteriors') }}

),

changes as (

    select * from {{ ref('int_branch_changes') }}

),

rank_intervals as (

    select * from {{ ref('int_branch_rank_intervals') }}

),

branch_ranking as (

    select
        counts.*,
        changes.* exclude ({{ key | join(', ') }}),
        rates.* exclude ({{ key | join(', ') }}),
        posteriors.* exclude ({{ key | join(', ') }}),
        rank_intervals.rank_low,
        rank_intervals.rank_high,
        funnels.* exclude ({{ key | join(', ') }}, funnel_band, funnel_band_multiplicative),
        {%- for band in ['funnel_band', 'funnel_band_multiplicative'] %}
        -- where nobody complained, nothing was expected of anybody either
        coalesce(funnels.{{ band }}, case when rates.expected_complaints is null then 'no_exposure' else 'within' end) as {{ band }}{{ "," if not loop.last }}
        {%- endfor %}

    from counts
    left join changes
        on {{ equal_on(key, 'counts', 'changes') }}
    left join rates
        on {{ equal_on(key, 'counts', 'rates') }}
    left join funnels
        on {{ equal_on(key, 'counts', 'funnels') }}
    left join posteriors
        on {{ equal_on(key, 'counts', 'posteriors') }}
    left join rank_intervals
        on {{ equal_on(key, 'counts', 'rank_intervals') }}

)

select * from branch_ranking
