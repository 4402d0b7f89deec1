"""What each chart has to show, counted from `core` and `marts` by queries of their own, which read no view of `bi`.

Each query gives the rows of a chart for `$source`, `$year` and `$line` (a line's code, or `company`), in the columns of
the chart; `{zh}` ends the columns with names of its language. Words that the dashboard alone has stand as codes.
"""

from __future__ import annotations

CASES = """
    from core.fct_complaints as complaints
    left join core.dim_cause as causes using (category_code, cause_code)
    left join core.dim_grievance as grievances using (category_code, grievance_code)
    where not is_void and source_system = $source and report_year = $year and $line in (complaints.line_code, 'company')
"""
SCOPE = """
    where source_system = $source and report_year = $year and scope_code = $line and scope_level in ('line', 'company')
"""
# the categories of the line, for which a mart has one row each
CATEGORIES = """
    left join core.dim_category as categories on mart.scope_code = categories.category_code
    where mart.source_system = $source and mart.report_year = $year and mart.scope_level = 'category'
        and $line in (categories.line_code, 'company')
"""
VERDICT = """
    case
        when not is_comparable then 'not_comparable'
        when is_significant is null then 'not_tested'
        when is_significant and yoy_change > 0 then 'more_beyond_chance'
        when is_significant then 'fewer_beyond_chance'
        else 'within_chance'
    end
"""
PER_EXPOSURE = """
    if(exposure_base = 'policies', policies_in_force / 1e4, premium_yuan / 1e8),
    if(exposure_base = 'policies', complaints_per_10k_policies, complaints_per_100m_premium)
"""
PRIORITIES = """
    from marts.improvement_priority as items
    inner join core.dim_category as categories using (category_code)
    left join core.dim_service_item as names using (category_code, service_item_code)
    where report_year = $year and $line in (line_code, 'company')
"""
OPEN = """
    from core.fct_complaints as complaints
    inner join marts.open_cases as deadlines using (complaint_key)
    inner join core.dim_branch as branches on complaints.branch_code = branches.branch_code
    inner join core.dim_category as categories on complaints.category_code = categories.category_code
    where not is_void and not is_closed and complaints.source_system = $source
        and $line in (complaints.line_code, 'company')
"""
DUE = "if(is_overdue, 'overdue', 'not_due')"
COMPARED = "(mart.complaints > 0 or mart.complaints_prior_year > 0)"

NUMBERS = {
    "line_complaints": f"select count(*) {CASES}",
    "line_change": f"select yoy_change_rate from marts.yearly_comparison {SCOPE}",
    "line_gap": f"select yoy_gap_vs_company * 100 from marts.yearly_comparison {SCOPE}",
    "branches_outside": f"""
        select count(*) filter (funnel_band in ('below_998', 'below_95', 'above_95', 'above_998'))
        from marts.branch_ranking {SCOPE}
    """,
    "branches_high": f"select count_if(is_high_incidence) from marts.branch_ranking {SCOPE}",
    "branches_zero": f"select count_if(is_zero) from marts.branch_ranking {SCOPE}",
    "branches_zero_two_years": f"select count_if(consecutive_zero_years > 1) from marts.branch_ranking {SCOPE}",
    "closed_by_year_end": f"""
        select closed_by_year_end / nullif(complaints - closed_without_date, 0) from marts.case_closure {SCOPE}
    """,
    "closed_within_30_days": f"select closed_within_30_days_rate from marts.case_closure {SCOPE}",
    "days_to_close": f"select median_days_to_close from marts.case_closure {SCOPE}",
    "still_open": f"select count(*) {CASES} and not is_closed",
    "open_cases": f"select count(*) {OPEN}",
    "overdue_cases": f"select count(*) {OPEN} and deadline_date < as_of_date",
    "open_days": f"select median(as_of_date - complaints.received_date) {OPEN}",
    "figures_matching": "select count(*) from marts.figure_reconciliation where status = 'match'",
    "figures_in_conflict": "select count(*) from marts.figure_reconciliation where status = 'conflict'",
}

BARS = {
    "category_counts": f"""
        select category_name{{zh}}, mart.complaints, mart.complaints_prior_year
        from marts.yearly_comparison as mart {CATEGORIES} and {COMPARED}
    """,
    "category_changes": f"""
        select category_name{{zh}}, {VERDICT}, yoy_change
        from marts.yearly_comparison as mart {CATEGORIES} and {COMPARED}
    """,
    "months_bars": f"select month, complaints, complaints_prior_year from marts.monthly_distribution {SCOPE}",
    "branches_index": f"""
        select branch_name{{zh}}, funnel_band, complaint_index from marts.branch_ranking {SCOPE}
    """,
    "branches_funnel": f"""
        select {PER_EXPOSURE}, funnel_band, funnel_low_95, funnel_high_95, funnel_low_998, funnel_high_998
        from marts.branch_ranking {SCOPE}
    """,
    "channels_bars": f"""
        select channel_name{{zh}}, mix.channel_group, complaints
        from marts.channel_mix as mix left join core.dim_channel as channels using (channel_code)
        {SCOPE} and (complaints > 0 or share_prior_year > 0)
    """,
    "controllability_bars": f"""
        select category_name{{zh}}, controllable / complaints, uncontrollable / complaints, undetermined / complaints
        from marts.controllability as mart {CATEGORIES} and complaints > 0
    """,
    "closure_bars": """
        select scope_name{zh}, closed_within_15_days_rate, closed_within_30_days_rate, closed_within_60_days_rate
        from marts.case_closure left join core.dim_scope using (scope_level, scope_code)
        where source_system = $source and report_year = $year
    """,
    "causes_bars": f"select cause_name{{zh}}, complaints.controllability, count(*) {CASES} group by all",
    "grievances_bars": f"select grievance_name{{zh}}, count(*) {CASES} group by all",
    "priorities_bubbles": f"""
        select service_item_name{{zh}}, quadrant, dissatisfied_rate, complaint_share, complaints {PRIORITIES}
    """,
    "open_by_branch": f"select branch_name{{zh}}, {DUE}, count(*) {OPEN} group by all",
    "files_bars": "select file_name, sum(rows_quarantined), sum(rows_superseded) from marts.feed_ledger group by all",
    "quarantine_bars": """
        select reason, count(*)
        from (select unnest(string_split(reasons, ', ')) as reason from marts.quarantined_rows) group by all
    """,
    "coverage_bars": """
        select month, complaints, expected_complaints from marts.feed_coverage
        where source_system = $source and report_year = $year
    """,
}

TABLES = {
    "line_verdict": f"""
        select {VERDICT}, yoy_rate_low_adjusted, yoy_rate_high_adjusted from marts.yearly_comparison {SCOPE}
    """,
    "feeds_compared": f"""
        select source_system, scope_name{{zh}}, complaints, complaints_prior_year, yoy_change, yoy_change_rate,
            yoy_rate_low_adjusted, yoy_rate_high_adjusted,
            100 * yoy_gap_vs_company, 100 * yoy_gap_low, 100 * yoy_gap_high, {VERDICT}
        from marts.yearly_comparison left join core.dim_scope using (scope_level, scope_code)
        where report_year = $year and scope_level in ('line', 'company')
        order by source_system, complaints desc, 2
    """,
    "category_table": f"""
        select shares.rank, category_name{{zh}}, mart.complaints, share, share_low, share_high, share_prior_year,
            yoy_change_rate, yoy_rate_low_adjusted, yoy_rate_high_adjusted,
            {VERDICT.replace("is_comparable", "mart.is_comparable")}
        from marts.yearly_comparison as mart
        inner join marts.category_share as shares using (source_system, report_year, scope_level, scope_code)
        {CATEGORIES} and shares.parent_code = $line and {COMPARED}
        order by shares.rank, 2
    """,
    "months_table": f"""
        select month, complaints, share_of_year, rank_in_year, mom_change_rate, complaints_prior_year, yoy_change_rate,
            case when is_peak_beyond_chance then 'peak_beyond_chance' when is_peak then 'peak_maybe_chance' else '' end,
            peak_p_value
        from marts.monthly_distribution {SCOPE} order by month
    """,
    "branches_table": f"""
        select branch_name{{zh}}, complaints, rank, expected_complaints, complaint_index, complaint_index_shrunken,
            if(exposure_base = 'policies', complaints_per_10k_policies, complaints_per_100m_premium),
            index_rank, rank_low, rank_high, funnel_band, complaints_prior_year, yoy_change
        from marts.branch_ranking {SCOPE} order by index_rank, 1
    """,
    "channels_table": f"""
        select mix.channel_group, channel_name{{zh}}, complaints, share, share_low, share_high, share_prior_year,
            100 * share_change, share_change_p_value
        from marts.channel_mix as mix left join core.dim_channel as channels using (channel_code)
        {SCOPE} and (complaints > 0 or share_prior_year > 0)
        order by complaints desc, 2
    """,
    "controllability_table": f"""
        select category_name{{zh}}, complaints, controllable, uncontrollable, undetermined, controllable_rate,
            controllable_rate_low, controllable_rate_high, controllable_rate_prior_year,
            100 * controllable_rate_change, controllable_rate_change_p_value
        from marts.controllability as mart {CATEGORIES} and complaints > 0 order by complaints desc, 1
    """,
    "closure_table": """
        select scope_name{zh}, complaints, closed_by_year_end, closed_by_year_end_rate, still_open,
            closed_within_15_days_rate, closed_within_30_days_rate, closed_within_30_days_rate_low,
            closed_within_30_days_rate_high, closed_within_60_days_rate, median_days_to_close, p90_days_to_close
        from marts.case_closure left join core.dim_scope using (scope_level, scope_code)
        where source_system = $source and report_year = $year
        order by complaints desc, 1
    """,
    "causes_table": f"""
        select category_name{{zh}}, rank, cause_name{{zh}}, mart.controllability, complaints, share, share_low,
            share_high, share_prior_year
        from marts.cause_breakdown as mart
        left join core.dim_cause as causes
            on mart.scope_code = causes.category_code and mart.cause_code = causes.cause_code
        {CATEGORIES} and complaints > 0
        order by categories.display_order, rank, 3
    """,
    "priorities_table": f"""
        select category_name{{zh}}, priority_rank, service_item_name{{zh}}, quadrant, quadrant_chance,
            dissatisfied_rate, complaints, complaint_share
        {PRIORITIES} order by categories.display_order, priority_rank, 3
    """,
    "open_table": f"""
        select complaints.complaint_number, branch_name{{zh}}, category_name{{zh}}, complaints.received_date,
            as_of_date - complaints.received_date, deadline_date, {DUE}
        {OPEN} order by 5 desc, 1
    """,
    "repeats_table": """
        select source_system, customers, repeat_customers, repeat_complaints, repeat_customer_rate,
            repeat_customer_rate_low, repeat_customer_rate_high
        from marts.repeat_rates where report_year = $year order by source_system
    """,
    "overlap_table": """
        select scope_name{zh}, hq_complaints, linked_to_call_center, linked_share, branch_disagrees, category_disagrees
        from marts.feed_overlap left join core.dim_scope using (scope_level, scope_code)
        where report_year = $year order by hq_complaints desc, 1
    """,
    "figures_table": """
        select figure_id, source_system, cast(report_year as varchar), measure, scope_name{zh}, slice, published_value,
            computed_value, difference, implied_base, status
        from marts.figure_reconciliation left join core.dim_scope using (scope_level, scope_code)
        order by array_position(['conflict', 'no_data', 'match'], status), figure_id
    """,
    "files_table": """
        select feed, file_name, status, received_at, rows_read, rows_accepted, rows_superseded, rows_quarantined
        from marts.feed_ledger order by feed, file_name
    """,
}

EXPECTED = NUMBERS | BARS | TABLES
