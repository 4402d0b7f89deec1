"""The published figures, looked up in the oracle's own marts."""

from __future__ import annotations

from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal

import pandas as pd

from tests.benchmarks import reading
from tests.marts.oracle_closure import case_closure
from tests.marts.oracle_reasons import channel_mix, controllability, grievance_breakdown
from tests.marts.oracle_scopes import (
    branch_ranking,
    category_share,
    monthly_distribution,
    yearly_comparison,
)
from tests.marts.periods import table
from tests.marts.raw_feeds import RawFeeds

# measure: mart, column, and the keys beyond those of the figure
LOOKUPS: dict[str, tuple[Callable[[RawFeeds], pd.DataFrame], str, dict[str, str]]] = {
    "complaints": (yearly_comparison, "complaints", {}),
    "yoy_change_rate": (yearly_comparison, "yoy_change_rate", {}),
    "yoy_gap_vs_company": (yearly_comparison, "yoy_gap_vs_company", {}),
    "share_of_company": (category_share, "share", {"parent_level": "company"}),
    "share_of_line": (category_share, "share", {"parent_level": "line"}),
    "rank_in_company": (category_share, "rank", {"parent_level": "company"}),
    "rank_in_line": (category_share, "rank", {"parent_level": "line"}),
    "closed_by_year_end_rate": (case_closure, "closed_by_year_end_rate", {}),
    "share_of_year": (monthly_distribution, "share_of_year", {}),
    "channel_group_share": (channel_mix, "group_share", {}),
    "grievance_share": (grievance_breakdown, "share", {}),
    "controllable": (controllability, "controllable", {}),
    "uncontrollable": (controllability, "uncontrollable", {}),
    "controllable_rate": (controllability, "controllable_rate", {}),
    "uncontrollable_rate": (controllability, "uncontrollable_rate", {}),
}
# measure: mart, and how many of its rows are such
COUNTS: dict[str, tuple[Callable[[RawFeeds], pd.DataFrame], Callable[[pd.DataFrame, str], pd.Series]]] = {
    "high_incidence_branches": (branch_ranking, lambda rows, threshold: rows.complaints >= int(threshold)),
    "zero_complaint_branches": (branch_ranking, lambda rows, _: rows.complaints == 0),
    "zero_complaint_branches_two_years": (branch_ranking, lambda rows, _: rows.consecutive_zero_years >= 2),
    "grievance_count": (grievance_breakdown, lambda rows, _: rows.complaints > 0),
}
SLICE_COLUMNS = {"month": "month", "channel_group": "channel_group", "grievance": "grievance_code"}
KEYS = ("source_system", "report_year", "scope_level", "scope_code")


def figure_reconciliation(feeds: RawFeeds) -> pd.DataFrame:
    marts = {make: make(feeds) for make in {entry[0] for entry in (*LOOKUPS.values(), *COUNTS.values())}}
    return table([_reconciled(figure, marts) for figure in reading.reference("figures").to_dict("records")])


def _reconciled(figure: dict, marts: dict) -> dict[str, object]:
    figure = {**figure, "report_year": int(figure["report_year"]), "decimals": int(figure["decimals"])}
    printed, computed = Decimal(figure["published_value"]), _computed(figure, marts)
    status = "no_data" if computed is None else "match" if _as_printed(computed, figure) == printed else "conflict"
    implied_base = None
    if status == "conflict" and figure["measure"] == "yoy_change_rate":
        implied_base = float(round(_rows(marts[yearly_comparison], figure).complaints.iloc[0] / (1 + float(printed))))
    return {
        **{key: figure[key] or None for key in ("figure_id", "deck_section", *KEYS, "measure", "unit", "note")},
        "slice": figure["slice"],
        "published_value": float(printed),
        "decimals": figure["decimals"],
        "computed_value": computed,
        "difference": None if computed is None else computed - float(printed),
        "status": status,
        "implied_base": implied_base,
    }


def _rows(mart: pd.DataFrame, figure: dict, **beyond: object) -> pd.DataFrame:
    keys = {**{key: figure[key] for key in KEYS}, **beyond}
    return mart[(mart[list(keys)] == pd.Series(keys)).all(axis=1)]


def _computed(figure: dict, marts: dict) -> float | None:
    part, _, wanted = figure["slice"].partition("=")
    if figure["measure"] == "category_count":
        # the figure's scope is the parent here, and the categories are its parts; `unmapped` is none
        whole = {"parent_level": figure["scope_level"], "parent_code": figure["scope_code"], "scope_level": "category"}
        keys = {"source_system": figure["source_system"], "report_year": figure["report_year"], **whole}
        shares = marts[category_share]
        rows = shares[(shares[list(keys)] == pd.Series(keys)).all(axis=1) & (shares.scope_code != "unmapped")]
        return float((rows.complaints > 0).sum()) if len(rows) else None
    if figure["measure"] in COUNTS:
        make, is_counted = COUNTS[figure["measure"]]
        rows = _rows(marts[make], figure)
        return float(is_counted(rows, wanted).sum()) if len(rows) else None
    make, column, beyond = LOOKUPS[figure["measure"]]
    if part:
        beyond = {**beyond, SLICE_COLUMNS[part]: int(wanted) if part == "month" else wanted}
    rows = _rows(marts[make], figure, **beyond)
    value = rows[column].iloc[0] if len(rows) else None
    return None if value is None else float(value)


def _as_printed(value: float, figure: dict) -> Decimal:
    # a quotient of counts is right to about 15 digits: the 12th decimal settles on which side of a half it lies
    exact = Decimal(value).quantize(Decimal("1e-12"), ROUND_HALF_UP)
    return exact.quantize(Decimal(1).scaleb(-figure["decimals"]), ROUND_HALF_UP)
