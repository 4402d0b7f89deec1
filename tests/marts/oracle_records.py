"""Marts that give account: the overlap of the feeds, the published figures, the files and the rows left out."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from tests.benchmarks import reading
from tests.marts.oracle_reasons import channel_mix, controllability, grievance_breakdown
from tests.marts.oracle_scopes import (
    branch_ranking,
    case_closure,
    category_share,
    monthly_distribution,
    yearly_comparison,
)
from tests.marts.periods import COMPANY_AND_LINES, periods, ratio, scopes, table, within
from tests.marts.raw_feeds import RawFeeds


def feed_overlap(feeds: RawFeeds) -> pd.DataFrame:
    call_center = feeds.complaints[feeds.complaints.source_system == "call_center"].set_index("complaint_number")
    rows = []
    for period in periods(feeds.complaints):
        if period.source_system != "hq":
            continue
        for scope in scopes(period, COMPANY_AND_LINES):
            frame = within(period.complaints, scope)
            linked = frame[frame.call_center_number.isin(call_center.index)]
            origin = call_center.loc[linked.call_center_number]
            rows.append(
                {
                    "report_year": period.report_year,
                    **scope,
                    "hq_complaints": len(frame),
                    "linked_to_call_center": len(linked),
                    "linked_share": ratio(len(linked), len(frame)),
                    "branch_disagrees": int((linked.branch_code.to_numpy() != origin.branch_code.to_numpy()).sum()),
                    "category_disagrees": int((linked.category.to_numpy() != origin.category.to_numpy()).sum()),
                }
            )
    return table(rows)


def figure_reconciliation(feeds: RawFeeds) -> pd.DataFrame:
    counted = _Counted(feeds)
    rows = []
    for figure in reading.reference("figures").to_dict("records"):
        computed = counted.value_of(figure)
        published = Decimal(figure["published_value"])
        status = "no_data" if computed is None else "match" if _rounded(computed, figure) == published else "conflict"
        has_base = status == "conflict" and figure["measure"] == "yoy_change_rate"
        rows.append(
            {
                **{key: figure[key] for key in ("figure_id", "deck_section", "source_system", "measure")},
                **{key: figure[key] for key in ("scope_level", "scope_code", "unit")},
                "report_year": int(figure["report_year"]),
                "slice": figure["slice"],
                "published_value": float(published),
                "decimals": int(figure["decimals"]),
                "computed_value": None if computed is None else float(computed),
                "difference": None if computed is None else computed - float(published),
                "status": status,
                "implied_base": float(round(counted.complaints(figure) / (1 + float(published)))) if has_base else None,
            }
        )
    return table(rows)


def _rounded(value: float, figure: dict) -> Decimal:
    # the 12th decimal is beyond what a double division of counts gets right
    exact = Decimal(value).quantize(Decimal("1e-12"), ROUND_HALF_UP)
    return exact.quantize(Decimal(1).scaleb(-int(figure["decimals"])), ROUND_HALF_UP)


class _Counted:
    """The oracle's marts, and where each measure of the published figures stands in them."""

    def __init__(self, feeds: RawFeeds) -> None:
        self._yearly = yearly_comparison(feeds)
        self._share = category_share(feeds)
        self._branches = branch_ranking(feeds)
        self._months = monthly_distribution(feeds)
        self._channels = channel_mix(feeds)
        self._control = controllability(feeds)
        self._grievances = grievance_breakdown(feeds)
        self._closure = case_closure(feeds)

    def complaints(self, figure: dict) -> int:
        return _cell(_rows(self._yearly, figure), "complaints")

    def value_of(self, figure: dict) -> float | None:
        """The figure's value by the oracle; None where the feeds have no such year, scope or slice."""
        measure, (_, _, wanted) = figure["measure"], figure["slice"].partition("=")
        if measure in ("complaints", "yoy_change_rate", "yoy_gap_vs_company"):
            return _cell(_rows(self._yearly, figure), measure)
        if measure.startswith(("share_of_line", "share_of_company", "rank_in_")):
            column, _, parent_level = measure.replace("_of_", "_in_").partition("_in_")
            return _cell(_rows(self._share, figure).query("parent_level == @parent_level"), column)
        if measure in ("controllable", "uncontrollable", "controllable_rate", "uncontrollable_rate"):
            return _cell(_rows(self._control, figure), measure)
        branches, grievances = _rows(self._branches, figure), _rows(self._grievances, figure)
        measures: dict[str, Callable[[], float | None]] = {
            "category_count": lambda: self._categories(figure),
            "closed_by_year_end_rate": lambda: _cell(_rows(self._closure, figure), measure),
            "share_of_year": lambda: _cell(_rows(self._months, figure).query("month == @wanted"), measure)
            if not wanted.isdigit()
            else _cell(_rows(self._months, figure, month=int(wanted)), measure),
            "high_incidence_branches": lambda: int((branches.complaints >= int(wanted)).sum()),
            "zero_complaint_branches": lambda: int(branches.is_zero.sum()),
            "zero_complaint_branches_two_years": lambda: int((branches.consecutive_zero_years >= 2).sum()),
            "channel_group_share": lambda: _cell(_rows(self._channels, figure, channel_group=wanted), "group_share"),
            "grievance_share": lambda: _cell(grievances[grievances.grievance_code == wanted], "share"),
            "grievance_count": lambda: int((grievances.complaints > 0).sum()),
        }
        return measures[measure]()
