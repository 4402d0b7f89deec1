{{ config(materialized='view') }}
{#-
    The figures whose history is kept: counts, rates and shares, and the verdicts on them with their limits. Of a branch not its share and
    rank, which move with every complaint about another branch; its index does too, and is kept with the band that it leads to.
-#}
{%- set scope = ['source_system', 'report_year', 'scope_level', 'scope_code'] -%}
{%- set quoted_figures = [
    {
        'mart': 'yearly_comparison',
        'keys': scope,
        'measures': [
            'complaints', 'complaints_prior_year', 'yoy_change', 'yoy_change_rate', 'yoy_gap_vs_company', 'yoy_rate_low',
            'yoy_rate_high', 'is_significant', 'is_material',
        ],
    },
    {
        'mart': 'category_share',
        'keys': scope + ['parent_level', 'parent_code'],
        'measures': ['complaints', 'share', 'rank', 'share_change'],
    },
    {
        'mart': 'branch_ranking',
        'keys': scope + ['branch_code'],
        'measures': [
            'complaints', 'yoy_change_rate', 'complaints_per_10k_policies', 'complaints_per_100m_premium', 'complaint_index', 'funnel_band',
        ],
        'coded': {'funnel_band': {'below_998': -2, 'below_95': -1, 'within': 0, 'above_95': 1, 'above_998': 2}},
    },
    {
        'mart': 'monthly_distribution',
        'keys': scope + ['month'],
        'measures': ['complaints', 'mom_change_rate', 'yoy_change_rate'],
        'period': 'month',
    },
    {
        'mart': 'monthly_distribution',
        'keys': scope + ['month'],
        'measures': ['share_of_year', 'rank_in_year'],
    },
    {
        'mart': 'channel_mix',
        'keys': scope + ['channel_group', 'channel_code'],
        'measures': ['complaints', 'share'],
    },
    {
        'mart': 'channel_mix',
        'keys': scope + ['channel_group'],
        'measures': ['group_complaints', 'group_share'],
        'is_repeated': true,
    },
    {
        'mart': 'controllability',
        'keys': scope,
        'measures': ['controllable', 'uncontrollable', 'undetermined', 'controllable_rate', 'uncontrollable_rate'],
    },
    {
        'mart': 'cause_breakdown',
        'keys': scope + ['cause_group_code', 'cause_code'],
        'measures': ['complaints', 'share', 'rank'],
    },
    {
        'mart': 'grievance_breakdown',
        'keys': scope + ['grievance_code'],
        'measures': ['complaints', 'share', 'rank'],
    },
    {
        'mart': 'case_closure',
        'keys': scope,
        'measures': [
            'closed_by_year_end', 'closed_by_year_end_rate', 'still_open', 'closed_within_15_days_rate',
            'closed_within_30_days_rate', 'closed_within_60_days_rate', 'median_days_to_close', 'p90_days_to_close',
        ],
    },
    {
        'mart': 'improvement_priority',
        'keys': ['report_year', 'category_code', 'service_item_code'],
        'period_source': 'complaint_source_system',
        'measures': [
            'respondents', 'satisfaction_score', 'dissatisfied_rate', 'complaints', 'complaint_share', 'priority_rank', 'quadrant',
        ],
        'coded': {'quadrant': {'improve_first': 1, 'complaints_only': 2, 'dissatisfaction_only': 3, 'maintain': 4}},
    },
    {
        'mart': 'feed_overlap',
        'keys': ['report_year', 'scope_level', 'scope_code'],
        'period_source': "'hq'",
        'measures': ['hq_complaints', 'linked_to_call_center', 'linked_share', 'branch_disagrees', 'category_disagrees'],
    },
] -%}

with

periods as (

    select
        source_system,
        report_year,
        period_end_date

    from {{ ref('yearly_comparison') }}
    where scope_level = 'company'

),

figures as (

    {%- for quoted in quoted_figures %}
    {{ quoted_values(quoted) }}
    {{ "union all" if not loop.last }}
    {%- endfor %}

),

-- every figure as if it was published for the first time: the release lays beside it what was published before
figure_revisions as (

    select
        figures.mart,
        figures.measure,
        {%- for key in figure_keys() %}
        figures.{{ key }},
        {%- endfor %}
        -- least() passes over a null
        least(periods.period_end_date, figures.month_end_date) as period_end_date,
        cast(null as timestamp) as published_at,
        'first_published' as change_type,
        figures.value as value_as_first_published,
        cast(null as double) as value_before,
        figures.value as value_now,
        cast(null as double) as revision,
        true as is_latest

    from figures
    left join periods
        on
            figures.period_source = periods.source_system
            and figures.report_year = periods.report_year

)

select * from figure_revisions
