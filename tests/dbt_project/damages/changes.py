"""Damages to what is compared: years, shares, effects, verdicts, and the taxonomy behind them."""

from __future__ import annotations

from tests.dbt_project.damages.statements import CLAIMS, COMPANY, RANKED, one_of, updates


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
            where {CLAIMS} and parent_level = 'company'
        )
    """


DAMAGES: dict[str, tuple[str, ...]] = {
    "change_decomposition_effects_sum_to_the_change": updates(
        "marts.change_decomposition",
        one_of("marts.change_decomposition"),
        "mix_effect = mix_effect + 0.001",
        "change_with_scope = change_with_scope + 0.001",
        "change_beyond_scope = null",
        "own_rate_effect = rate_effect",
        "rate_effect = null",
    ),
    "assert_effects_sum_to_the_change_compared": (
        *updates("marts.change_decomposition", one_of("marts.change_decomposition"), "yoy_change = yoy_change + 1"),
        f"delete from marts.change_decomposition where {one_of('marts.change_decomposition')}",
        "delete from marts.yearly_comparison",
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
    "yearly_comparison_limits_hold_the_rate": updates(
        "marts.yearly_comparison",
        COMPANY,
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
    "yearly_comparison_gap_lies_between_its_limits": updates(
        "marts.yearly_comparison",
        CLAIMS,
        "yoy_gap_low = yoy_gap_vs_company + 0.000001",
        "yoy_gap_high = null",
        "yoy_gap_p_value = 1.000001",
        "yoy_gap_p_value = if(yoy_gap_p_value > 0.05, 0.04, 0.06)",
        "yoy_gap_p_value = null",
    ),
    "yearly_comparison_limits_agree_with_verdicts": updates(
        "marts.yearly_comparison",
        CLAIMS,
        "is_significant = false",
        "is_significant_unadjusted = false",
        "is_significant_given_exposure = false",
        "yoy_rate_high_adjusted = 0.000001",
        "yoy_rate_high = 0.000001",
        "yoy_rate_high_dispersed = 0.000001",
        "yoy_rate_high_adjusted_given_exposure = 0.000001",
        "yoy_p_value_dispersed = 0.06",
    ),
    "yearly_comparison_adjustment_makes_nothing_more_significant": updates(
        "marts.yearly_comparison",
        CLAIMS,
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
    "assert_changes_agree_between_marts": (
        *updates("marts.yearly_comparison", CLAIMS, "company_yoy_change_rate = 0", "company_yoy_change_rate = null"),
        *updates(
            "marts.change_decomposition",
            one_of("marts.change_decomposition"),
            "is_comparable = not is_comparable",
            "complaints = complaints + 1, complaints_prior_year = complaints_prior_year + 1",
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
    **{
        f"{mart}_shares_lie_between_their_limits": updates(
            f"marts.{mart}",
            one_of(f"marts.{mart}", f"{share}_change > 0"),
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
}
