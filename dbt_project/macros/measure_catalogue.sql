{#-
    The measures of the marts, once: which the history of figures follows, which a printed figure can ask for, in what unit they are, and
    whether they add up over the rows of their mart.

    Each entry is of one mart and its keys. `slice` is what a printed figure calls the key that it names besides the scope. What is printed
    is taken `printed_from` a CTE of `int_figure_values` where not from the mart itself; with `over` it is counted over a relation's rows within
    a scope, year and slice. `source_system` is an expression for the feed of a row. With `is_repeated`, rows of the mart share a value.

    Measures stand by what they have in common; each is a column of the mart. It is printed under its own name, or `printed_as` others: a name, or names by the value of the
    entry's `printed_by`. A measure of a month is complete once its month is; of one that is `coded` in words, each word has a number, and words
    without one are no figure. Not followed of a branch are its share and rank, which move with every complaint about another branch;
    its index does too, and is followed with the band that it leads to.
-#}
{% macro measure_catalogue() -%}
    {%- set scope = ['source_system', 'report_year', 'scope_level', 'scope_code'] -%}
    {%- set count = {'unit': 'count', 'is_additive': true, 'is_printed': true, 'is_followed': true} -%}
    {%- set number = dict(count, is_additive=false) -%}
    {%- set fraction = dict(number, unit='fraction') -%}
    {%- set rank = dict(number, unit='rank') -%}
    {%- set followed = {'is_printed': false} -%}
    {%- set printed = {'is_followed': false} -%}
    {{ return([
        {'mart': 'yearly_comparison', 'keys': scope, 'measures': [
            (['complaints', 'complaints_prior_year', 'yoy_change'], count),
            (['yoy_change_rate', 'yoy_gap_vs_company'], fraction),
            (['yoy_rate_low', 'yoy_rate_high'], dict(fraction, **followed)),
            (['is_significant', 'is_material'], dict(number, unit='verdict', **followed)),
        ]},
        {'mart': 'category_share', 'keys': scope + ['parent_level', 'parent_code'], 'printed_by': 'parent_level', 'measures': [
            (['complaints'], dict(count, **followed)),
            (['share'], dict(fraction, printed_as={'company': 'share_of_company', 'line': 'share_of_line'})),
            (['rank'], dict(rank, printed_as={'company': 'rank_in_company', 'line': 'rank_in_line'})),
            (['share_change'], dict(fraction, **followed)),
        ]},
        {'printed_from': 'category_parents', 'measures': [(['category_count'], dict(number, **printed))]},
        {'mart': 'branch_ranking', 'keys': scope + ['branch_code'], 'slice': 'branch', 'printed_from': 'branches', 'measures': [
            (['complaints'], count),
            (['complaints_prior_year', 'yoy_change', 'expected_complaints', 'policies_in_force'], dict(count, **printed)),
            (['premium_yuan'], dict(count, unit='yuan', **printed)),
            (['yoy_change_rate'], fraction),
            (['share'], dict(fraction, printed_as='share_of_branches', **printed)),
            (['rank'], dict(rank, printed_as=['rank', 'rank_in_branches'], **printed)),
            (['index_rank'], dict(rank, **printed)),
            (['complaint_index'], dict(number, unit='index')),
            (['complaints_per_10k_policies', 'complaints_per_100m_premium'], dict(number, unit='rate')),
            (['funnel_band'], dict(number, unit='band', **followed)),
        ], 'coded': {'funnel_band': {'below_998': -2, 'below_95': -1, 'within': 0, 'above_95': 1, 'above_998': 2}}},
        {'printed_from': 'branches', 'over': true, 'measures': [
            (['high_incidence_branches'], dict(number, expression='count(*) filter (is_high_incidence)', **printed)),
            (['zero_complaint_branches'], dict(number, expression='count(*) filter (is_zero)', **printed)),
            (['zero_complaint_branches_two_years'], dict(number, expression='count(*) filter (consecutive_zero_years >= 2)', **printed)),
        ]},
        {'printed_from': 'branches_by_threshold', 'slice': 'threshold', 'slice_key': 'named_threshold', 'over': true, 'measures': [
            (['high_incidence_branches'], dict(number, expression='count(*) filter (complaints >= threshold)', **printed)),
        ]},
        {'mart': 'monthly_distribution', 'keys': scope + ['month'], 'slice': 'month', 'measures': [
            (['complaints'], dict(count, is_of_month=true)),
            (['complaints_prior_year'], dict(count, **printed)),
            (['mom_change_rate'], dict(fraction, is_of_month=true, **followed)),
            (['yoy_change_rate'], dict(fraction, is_of_month=true)),
            (['share_of_year'], fraction),
            (['rank_in_year'], rank),
        ]},
        {'mart': 'channel_mix', 'keys': scope + ['channel_group', 'channel_code'], 'slice': 'channel', 'measures': [
            (['complaints'], count),
            (['share'], dict(fraction, printed_as='channel_share')),
        ]},
        {'mart': 'channel_mix', 'keys': scope + ['channel_group'], 'slice': 'channel_group', 'is_repeated': true, 'measures': [
            (['group_complaints'], dict(number, printed_as='complaints')),
            (['group_share'], dict(fraction, printed_as='channel_group_share')),
        ]},
        {'mart': 'controllability', 'keys': scope, 'measures': [
            (['controllable', 'uncontrollable', 'undetermined'], count),
            (['controllable_rate', 'uncontrollable_rate'], fraction),
        ]},
        {'mart': 'cause_breakdown', 'keys': scope + ['cause_group_code', 'cause_code'], 'slice': 'cause', 'measures': [
            (['complaints'], count),
            (['share'], dict(fraction, printed_as='cause_share')),
            (['rank'], dict(rank, **followed)),
        ]},
        {'mart': 'cause_breakdown', 'over': true, 'measures': [
            (['cause_count'], dict(number, expression=codes_that_occur('cause_code'), **printed)),
        ]},
        {'mart': 'grievance_breakdown', 'keys': scope + ['grievance_code'], 'slice': 'grievance', 'measures': [
            (['complaints'], count),
            (['share'], dict(fraction, printed_as='grievance_share')),
            (['rank'], dict(rank, **followed)),
        ]},
        {'mart': 'grievance_breakdown', 'over': true, 'measures': [
            (['grievance_count'], dict(number, expression=codes_that_occur('grievance_code'), **printed)),
        ]},
        {'mart': 'case_closure', 'keys': scope, 'measures': [
            (['closed_by_year_end', 'still_open'], count),
            (['closed_by_year_end_rate'], fraction),
            (['closed_within_15_days_rate', 'closed_within_30_days_rate', 'closed_within_60_days_rate'], fraction),
            (['median_days_to_close', 'p90_days_to_close'], dict(number, unit='days')),
        ]},
        {'mart': 'improvement_priority', 'keys': ['report_year', 'category_code', 'service_item_code'], 'measures': [
            (['respondents'], dict(number, **followed)),
            (['satisfaction_score'], dict(number, unit='score', **followed)),
            (['complaints'], dict(count, **followed)),
            (['dissatisfied_rate', 'complaint_share'], dict(fraction, **followed)),
            (['priority_rank'], dict(rank, **followed)),
            (['quadrant'], dict(number, unit='quadrant', **followed)),
        ], 'source_system': 'complaint_source_system',
           'coded': {'quadrant': {'improve_first': 1, 'complaints_only': 2, 'dissatisfaction_only': 3, 'maintain': 4}}},
        {'mart': 'feed_overlap', 'keys': ['report_year', 'scope_level', 'scope_code'], 'source_system': "'hq'", 'measures': [
            (['linked_to_call_center'], count),
            (['hq_complaints', 'branch_disagrees', 'category_disagrees'], dict(count, **followed)),
            (['linked_share'], fraction),
        ]},
    ]) }}
{%- endmacro %}


{% macro codes_that_occur(column) -%}
    {{ return("count(*) filter (complaints > 0 and " ~ column ~ " not in ('unmapped', 'unspecified'))") }}
{%- endmacro %}
