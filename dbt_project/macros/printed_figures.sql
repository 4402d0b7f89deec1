{#-
    What a printed figure can ask for: the one list from which values, known measures and error messages are made. Each entry is of one
    relation (a mart, or a CTE of `int_figure_values`) and one kind of slice; `measures` maps a measure's name to its expression, or lists
    columns of the same name. `over` marks measures that sum a relation's rows within a scope, year and slice.
-#}
{% macro printed_measures() -%}
    {{ return([
        {'mart': 'yearly_comparison', 'columns': [
            'complaints', 'complaints_prior_year', 'yoy_change', 'yoy_change_rate', 'yoy_gap_vs_company',
        ]},
        {'mart': 'category_share', 'where': "parent_level = 'company'", 'measures': {'share_of_company': 'share', 'rank_in_company': 'rank'}},
        {'mart': 'category_share', 'where': "parent_level = 'line'", 'measures': {'share_of_line': 'share', 'rank_in_line': 'rank'}},
        {'cte': 'category_parents', 'columns': ['category_count']},
        {'mart': 'monthly_distribution', 'slice': 'month', 'key': 'month', 'columns': [
            'complaints', 'share_of_year', 'rank_in_year', 'complaints_prior_year', 'yoy_change_rate',
        ]},
        {'cte': 'branches', 'slice': 'branch', 'key': 'branch_code', 'columns': [
            'complaints', 'rank', 'index_rank', 'complaint_index', 'expected_complaints', 'complaints_per_100m_premium',
            'complaints_per_10k_policies', 'policies_in_force', 'premium_yuan', 'complaints_prior_year', 'yoy_change', 'yoy_change_rate',
        ]},
        {'cte': 'branches', 'slice': 'branch', 'key': 'branch_code', 'measures': {'share_of_branches': 'share', 'rank_in_branches': 'rank'}},
        {'cte': 'branches', 'over': true, 'measures': {
            'high_incidence_branches': 'count(*) filter (is_high_incidence)',
            'zero_complaint_branches': 'count(*) filter (is_zero)',
            'zero_complaint_branches_two_years': 'count(*) filter (consecutive_zero_years >= 2)',
        }},
        {'cte': 'branches_by_threshold', 'slice': 'threshold', 'key': 'named_threshold', 'over': true, 'measures': {
            'high_incidence_branches': 'count(*) filter (complaints >= threshold)',
        }},
        {'mart': 'channel_mix', 'slice': 'channel', 'key': 'channel_code', 'measures': {'complaints': 'complaints', 'channel_share': 'share'}},
        {'mart': 'channel_mix', 'slice': 'channel_group', 'key': 'channel_group', 'over': true, 'measures': {
            'complaints': 'max(group_complaints)', 'channel_group_share': 'max(group_share)',
        }},
        {'mart': 'controllability', 'columns': [
            'controllable', 'uncontrollable', 'undetermined', 'controllable_rate', 'uncontrollable_rate',
        ]},
        {'mart': 'cause_breakdown', 'slice': 'cause', 'key': 'cause_code', 'measures': {'complaints': 'complaints', 'cause_share': 'share'}},
        {'mart': 'cause_breakdown', 'over': true, 'measures': {
            'cause_count': "count(*) filter (complaints > 0 and cause_code not in ('unmapped', 'unspecified'))",
        }},
        {'mart': 'grievance_breakdown', 'slice': 'grievance', 'key': 'grievance_code', 'measures': {
            'complaints': 'complaints', 'grievance_share': 'share',
        }},
        {'mart': 'grievance_breakdown', 'over': true, 'measures': {
            'grievance_count': "count(*) filter (complaints > 0 and grievance_code not in ('unmapped', 'unspecified'))",
        }},
        {'mart': 'case_closure', 'columns': [
            'closed_by_year_end', 'closed_by_year_end_rate', 'still_open', 'closed_within_15_days_rate', 'closed_within_30_days_rate',
            'closed_within_60_days_rate', 'median_days_to_close', 'p90_days_to_close',
        ]},
        {'mart': 'feed_overlap', 'source_system': "'hq'", 'columns': ['linked_to_call_center', 'linked_share']},
    ]) }}
{%- endmacro %}


{#- The expression of each measure of an entry, by the measure's name. -#}
{% macro expressions_of(entry) -%}
    {{ return(entry.measures or dict(zip(entry.columns, entry.columns))) }}
{%- endmacro %}


{#-
    The values of an entry in long form, one row per figure that could be printed: its source system, year, measure, scope, slice (such
    as 'month=3', '' for none) and value.
-#}
{% macro values_of(entry) -%}
    {%- set slice = "'" ~ entry.slice ~ "=' || " ~ entry.key if entry.slice else "''" -%}
    {%- for measure, expression in expressions_of(entry).items() %}
    select
        {{ entry.source_system or 'source_system' }} as source_system,
        report_year,
        '{{ measure }}' as measure,
        scope_level,
        scope_code,
        {{ slice }} as slice,
        cast({{ expression }} as double) as computed_value

    from {{ ref(entry.mart) if entry.mart else entry.cte }}
    where {{ entry.where or 'true' }}
    {{ 'group by source_system, report_year, scope_level, scope_code' ~ (', ' ~ entry.key if entry.slice else '') if entry.over }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
{%- endmacro %}


{#- Stops the build at a figure that asks for something no mart measures, and names the figure. -#}
{% macro require_known_measures(figures, measures) -%}
    {%- if execute -%}
    {%- set unknown = run_query(
        "select figure_id, measure, coalesce(slice, ''), (select string_agg(case slice_key when '' then 'without a slice' else 'by '"
        ~ " || slice_key end, ', ' order by slice_key) from " ~ measures ~ " as own where own.measure = figures.measure) from "
        ~ figures ~ " as figures"
        ~ " where not exists (select 1 from " ~ measures ~ " as measures where measures.measure = figures.measure"
        ~ " and measures.slice_key = split_part(coalesce(figures.slice, ''), '=', 1)) order by figure_id"
    ) -%}
    {%- for figure_id, measure, slice, given in unknown.rows -%}
        {{ exceptions.raise_compiler_error(
            "figures.csv, figure " ~ figure_id ~ ": no mart has the measure '" ~ measure ~ "'"
            ~ (" by the slice '" ~ slice ~ "'" if slice else " without a slice" if given else "")
            ~ ("; it is given " ~ given if given else "")
            ~ ". Correct the row, or add the measure to the macro printed_measures."
        ) }}
    {%- endfor -%}
    {%- endif -%}
{%- endmacro %}
