"""Damages to single values of the marts, by the data test that each makes fail, and how such statements are written."""

from __future__ import annotations

RANKED = (
    "scope_level = 'company' and source_system = 'call_center' and report_year = 2011 and branch_code = 'heilongjiang'"
)
COMPANY = "scope_level = 'company' and source_system = 'call_center' and report_year = 2011"
CLAIMS = "scope_code = 'claims' and source_system = 'call_center' and report_year = 2011"


def one_of(table: str, condition: str = "complaints > 0") -> str:
    return f"rowid = (select min(rowid) from {table} where {condition})"


def updates(table: str, where: str, *changes: str) -> tuple[str, ...]:
    return tuple(f"update {table} set {change} where {where}" for change in changes)


MUTATIONS_OF_MARTS: dict[str, tuple[str, ...]] = {
    "assert_scopes_count_the_cube": (
        *updates(
            "marts.controllability",
            one_of("marts.controllability", "undetermined > 0 and controllable > 0 and uncontrollable > 0"),
            "undetermined = undetermined - 1, uncontrollable = uncontrollable + 1",
            "controllable_rate = controllable_rate * 1.000001",
            "uncontrollable_rate = null",
        ),
        *updates("marts.yearly_comparison", "scope_code = 'policy_issuance'", "complaints = complaints + 1"),
        "delete from marts.controllability where rowid = 0",
    ),
    "assert_lines_add_up_to_the_company": (
        *updates("marts.case_closure", COMPANY, "closed_by_year_end = closed_by_year_end - 1", "still_open = null"),
        *updates("marts.feed_overlap", "rowid = 0", "links_broken = links_broken + 1", "hq_complaints = null"),
        "update marts.feed_overlap set hq_complaints = hq_complaints * 2",
    ),
    "assert_feed_ledger_counts_the_rows": (
        *updates(
            "marts.feed_ledger",
            "rowid = 0",
            "rows_accepted = rows_accepted - 1, rows_superseded = rows_superseded + 1",
            "rows_quarantined = rows_quarantined + 1, rows_superseded = rows_superseded - 1",
            "status = 'duplicate'",
            "error = 'none'",
        ),
        "delete from marts.quarantined_rows where rowid = 0",
    ),
    "assert_quarantined_rows_are_all_listed": (
        "delete from marts.quarantined_rows where rowid = 0",
        "delete from intermediate.int_ledger_current",
        *updates(
            "marts.quarantined_rows", "rowid = 0", "reasons = 'missing_number, missing_number'", "file_name = 'a'"
        ),
    ),
    "assert_typical_cases_are_those_of_complaints": (
        "delete from marts.typical_cases where rowid = 0",
        *updates(
            "marts.typical_cases",
            "rowid = 0",
            "complaint_key = 'nobody'",
            "report_year = report_year + 1",
            "lesson = null",
        ),
    ),
    "assert_marts_repeat_the_dimensions": (
        *updates("marts.branch_ranking", RANKED, "branch_name_zh = '河北'"),
        *updates("marts.channel_mix", one_of("marts.channel_mix"), "channel_group = null"),
        *updates("marts.cause_breakdown", one_of("marts.cause_breakdown"), "controllability = 'undetermined'"),
        *updates("marts.yearly_comparison", CLAIMS, "is_full_year = false", "period_end_date = period_end_date - 1"),
    ),
    "assert_changes_agree_between_marts": (
        *updates("marts.yearly_comparison", CLAIMS, "company_yoy_change_rate = 0", "company_yoy_change_rate = null"),
        *updates(
            "marts.change_decomposition",
            one_of("marts.change_decomposition"),
            "is_comparable = not is_comparable",
            "complaints = complaints + 1, complaints_prior_year = complaints_prior_year + 1",
        ),
    ),
    "assert_months_follow_each_other": (
        *updates(
            "marts.monthly_distribution",
            one_of("marts.monthly_distribution", "is_peak"),
            "is_peak = false",
            "complaints_prior_month = complaints_prior_month + 1",
        ),
        *updates(
            "marts.monthly_distribution",
            one_of("marts.monthly_distribution", "not is_peak and yoy_change_rate <> 0 and mom_change_rate <> 0"),
            "is_peak = true",
            "mom_change_rate = -mom_change_rate",
            "yoy_change_rate = null",
            "complaints_prior_year = complaints_prior_year + 1",
        ),
    ),
    "assert_prior_years_add_up": (
        *updates("marts.branch_ranking", RANKED, "complaints_prior_year = 0", "complaints_prior_year = null"),
        "update marts.yearly_comparison set complaints_prior_year = 0",
        "update marts.monthly_distribution set complaints_prior_year = complaints_prior_year / 2",
    ),
    "assert_flags_follow_the_rules": (
        *updates(
            "marts.branch_ranking",
            RANKED,
            "is_high_incidence = not is_high_incidence",
            "is_zero = null",
            "consecutive_zero_years = consecutive_zero_years + 1",
        ),
        *updates("marts.yearly_comparison", CLAIMS, "is_material = not is_material", "is_material = null"),
    ),
    "assert_figures_are_judged_as_printed": (
        *updates(
            "marts.figure_reconciliation",
            "figure_id = 'F03'",
            "status = 'match'",
            "implied_base = implied_base + 1",
            "implied_base = null",
            "difference = -difference",
            "scope_code = 'operations'",
        ),
        *updates(
            "marts.figure_reconciliation",
            one_of("marts.figure_reconciliation", "status = 'match'"),
            "status = 'conflict'",
            "status = 'no_data'",
            "computed_value = null",
            "published_value = published_value + 1, difference = difference - 1, status = 'conflict'",
        ),
    ),
    "assert_priorities_follow_from_survey_and_complaints": updates(
        "marts.improvement_priority",
        one_of("marts.improvement_priority", "quadrant = 'improve_first'"),
        "quadrant = 'maintain'",
        "quadrant = null",
        "priority_rank = priority_rank + 1",
        "respondents = respondents + 1",
        "satisfaction_score = satisfaction_score * 1.000001",
        "dissatisfied_rate = null",
        "complaint_source_system = 'hq'",
        "quadrant = null, quadrant_reason = 'no_survey'",
        "even_complaint_share = even_complaint_share * 1.000001",
    ),
    "assert_repeat_rates_follow_from_the_complaints": (
        *updates(
            "marts.repeat_rates",
            "source_system = 'call_center' and report_year = 2011",
            "complaints = complaints + 1",
            "complaints_with_customer = complaints_with_customer - 1",
            "customers = customers - 1",
            "repeat_customers = repeat_customers - 1",
            "repeat_customers_12_months = repeat_customers_12_months - 1",
            "repeat_customers_12_months = null",
            "repeat_customer_rate = repeat_customer_rate * 1.000001",
            "repeat_complaint_rate = null",
            "repeat_customer_rate_12_months = repeat_customer_rate_12_months * 1.000001",
            "period_end_date = period_end_date - 1",
            "is_full_year = false",
        ),
        "delete from marts.repeat_rates where report_year = 2011",
    ),
    "assert_unmapped_values_are_those_counted_as_unmapped": (
        "insert into marts.unmapped_values values ('hq', 2011, 'branch', '某地', 1)",
        "update core.agg_complaints_monthly set channel_code = 'unmapped' where rowid = 0",
    ),
    "case_closure_figures_agree": updates(
        "marts.case_closure",
        COMPANY,
        "median_days_to_close = null",
        "closed_by_year_end_rate = closed_by_year_end_rate * 1.000001",
        "still_open = complaints + 1",
    ),
    "assert_feed_coverage_is_that_of_the_days": updates(
        "marts.feed_coverage",
        "rowid = 0",
        "complaints = complaints + 1",
        "covered_days = covered_days - 1",
        "covered_from = covered_from + 1",
        "covered_to = null",
        "coverage = 'partly'",
        "evidence = 'declared'",
        "evidence = null",
        "expected_complaints = null",
        "month_start = month_start + 1",
    ),
    "category_share_change_is_that_of_the_shares": updates(
        "marts.category_share",
        one_of("marts.category_share", "share_change <> 0"),
        "share_change = -share_change",
        "share_change = null",
        "share_prior_year = 2, share_change = share_compared - 2",
    ),
    "change_decomposition_change_is_that_of_the_counts": updates(
        "marts.change_decomposition",
        one_of("marts.change_decomposition"),
        "complaints = complaints + 1",
        "complaints_prior_year = null",
    ),
    "figure_revisions_of_a_build_are_first_values": updates(
        "marts.figure_revisions",
        "rowid = 0",
        "value_as_first_published = value_as_first_published + 1",
        "value_before = value_now",
        "is_latest = false",
    ),
    "branch_ranking_changes_follow_from_the_counts": updates(
        "marts.branch_ranking",
        RANKED,
        "yoy_change = -yoy_change",
        "yoy_change = null",
        "yoy_change_rate = yoy_change_rate + 0.000001",
        "complaints_prior_year = null",
    ),
    "branch_ranking_limits_are_of_one_count": updates(
        "marts.branch_ranking",
        RANKED,
        "complaints_per_10k_policies_low = complaints_per_10k_policies_low * 0.999999",
        "complaints_per_100m_premium_high = complaints_per_100m_premium_high * 1.000001",
    ),
    "branch_ranking_band_is_where_the_rate_lies": updates(
        "marts.branch_ranking",
        RANKED,
        "funnel_band = case funnel_band when 'within' then 'above_95' else 'within' end",
        "funnel_band = 'below_998'",
        "funnel_band = null",
        "funnel_band_multiplicative = 'below_998'",
        "funnel_band_multiplicative = null",
    ),
    "assert_shares_say_what_they_compare": tuple(
        mutation
        for mart, share in (
            ("cause_breakdown", "share"),
            ("grievance_breakdown", "share"),
            ("channel_mix", "share"),
            ("channel_mix", "group_share"),
            ("controllability", "controllable_rate"),
            ("controllability", "uncontrollable_rate"),
        )
        for mutation in updates(
            f"marts.{mart}",
            one_of(f"marts.{mart}", f"{share}_change is not null"),
            f"{share}_change = {share}_change + 0.000001",
            f"{share}_change = null",
            f"{share}_compared = null",
            f"{share}_prior_year = {share}_prior_year + 0.000001",
            "is_comparable = false",
            "is_covered = not is_covered",
        )
    ),
    "assert_shares_of_branches_are_compared_with_the_year_before": updates(
        "marts.branch_ranking",
        RANKED,
        "share_prior_year = share_prior_year * 1.000001",
        "share_prior_year = null",
        "share_change = share_change + 0.000001",
        "share_change = null",
    ),
    "assert_months_are_held_against_even_ones": (
        *updates(
            "marts.monthly_distribution",
            f"{COMPANY} and month = 3",
            "even_complaints = even_complaints + 1",
            "even_complaints = null",
            "months_dispersion = months_dispersion * 1.000001",
            "months_dispersion = null",
            "months_dispersion_p_value = null",
            "peak_p_value = null",
            "is_peak_beyond_chance = false",
        ),
        f"update marts.monthly_distribution set is_peak_beyond_chance = true where {COMPANY} and month = 4",
    ),
    "yearly_comparison_changes_follow_from_the_counts": updates(
        "marts.yearly_comparison",
        CLAIMS,
        "yoy_change = yoy_change + 1",
        "complaints_prior_year = null",
        "yoy_change_rate = -yoy_change_rate",
        "yoy_gap_vs_company = null",
        "yoy_change_rate_given_exposure = yoy_change_rate_given_exposure + 0.000001",
        "is_significant = not is_significant",
        "is_significant_unadjusted = null",
        "is_full_year = false",
        "is_comparable = null",
    ),
}
