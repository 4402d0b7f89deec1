with

thresholds as (

    select distinct
        slice,
        try_cast(replace(slice, 'threshold=', '') as bigint) as threshold

    from {{ ref('figures') }}
    where slice like 'threshold=%'

),

branches as (

    select * from {{ ref('branch_ranking') }}
    where branch_code not in ('unspecified', 'unmapped')

),

branches_by_threshold as (

    select
        branches.*,
        thresholds.slice,
        thresholds.threshold

    from branches
    cross join thresholds

),

yearly as (

    {{ figures_of(ref('yearly_comparison'), {
        'complaints': 'complaints',
        'complaints_prior_year': 'complaints_prior_year',
        'yoy_change': 'yoy_change',
        'yoy_change_rate': 'yoy_change_rate',
        'yoy_gap_vs_company': 'yoy_gap_vs_company',
    }) }}

),

shares as (

    {{ figures_of(ref('category_share'), {'share_of_company': 'share', 'rank_in_company': 'rank'}, where="parent_level = 'company'") }}
    union all
    {{ figures_of(ref('category_share'), {'share_of_line': 'share', 'rank_in_line': 'rank'}, where="parent_level = 'line'") }}

),

category_counts as (

    select
        source_system,
        report_year,
        'category_count' as measure,
        parent_level as scope_level,
        parent_code as scope_code,
        '' as slice,
        cast(count(*) filter (complaints > 0 and scope_code <> 'unmapped') as double) as computed_value

    from {{ ref('category_share') }}
    where scope_level = 'category'
    group by source_system, report_year, parent_level, parent_code

),

months as (

    {{ figures_of(ref('monthly_distribution'), {
        'complaints': 'complaints',
        'share_of_year': 'share_of_year',
        'rank_in_year': 'rank_in_year',
        'complaints_prior_year': 'complaints_prior_year',
        'yoy_change_rate': 'yoy_change_rate',
    }, slice="'month=' || month") }}

),

branch_figures as (

    {{ figures_of('branches', {
        'complaints': 'complaints',
        'share_of_branches': 'share',
        'rank_in_branches': 'rank',
        'rank': 'rank',
        'index_rank': 'index_rank',
        'complaint_index': 'complaint_index',
        'expected_complaints': 'expected_complaints',
        'complaints_per_100m_premium': 'complaints_per_100m_premium',
        'complaints_per_10k_policies': 'complaints_per_10k_policies',
        'policies_in_force': 'policies_in_force',
        'premium_yuan': 'premium_yuan',
        'complaints_prior_year': 'complaints_prior_year',
        'yoy_change': 'yoy_change',
        'yoy_change_rate': 'yoy_change_rate',
    }, slice="'branch=' || branch_code") }}
    union all
    {{ figures_over('branches', {
        'high_incidence_branches': 'count(*) filter (is_high_incidence)',
        'zero_complaint_branches': 'count(*) filter (is_zero)',
        'zero_complaint_branches_two_years': 'count(*) filter (consecutive_zero_years >= 2)',
    }) }}
    union all
    {{ figures_over('branches_by_threshold', {
        'high_incidence_branches': 'count(*) filter (complaints >= threshold)',
    }, slice='slice') }}

),

channels as (

    {{ figures_of(ref('channel_mix'), {'complaints': 'complaints', 'channel_share': 'share'}, slice="'channel=' || channel_code") }}
    union all
    {{ figures_over(ref('channel_mix'), {
        'complaints': 'max(group_complaints)',
        'channel_group_share': 'max(group_share)',
    }, slice="'channel_group=' || channel_group") }}

),

controllability as (

    {{ figures_of(ref('controllability'), {
        'controllable': 'controllable',
        'uncontrollable': 'uncontrollable',
        'undetermined': 'undetermined',
        'controllable_rate': 'controllable_rate',
        'uncontrollable_rate': 'uncontrollable_rate',
    }) }}

),

causes as (

    {{ figures_of(ref('cause_breakdown'), {'complaints': 'complaints', 'cause_share': 'share'}, slice="'cause=' || cause_code") }}
    union all
    {{ figures_over(ref('cause_breakdown'), {
        'cause_count': "count(*) filter (complaints > 0 and cause_code not in ('unmapped', 'unspecified'))",
    }) }}

),

grievances as (

    {{ figures_of(
        ref('grievance_breakdown'), {'complaints': 'complaints', 'grievance_share': 'share'}, slice="'grievance=' || grievance_code"
    ) }}
    union all
    {{ figures_over(ref('grievance_breakdown'), {
        'grievance_count': "count(*) filter (complaints > 0 and grievance_code not in ('unmapped', 'unspecified'))",
    }) }}

),

closure as (

    {{ figures_of(ref('case_closure'), {
        'closed_by_year_end': 'closed_by_year_end',
        'closed_by_year_end_rate': 'closed_by_year_end_rate',
        'still_open': 'still_open',
        'closed_within_15_days_rate': 'closed_within_15_days_rate',
        'closed_within_30_days_rate': 'closed_within_30_days_rate',
        'closed_within_60_days_rate': 'closed_within_60_days_rate',
        'median_days_to_close': 'median_days_to_close',
        'p90_days_to_close': 'p90_days_to_close',
    }) }}

),

overlap_figures as (

    {{ figures_of(ref('feed_overlap'), {
        'linked_to_call_center': 'linked_to_call_center',
        'linked_share': 'linked_share',
    }, source_system="'hq'") }}

),

figure_values as (

    select * from yearly
    union all
    select * from shares
    union all
    select * from category_counts
    union all
    select * from months
    union all
    select * from branch_figures
    union all
    select * from channels
    union all
    select * from controllability
    union all
    select * from causes
    union all
    select * from grievances
    union all
    select * from closure
    union all
    select * from overlap_figures

)

select * from figure_values
