"""The figures whose history is kept, taken from the oracle's own marts as if published for the first time."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from tests.marts import (
    oracle_branches,
    oracle_changes,
    oracle_closure,
    oracle_priorities,
    oracle_reasons,
    oracle_records,
    oracle_scopes,
)
from tests.marts.periods import table
from tests.marts.raw_feeds import RawFeeds

SCOPE = ("source_system", "report_year", "scope_level", "scope_code")
PARENT, CHANNEL_GROUP, CAUSE = ("parent_level", "parent_code"), ("channel_group",), ("cause_group_code", "cause_code")
ITEM = ("report_year", "category_code", "service_item_code")
ALL_KEYS = tuple(
    dict.fromkeys(
        (*SCOPE, *PARENT, "branch_code", "month", *CHANNEL_GROUP, "channel_code", *CAUSE, "grievance_code", *ITEM)
    )
)
YEARLY = (
    "complaints complaints_prior_year yoy_change yoy_change_rate yoy_gap_vs_company yoy_rate_low yoy_rate_high "
    "is_significant is_material"
)
BRANCHES = (
    "complaints yoy_change_rate complaints_per_10k_policies complaints_per_100m_premium complaint_index funnel_band"
)
BANDS = ("below_998", "below_95", "within", "above_95", "above_998")
CODES = {
    **{band: number - 2 for number, band in enumerate(BANDS)},
    **{quadrant: number + 1 for number, quadrant in enumerate(oracle_priorities.QUADRANTS)},
    "no_exposure": None,
}
CLOSURE = (
    "closed_by_year_end closed_by_year_end_rate still_open closed_within_15_days_rate closed_within_30_days_rate "
    "closed_within_60_days_rate median_days_to_close p90_days_to_close"
)
ITEMS = "respondents satisfaction_score dissatisfied_rate complaints complaint_share priority_rank quadrant"
OVERLAP = "hq_complaints linked_to_call_center linked_share branch_disagrees category_disagrees"
CONTROLLABILITY = "controllable uncontrollable undetermined controllable_rate uncontrollable_rate"
MONTHLY_SHARES = ("share_of_year", "rank_in_year")

FIGURES: tuple[tuple[Callable[[RawFeeds], pd.DataFrame], tuple[str, ...], str], ...] = (
    (oracle_changes.yearly_comparison, SCOPE, YEARLY),
    (oracle_scopes.category_share, (*SCOPE, *PARENT), "complaints share rank share_change"),
    (oracle_branches.branch_ranking, (*SCOPE, "branch_code"), BRANCHES),
    (
        oracle_scopes.monthly_distribution,
        (*SCOPE, "month"),
        "complaints mom_change_rate yoy_change_rate share_of_year rank_in_year",
    ),
    (oracle_reasons.channel_mix, (*SCOPE, *CHANNEL_GROUP, "channel_code"), "complaints share"),
    (oracle_reasons.channel_mix, (*SCOPE, *CHANNEL_GROUP), "group_complaints group_share"),
    (oracle_reasons.controllability, SCOPE, CONTROLLABILITY),
    (oracle_reasons.cause_breakdown, (*SCOPE, *CAUSE), "complaints share rank"),
    (oracle_reasons.grievance_breakdown, (*SCOPE, "grievance_code"), "complaints share rank"),
    (oracle_closure.case_closure, SCOPE, CLOSURE),
    (oracle_priorities.improvement_priority, ITEM, ITEMS),
    (oracle_records.feed_overlap, SCOPE[1:], OVERLAP),
)


def figure_revisions(feeds: RawFeeds) -> pd.DataFrame:
    years = oracle_scopes.yearly_comparison(feeds)
    ends = {(row.source_system, row.report_year): row.period_end_date for row in years.itertuples()}
    rows = {}
    for make, keys, measures in FIGURES:
        for row in make(feeds).to_dict("records"):
            for measure in measures.split():
                row[measure] = CODES.get(row[measure], row[measure])
                if pd.notna(row[measure]):
                    figure = {"mart": make.__name__, "measure": measure, **{key: row[key] for key in keys}}
                    rows[tuple(figure.items())] = _published(figure, row, ends)
    return table(list(rows.values()))


def _published(figure: dict, row: dict, ends: dict) -> dict[str, object]:
    value = float(row[figure["measure"]])
    feed = row.get("source_system") or row.get("complaint_source_system") or "hq"
    end = ends.get((feed, figure["report_year"]))
    if "month" in figure and figure["measure"] not in MONTHLY_SHARES:
        month = pd.Timestamp(figure["report_year"], figure["month"], 1) + pd.offsets.MonthEnd()
        end = min(end, month.date())
    return {
        **dict.fromkeys(ALL_KEYS),
        **figure,
        "period_end_date": end,
        "change_type": "first_published",
        "value_as_first_published": value,
        "value_before": None,
        "value_now": value,
        "revision": None,
        "is_latest": True,
    }
