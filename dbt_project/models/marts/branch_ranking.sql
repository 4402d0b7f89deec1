with

counts as (

    select * from {{ ref('int_branch_counts') }}

),

rates as (

    select * from {{ ref('int_branch_rates') }}

),

rank_intervals as (

    select * from {{ ref('int_branch_rank_intervals') }}

),

branch_ranking as (

    select
        counts.*,
        rates.* exclude (source_system, report_year, scope_level, scope_code, branch_code, complaints, funnel_band),
        rank_intervals.rank_low,
        rank_intervals.rank_high,
        coalesce(rates.funnel_band, 'no_exposure') as funnel_band

    from counts
    left join rates
        on {{ same(['source_system', 'report_year', 'scope_level', 'scope_code', 'branch_code'], 'counts', 'rates') }}
    left join rank_intervals
        on {{ same(['source_system', 'report_year', 'scope_level', 'scope_code', 'branch_code'], 'counts', 'rank_intervals') }}

)

select * from branch_ranking
