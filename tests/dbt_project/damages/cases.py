"""Damages to single complaints and what rests on them: closing, repeats, open cases, priorities."""

from __future__ import annotations

from tests.dbt_project.damages.statements import COMPANY, one_of, updates

_WATCHED = "customer_token = (select min(customer_token) from marts.repeat_complainants where is_watchlisted)"

_UNWATCHED = "customer_token = (select min(customer_token) from marts.repeat_complainants where not is_watchlisted)"


DAMAGES: dict[str, tuple[str, ...]] = {
    "assert_complaint_lines_belong_to_their_complaint": tuple(
        f"insert into core.complaint_lines by name select {line}, load_id from core.fct_complaints limit 1"
        for line in (
            "'nobody' as complaint_key, 1 as line_number, row_number",
            "complaint_key, 2 as line_number, row_number + 1 as row_number",
            "complaint_key, 1 as line_number, row_number + 1 as row_number",
        )
    ),
    "fct_complaints_close_on_or_after_receipt": updates(
        "core.fct_complaints",
        one_of("core.fct_complaints", "closed_date is not null"),
        "days_to_close = -1",
        "days_to_close = null",
        "days_to_close = days_to_close + 1",
        "closed_date = null",
    ),
    "fct_complaints_closing_dates_can_be_used": updates(
        "core.fct_complaints", "rowid = 0", "closing_date_problem = 'closed_before_received', source_system = 'nowhere'"
    ),
    "fct_complaints_flags_agree_with_causes": updates("core.fct_complaints", "rowid < 99", "is_flag_overruled = true"),
    "case_closure_rates_grow_with_time": updates(
        "marts.case_closure",
        COMPANY,
        "closed_within_15_days_rate = closed_within_30_days_rate * 1.000001",
        "closed_within_15_days_rate_low = closed_within_15_days_rate * 1.000001",
        "closed_within_30_days_rate = null",
        "closed_within_30_days_rate_high = null",
        "closed_within_60_days_rate = 1.000001",
        "closed_within_60_days_rate_high = 1.000001",
        "closed_within_15_days_rate = -0.000001",
        "closed_within_15_days_rate_low = -0.000001",
    ),
    "case_closure_loses_nobody": updates(
        "marts.case_closure",
        COMPANY,
        "closed_without_date = complaints + 1",
        "still_open = -1",
        "median_days_to_close = p90_days_to_close + 1, median_days_to_close_high = null",
        "median_days_to_close = median_days_to_close_low - 1",
        "p90_days_to_close = p90_days_to_close_high + 1",
        "closed_within_15_days_or_not_due_rate = 1.000001",
        "closed_within_30_days_or_not_due_rate = closed_within_15_days_or_not_due_rate - 0.1",
        "closed_within_60_days_or_not_due_rate = closed_within_30_days_or_not_due_rate - 0.1",
    ),
    "assert_links_of_head_office_lead_to_a_complaint": updates(
        "intermediate.int_hq_links", "link_status = 'linked'", "link_status = 'nowhere'"
    ),
    "assert_open_cases_are_those_still_open": (
        "delete from marts.open_cases where rowid = 0",
        "insert into marts.open_cases select * from marts.open_cases where rowid = 0",
        "delete from marts.case_closure",
    ),
    "assert_open_cases_are_overdue_by_the_rules": (
        *updates(
            "marts.open_cases",
            "rowid = 0",
            "is_overdue = not is_overdue",
            "is_overdue = null",
            "as_of_date = as_of_date - 1",
            "days_open = days_open + 1",
            "deadline_days = deadline_days + 1, deadline_date = deadline_date + 1",
            "branch_code = null",
            "is_complex = not is_complex, is_extended = not is_extended",
        ),
        "delete from marts.open_cases where rowid = 0",
        # each column of the mart still agrees with the others
        "update marts.open_cases "
        "set deadline_days = 400, deadline_date = received_date + 400, is_overdue = days_open > 400",
        "update reference.rules set rule_value = 14 where rule_code = 'deadline_days'",
    ),
    "repeat_complainants_count_a_complaint_of_both_feeds_once": updates(
        "marts.repeat_complainants",
        "rowid = 0",
        "complaints_in_both_feeds = complaints_in_both_feeds + 1",
        "complaint_keys = null",
        "complaint_keys = complaint_keys[2:]",
    ),
    "repeat_complainants_have_two_complaints_or_more": updates(
        "marts.repeat_complainants",
        "rowid = 0",
        "complaints = 1",
        "most_within_12_months = 0",
        "most_within_12_months = complaints + 1",
        "malicious_complaints = complaints + 1",
        "branches = complaints + 1",
        "first_received_date = last_received_date + 1",
        "last_received_date = null",
    ),
    "assert_watchlist_follows_from_the_complaints": (
        *updates(
            "marts.repeat_complainants",
            _WATCHED,
            "is_watchlisted = false, watchlist_reason = null",
            "watchlist_reason = 'malicious, repeats_in_12_months'",
            "watchlist_reason = null",
            "most_within_12_months = most_within_12_months + 1",
            "malicious_complaints = malicious_complaints + 1",
            "branches = branches + 1",
            "last_received_date = last_received_date + 1",
        ),
        *updates(
            "marts.repeat_complainants",
            _UNWATCHED,
            "is_watchlisted = true, watchlist_reason = 'malicious'",
            "is_watchlisted = true, watchlist_reason = 'repeats_in_12_months'",
            "complaints = complaints + 1, hq_complaints = hq_complaints + 1",
        ),
        "delete from marts.repeat_complainants",
        "delete from marts.repeat_complainants where customer_token in (select customer_token from core.fct_complaints "
        "where source_system = 'call_center' and not is_void group by all having count(*) > 1 order by all limit 1)",
        "update reference.rules set rule_value = 9 where rule_code = 'watchlist_repeats_in_12_months'",
    ),
    "improvement_priority_gives_a_quadrant_or_a_reason": updates(
        "marts.improvement_priority",
        "rowid = (select min(rowid) from marts.improvement_priority where quadrant = 'maintain')",
        "quadrant = null",
        "quadrant_reason = 'no_survey'",
        "quadrant_chance = null",
        "quadrant_chance = 1.000001",
        "dissatisfied_rate_low = dissatisfied_rate + 0.000001",
        "complaint_share_high = null",
    ),
    "repeat_rates_parts_are_no_larger_than_the_whole": updates(
        "marts.repeat_rates",
        "source_system = 'call_center' and report_year = 2011",
        "complaints_with_customer = complaints + 1",
        "customers = customers + 1",
        "repeat_complaints = repeat_customers - 1",
        "repeat_customers = repeat_customers_12_months + 1",
        "repeat_customers_12_months = customers + 1",
        "repeat_customer_rate = null",
        "repeat_customer_rate_low = repeat_customer_rate + 0.000001",
        "repeat_customer_rate_12_months_high = repeat_customer_rate_12_months - 0.000001",
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
        "delete from intermediate.int_customer_years where rowid = 0",
        "update intermediate.int_customer_years set complaints = complaints + 1 where rowid = 0",
    ),
    "case_closure_figures_agree": updates(
        "marts.case_closure",
        COMPANY,
        "median_days_to_close = null",
        "closed_by_year_end_rate = closed_by_year_end_rate * 1.000001",
        "still_open = complaints + 1",
    ),
}
