"""For each data test what damages a warehouse so that it has to fail: SQL statements, any one of which is enough.

Tests of keys, of references to other tables and of accepted values are damaged by their arguments.
"""

from __future__ import annotations

from tests.dbt_project.compiled import DataTest
from tests.dbt_project.mutations_of_marts import CLAIMS as _CLAIMS
from tests.dbt_project.mutations_of_marts import COMPANY as _COMPANY
from tests.dbt_project.mutations_of_marts import MUTATIONS_OF_MARTS
from tests.dbt_project.mutations_of_marts import RANKED as _RANKED
from tests.dbt_project.mutations_of_marts import one_of as _one_of
from tests.dbt_project.mutations_of_marts import updates as _set

_WATCHED = "customer_token = (select min(customer_token) from marts.repeat_complainants where is_watchlisted)"
_UNWATCHED = "customer_token = (select min(customer_token) from marts.repeat_complainants where not is_watchlisted)"

# marts, and their column of complaints over a whole
_SHARES = {
    "category_share": "share",
    "branch_ranking": "share",
    "monthly_distribution": "share_of_year",
    "channel_mix": "share",
    "cause_breakdown": "share",
    "grievance_breakdown": "share",
    "improvement_priority": "complaint_share",
}
_RANKS = {
    "category_share": "rank",
    "branch_ranking": "rank",
    "monthly_distribution": "rank_in_year",
    "cause_breakdown": "rank",
    "grievance_breakdown": "rank",
}
_COUNTED = (
    "marts.branch_ranking",
    "marts.case_closure",
    "marts.cause_breakdown",
    "marts.channel_mix",
    "marts.controllability",
    "marts.grievance_breakdown",
    "marts.monthly_distribution",
    "marts.yearly_comparison",
    "core.agg_complaints_monthly",
)


def _summed(table: str) -> str:
    """A row of the levels that add up: complaints need no subcategory."""
    has_levels = not table.endswith(("agg_complaints_monthly", "improvement_priority"))
    return "complaints > 0 and scope_level <> 'subcategory'" if has_levels else "complaints > 0"


def _taxonomy_change(change: str) -> str:
    """An appeared category, right but for `change`."""
    return f"""
        insert into marts.taxonomy_changes
        select * replace ({change}) from (
            select
                source_system, report_year, scope_level, scope_code, 'appeared' as change,
                complaints, complaints_prior_year, parent_complaints as feed_complaints, share,
                true as is_declared, false as is_bridged, null as note
            from marts.category_share inner join marts.yearly_comparison
                using (source_system, report_year, scope_level, scope_code, complaints)
            where {_CLAIMS} and parent_level = 'company'
        )
    """


MUTATIONS: dict[str, tuple[str, ...]] = {
    "assert_complaint_lines_belong_to_their_complaint": tuple(
        f"insert into core.complaint_lines by name select {line}, load_id from core.fct_complaints limit 1"
        for line in (
            "'nobody' as complaint_key, 1 as line_number, row_number",
            "complaint_key, 2 as line_number, row_number + 1 as row_number",
            "complaint_key, 1 as line_number, row_number + 1 as row_number",
        )
    ),
    "agg_complaints_monthly_cells_are_not_empty": _set(
        "core.agg_complaints_monthly", "rowid = 0", "complaints = 0", "complaints = null"
    ),
    "fct_complaints_close_on_or_after_receipt": _set(
        "core.fct_complaints",
        _one_of("core.fct_complaints", "closed_date is not null"),
        "days_to_close = -1",
        "days_to_close = null",
        "days_to_close = days_to_close + 1",
        "closed_date = null",
    ),
    "fct_complaints_closing_dates_can_be_used": _set(
        "core.fct_complaints", "rowid = 0", "closing_date_problem = 'closed_before_received', source_system = 'nowhere'"
    ),
    "fct_complaints_flags_agree_with_causes": _set("core.fct_complaints", "rowid < 99", "is_flag_overruled = true"),
    "branch_ranking_intervals_hold_what_was_observed": (
        *_set(
            "marts.branch_ranking",
            _RANKED,
            "rank_low = index_rank + 1",
            "rank_low = 0",
            "rank_high = index_rank - 1",
            "rank_high = null",
            "complaints_per_100m_premium_low = complaints_per_100m_premium * 1.000001",
            "complaints_per_100m_premium_high = null",
            "complaints_per_10k_policies_high = complaints_per_10k_policies * 0.999999",
            "complaints_per_10k_policies_low = 'nan'::double",
            "complaints_per_10k_policies_high = 'infinity'::double",
            "funnel_low_998 = funnel_low_95 * 1.000001",
            "funnel_high_95 = funnel_high_998 * 1.000001",
            "funnel_low_95 = null",
            "funnel_low_998_multiplicative = funnel_low_95_multiplicative * 1.000001",
            "funnel_high_95_multiplicative = funnel_high_998_multiplicative * 1.000001",
            "share_low = share * 1.000001",
            "share_high = null",
            "share_change_low = share_change + 0.000001",
            "share_change_high = null",
            "yoy_rate_low = yoy_change_rate + 0.000001",
            "yoy_rate_high = null",
            "complaint_index_shrunken_low = complaint_index_shrunken * 1.000001",
            "complaint_index_shrunken_high = null",
            "complaint_index = null, index_rank = null, rank_low = null, rank_high = null",
        ),
    ),
    "branch_ranking_adjustment_makes_nothing_more_significant": _set(
        "marts.branch_ranking",
        _RANKED,
        "yoy_p_value = yoy_p_value_adjusted * 1.000001",
        "yoy_p_value_adjusted = 1.000001",
        "yoy_p_value_adjusted = null",
        "yoy_p_value = null",
        "yoy_p_value = -0.000001",
        "is_significant = not is_significant",
        "is_significant = null",
        "is_significant_unadjusted = not is_significant_unadjusted",
        "funnel_p_value = funnel_p_value_adjusted * 1.000001",
        "funnel_p_value_adjusted = 1.000001",
        "funnel_p_value = null",
        "is_funnel_outlier = not is_funnel_outlier",
        "complaint_index = null",
    ),
    "assert_rank_intervals_are_those_of_all_pairs": _set(
        "marts.branch_ranking",
        _RANKED,
        "rank_low = rank_low - 1",
        "rank_high = rank_high + 1",
        "rank_high = 36",
        "rank_high = null",
        "index_rank = 2",
        "complaints = complaints / 2",
    ),
    "assert_rates_divide_by_the_exposure_of_their_branch": (
        *_set(
            "marts.branch_ranking",
            _RANKED,
            "premium_yuan = premium_yuan * 2",
            "policies_in_force = policies_in_force + 1",
            "complaints_per_100m_premium = complaints_per_100m_premium * 1.000001",
            "complaints_per_10k_policies = null",
            "complaint_index = complaint_index * 1.000001",
            "complaint_index = null",
            "funnel_band = 'no_exposure'",
            "exposure_base = 'policies'",
        ),
        "update marts.branch_ranking set premium_yuan = null, policies_in_force = null, funnel_band = 'no_exposure', "
        "complaints_per_100m_premium = null, complaints_per_10k_policies = null, complaint_index = null",
    ),
    "assert_expected_complaints_sum_to_observed": _set(
        "marts.branch_ranking",
        _RANKED,
        "expected_complaints = expected_complaints * 1.000001",
        "expected_complaints = null",
        "overdispersion_factor = overdispersion_factor * 1.000001",
        "overdispersion_factor = null",
        "index_sd = index_sd * 1.000001",
        "funnel_index_sd = null",
    ),
    "assert_branches_with_complaints_have_exposure": _set("marts.branch_ranking", _RANKED, "exposure_base = null"),
    "case_closure_rates_grow_with_time": _set(
        "marts.case_closure",
        _COMPANY,
        "closed_within_15_days_rate = closed_within_30_days_rate * 1.000001",
        "closed_within_15_days_rate_low = closed_within_15_days_rate * 1.000001",
        "closed_within_30_days_rate = null",
        "closed_within_30_days_rate_high = null",
        "closed_within_60_days_rate = 1.000001",
        "closed_within_60_days_rate_high = 1.000001",
        "closed_within_15_days_rate = -0.000001",
        "closed_within_15_days_rate_low = -0.000001",
    ),
    "case_closure_loses_nobody": _set(
        "marts.case_closure",
        _COMPANY,
        "closed_without_date = complaints + 1",
        "still_open = -1",
        "median_days_to_close = p90_days_to_close + 1, median_days_to_close_high = null",
        "median_days_to_close = median_days_to_close_low - 1",
        "p90_days_to_close = p90_days_to_close_high + 1",
        "closed_within_15_days_or_not_due_rate = 1.000001",
        "closed_within_30_days_or_not_due_rate = closed_within_15_days_or_not_due_rate - 0.1",
        "closed_within_60_days_or_not_due_rate = closed_within_30_days_or_not_due_rate - 0.1",
    ),
    "change_decomposition_effects_sum_to_the_change": _set(
        "marts.change_decomposition",
        _one_of("marts.change_decomposition"),
        "mix_effect = mix_effect + 0.001",
        "change_with_scope = change_with_scope + 0.001",
        "change_beyond_scope = null",
        "own_rate_effect = rate_effect",
        "rate_effect = null",
    ),
    "assert_effects_sum_to_the_change_compared": (
        *_set("marts.change_decomposition", _one_of("marts.change_decomposition"), "yoy_change = yoy_change + 1"),
        f"delete from marts.change_decomposition where {_one_of('marts.change_decomposition')}",
        "delete from marts.yearly_comparison",
    ),
    "controllability_parts_add_up": _set(
        "marts.controllability", _COMPANY, "undetermined = undetermined + 1", "controllable = null"
    ),
    "feed_coverage_days_agree_with_the_verdict": _set(
        "marts.feed_coverage",
        "rowid = 0",
        "covered_days = covered_days - 1",
        "covered_to = null",
        "covered_from = covered_from + 1",
        "coverage = 'partly'",
        "coverage = 'not_covered'",
        "coverage = null",
    ),
    "feed_ledger_accounts_for_every_row_read": _set(
        "marts.feed_ledger", "rowid = 0", "rows_read = rows_read + 1", "rows_accepted = null"
    ),
    "feed_ledger_counts_no_row_twice": _set(
        "marts.feed_ledger", "rowid = 0", "rows_superseded = -1", "rows_quarantined = null"
    ),
    "feed_overlap_links_no_more_than_there_are": _set(
        "marts.feed_overlap",
        "rowid = 0",
        "branch_disagrees = linked_to_call_center + 1",
        "category_disagrees = linked_to_call_center + 1",
        "links_broken = hq_complaints + 1",
        "links_not_covered = null",
        "linked_share = linked_share * 1.000001",
    ),
    "assert_links_of_head_office_lead_to_a_complaint": _set(
        "intermediate.int_hq_links", "link_status = 'linked'", "link_status = 'nowhere'"
    ),
    "figure_reconciliation_finds_no_conflict": _set(
        "marts.figure_reconciliation", "status = 'match'", "status = 'conflict'", "status = null"
    ),
    "assert_figures_add_up_to_their_marts": (
        "delete from marts.figure_revisions where mart = 'channel_mix'",
        *_set(
            "marts.figure_revisions",
            _one_of("marts.figure_revisions", "measure = 'complaints' and mart = 'cause_breakdown'"),
            "value_now = value_now + 1",
        ),
        "insert into marts.figure_revisions select * from marts.figure_revisions where measure = 'complaints'",
    ),
    "assert_shares_and_ranks_follow_from_the_complaints": (
        *(
            statement
            for mart, share in _SHARES.items()
            for statement in (
                *_set(f"marts.{mart}", _one_of(f"marts.{mart}", _summed(mart)), f"{share} = {share} * 1.000001"),
                f"update marts.{mart} set {share} = null",
            )
        ),
        *(
            statement
            for mart, rank in _RANKS.items()
            for statement in _set(f"marts.{mart}", _one_of(f"marts.{mart}"), f"{rank} = {rank} + 1", f"{rank} = null")
        ),
        *_set(
            "marts.category_share",
            _one_of("marts.category_share", "scope_level = 'subcategory'"),
            "parent_complaints = parent_complaints + 1, share = complaints / (parent_complaints + 1)",
        ),
        *_set(
            "marts.channel_mix", _one_of("marts.channel_mix"), "group_complaints = 0", "group_share = group_share / 2"
        ),
    ),
    **MUTATIONS_OF_MARTS,
    "assert_marts_count_every_complaint": tuple(
        statement
        for table in _COUNTED
        for statement in (
            f"delete from {table} where {_one_of(table, _summed(table))}",
            f"delete from {table} where report_year = 2011",
            f"delete from {table}",
            f"insert into {table} select * from {table} where {_one_of(table, _summed(table))}",
        )
    ),
    "assert_open_cases_are_those_still_open": (
        "delete from marts.open_cases where rowid = 0",
        "insert into marts.open_cases select * from marts.open_cases where rowid = 0",
        "delete from marts.case_closure",
    ),
    "assert_open_cases_are_overdue_by_the_rules": (
        *_set(
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
    "repeat_complainants_count_a_complaint_of_both_feeds_once": _set(
        "marts.repeat_complainants",
        "rowid = 0",
        "complaints_in_both_feeds = complaints_in_both_feeds + 1",
        "complaint_keys = null",
        "complaint_keys = complaint_keys[2:]",
    ),
    "repeat_complainants_have_two_complaints_or_more": _set(
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
        *_set(
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
        *_set(
            "marts.repeat_complainants",
            _UNWATCHED,
            "is_watchlisted = true, watchlist_reason = 'malicious'",
            "is_watchlisted = true, watchlist_reason = 'repeats_in_12_months'",
            "complaints = complaints + 1, hq_complaints = hq_complaints + 1",
        ),
        "delete from marts.repeat_complainants",
        "update reference.rules set rule_value = 9 where rule_code = 'watchlist_repeats_in_12_months'",
    ),
    "improvement_priority_gives_a_quadrant_or_a_reason": _set(
        "marts.improvement_priority",
        "rowid = (select min(rowid) from marts.improvement_priority where quadrant = 'maintain')",
        "quadrant = null",
        "quadrant_reason = 'no_survey'",
        "quadrant_chance = null",
        "quadrant_chance = 1.000001",
        "dissatisfied_rate_low = dissatisfied_rate + 0.000001",
        "complaint_share_high = null",
    ),
    **{
        f"{mart}_shares_lie_between_their_limits": _set(
            f"marts.{mart}",
            _one_of(f"marts.{mart}", f"{share}_change > 0"),
            f"{share}_low = {share} + 0.000001",
            f"{share}_high = null",
            f"{share}_change_low = {share}_change + 0.000001",
            f"{share}_change_high = null",
            f"{share}_change_p_value = 1.000001",
            f"{share}_change_p_value = if({share}_change_p_value > 0.05, 0.04, 0.06)",
            f"{share}_change_p_value = null",
        )
        for mart, share in {
            "category_share": "share",
            "channel_mix": "group_share",
            "cause_breakdown": "share",
            "grievance_breakdown": "share",
            "controllability": "uncontrollable_rate",
        }.items()
    },
    "repeat_rates_parts_are_no_larger_than_the_whole": _set(
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
    "assert_taxonomy_changes_count_the_cube": tuple(
        _taxonomy_change(change)
        for change in (
            "complaints + 1 as complaints, (complaints + 1) / feed_complaints as share",
            "complaints_prior_year + 1 as complaints_prior_year",
            "feed_complaints + 1 as feed_complaints, complaints / (feed_complaints + 1) as share",
            "share * 1.000001 as share",
            "null as share",
            "null as feed_complaints, null as share",
            "'hq' as source_system",
            "'vanished' as change",
        )
    ),
    "taxonomy_changes_are_of_one_kind": tuple(
        _taxonomy_change(change)
        for change in (
            "'moved' as change",
            "null as change",
            "null as is_declared",
            "'declared_break' as change, false as is_declared",
            "false as is_declared, true as is_bridged",
        )
    ),
    "taxonomy_changes_are_all_declared": (_taxonomy_change("false as is_declared"),),
    "unmapped_values_is_empty": ("insert into marts.unmapped_values (value) values ('Wetter')",),
    "yearly_comparison_limits_hold_the_rate": _set(
        "marts.yearly_comparison",
        _COMPANY,
        "yoy_rate_low = yoy_change_rate + 0.000001",
        "yoy_rate_high = yoy_change_rate - 0.000001",
        "yoy_rate_high = null",
        "yoy_rate_low_adjusted = yoy_change_rate + 0.000001",
        "yoy_rate_high_dispersed = yoy_change_rate - 0.000001",
        "yoy_rate_high_adjusted_given_exposure = null",
        "yoy_rate_low = null, yoy_rate_high = null",
        "yoy_change_rate = null",
        "yoy_rate_low_given_exposure = yoy_change_rate_given_exposure + 0.000001",
        "yoy_rate_high_given_exposure = null",
    ),
    "yearly_comparison_gap_lies_between_its_limits": _set(
        "marts.yearly_comparison",
        _CLAIMS,
        "yoy_gap_low = yoy_gap_vs_company + 0.000001",
        "yoy_gap_high = null",
        "yoy_gap_p_value = 1.000001",
        "yoy_gap_p_value = if(yoy_gap_p_value > 0.05, 0.04, 0.06)",
        "yoy_gap_p_value = null",
    ),
    "yearly_comparison_limits_agree_with_verdicts": _set(
        "marts.yearly_comparison",
        _CLAIMS,
        "is_significant = false",
        "is_significant_unadjusted = false",
        "is_significant_given_exposure = false",
        "yoy_rate_high_adjusted = 0.000001",
        "yoy_rate_high = 0.000001",
        "yoy_rate_high_dispersed = 0.000001",
        "yoy_rate_high_adjusted_given_exposure = 0.000001",
        "yoy_p_value_dispersed = 0.06",
    ),
    "yearly_comparison_adjustment_makes_nothing_more_significant": _set(
        "marts.yearly_comparison",
        _CLAIMS,
        "yoy_p_value = yoy_p_value_adjusted * 1.000001",
        "yoy_p_value_adjusted = 1.000001",
        "yoy_p_value_adjusted = null",
        "yoy_p_value = null, yoy_p_value_adjusted = null",
        "yoy_p_value = -0.000001",
        "is_comparable = false",
        "yoy_p_value_given_exposure = yoy_p_value_adjusted_given_exposure * 1.000001",
        "yoy_p_value_given_exposure = null",
        "yoy_p_value_given_exposure = null, yoy_p_value_adjusted_given_exposure = null",
    ),
    "assert_lake_rows_are_all_registered": (
        "delete from intermediate.int_landed_rows where rowid = 0",
        "delete from intermediate.int_landed_rows",
        "delete from intermediate.int_ledger_current where status = 'loaded'",
    ),
    "assert_every_usable_row_is_current_or_superseded": (
        "delete from core.fct_complaints where rowid = 0",
        "update core.fct_complaints set row_version = row_version - 1 where rowid = 0",
        "delete from core.fct_satisfaction_answers where rowid = 0",
        "delete from core.fct_branch_exposure",
    ),
}


def mutations_of(test: DataTest, relation: str) -> tuple[str, ...]:
    """Statements each of which makes `test` of `relation` fail; none for a test unknown here."""
    column = test.arguments.get("column_name")
    one_row = f"rowid = (select min(rowid) from {relation})"
    match test.kind:
        case "not_null":
            return (f"update {relation} set {column} = null where {one_row}",)
        case "unique" | "unique_combination":
            # a table that holds nothing gets an empty row first
            return (f"insert into {relation} default values; insert into {relation} select * from {relation}",)
        case "accepted_values":
            return (f"update {relation} set {column} = '9' where {one_row}",)
        case "relationships":
            return (f"update {relation} set {column} = 'nowhere' where {one_row}",)
        case _:
            return MUTATIONS.get(test.name, ())
