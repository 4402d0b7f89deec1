"""Damages to counts, shares and ranks, to months, and to the figures that are printed."""

from __future__ import annotations

from tests.dbt_project.damages.statements import CLAIMS, COMPANY, RANKED, one_of, updates

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


DAMAGES: dict[str, tuple[str, ...]] = {
    "agg_complaints_monthly_cells_are_not_empty": updates(
        "core.agg_complaints_monthly", "rowid = 0", "complaints = 0", "complaints = null"
    ),
    "controllability_parts_add_up": updates(
        "marts.controllability", COMPANY, "undetermined = undetermined + 1", "controllable = null"
    ),
    "feed_overlap_links_no_more_than_there_are": updates(
        "marts.feed_overlap",
        "rowid = 0",
        "branch_disagrees = linked_to_call_center + 1",
        "category_disagrees = linked_to_call_center + 1",
        "links_broken = hq_complaints + 1",
        "links_not_covered = null",
        "linked_share = linked_share * 1.000001",
    ),
    "figure_reconciliation_finds_no_conflict": updates(
        "marts.figure_reconciliation", "status = 'match'", "status = 'conflict'", "status = null"
    ),
    "assert_figures_add_up_to_their_marts": (
        "delete from marts.figure_revisions where mart = 'channel_mix'",
        *updates(
            "marts.figure_revisions",
            one_of("marts.figure_revisions", "measure = 'complaints' and mart = 'cause_breakdown'"),
            "value_now = value_now + 1",
        ),
        "insert into marts.figure_revisions select * from marts.figure_revisions where measure = 'complaints'",
        "delete from marts.figure_revisions where measure = 'still_open'",
    ),
    "assert_shares_and_ranks_follow_from_the_complaints": (
        *(
            statement
            for mart, share in _SHARES.items()
            for statement in (
                *updates(f"marts.{mart}", one_of(f"marts.{mart}", _summed(mart)), f"{share} = {share} * 1.000001"),
                f"update marts.{mart} set {share} = null",
            )
        ),
        *(
            statement
            for mart, rank in _RANKS.items()
            for statement in updates(f"marts.{mart}", one_of(f"marts.{mart}"), f"{rank} = {rank} + 1", f"{rank} = null")
        ),
        *updates(
            "marts.category_share",
            one_of("marts.category_share", "scope_level = 'subcategory'"),
            "parent_complaints = parent_complaints + 1, share = complaints / (parent_complaints + 1)",
        ),
        *updates(
            "marts.channel_mix", one_of("marts.channel_mix"), "group_complaints = 0", "group_share = group_share / 2"
        ),
    ),
    "assert_marts_count_every_complaint": tuple(
        statement
        for table in _COUNTED
        for statement in (
            f"delete from {table} where {one_of(table, _summed(table))}",
            f"delete from {table} where report_year = 2011",
            f"delete from {table}",
            f"insert into {table} select * from {table} where {one_of(table, _summed(table))}",
        )
    ),
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
    "assert_marts_repeat_the_dimensions": (
        *updates("marts.branch_ranking", RANKED, "branch_name_zh = '河北'"),
        *updates("marts.channel_mix", one_of("marts.channel_mix"), "channel_group = null"),
        *updates("marts.cause_breakdown", one_of("marts.cause_breakdown"), "controllability = 'undetermined'"),
        *updates("marts.yearly_comparison", CLAIMS, "is_full_year = false", "period_end_date = period_end_date - 1"),
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
    "figure_revisions_of_a_build_say_what_changed": updates(
        "marts.figure_revisions",
        "rowid = 0",
        "value_as_first_published = value_as_first_published + 1",
        "value_before = value_now",
        "value_now = null",
        "is_latest = false",
        "change_type = 'revised'",
        "change_type = 'withdrawn'",
        "change_type = 'restored', value_as_first_published = null",
        "change_type = 'revised', value_before = value_now - 1, revision = 2",
        "change_type = 'period_extended', value_before = 1, value_as_first_published = value_now + 1",
        "revision = 1",
    ),
    "assert_published_figures_stay": (
        *updates("marts.figure_revisions", "rowid = 0", "published_at = '2012-01-01'"),
        """
        insert into staging.stg_releases__figure_history by name
        select * replace (timestamp '2012-01-01' as published_at) from marts.figure_revisions
        """,
        *(
            f"""
            insert into staging.stg_releases__figure_history by name
            select * replace (timestamp '2012-01-01' as published_at) from marts.figure_revisions where rowid = 0;
            update marts.figure_revisions set published_at = '2012-01-01', {change} where rowid = 0
            """
            for change in ("value_now = value_now + 1", "change_type = 'revised'", "scope_code = 'elsewhere'")
        ),
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
}
