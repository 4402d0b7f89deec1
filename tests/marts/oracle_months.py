"""What chance makes of the months: the oracle's monthly distribution with the tests of its peaks, by SciPy."""

from __future__ import annotations

import calendar

import pandas as pd
from scipy import stats

from tests.marts import oracle_scopes
from tests.marts.periods import COMPANY_AND_LINES, once, periods, scopes, table
from tests.marts.raw_feeds import RawFeeds

SCOPE_YEAR = ("source_system", "report_year", "scope_level", "scope_code")


@once
def monthly_distribution(feeds: RawFeeds) -> pd.DataFrame:
    """The tests hold a year's months against one in which each day has the same part of the complaints."""
    rows = oracle_scopes.monthly_distribution(feeds).to_dict("records")
    by_scope: dict[tuple, list[dict]] = {}
    for row in rows:
        by_scope.setdefault(tuple(row[key] for key in SCOPE_YEAR), []).append(row)
    for period in periods(feeds.complaints):
        for scope in scopes(period, COMPANY_AND_LINES):
            _add_tests(by_scope[(*period.keys.values(), *scope.values())], period.report_year, period.end_date)
    return table(rows)


def _add_tests(months: list[dict], year: int, end: pd.Timestamp) -> None:
    reached = [row for row in months if row["month"] <= end.month]
    days = [calendar.monthrange(year, month)[1] for month in range(1, end.month)] + [end.day]
    whole, counts = sum(days), [row["complaints"] for row in reached]
    total, most = sum(counts), max(counts)
    even = [total * part / whole for part in days]
    peak = dispersion = dispersion_p = None
    if len(days) > 1 and total > 0:
        peak = min(sum(float(stats.binom.sf(most - 1, total, part / whole)) for part in days), 1.0)
    if len(days) > 1 and total >= len(days):
        squares, dispersion_p = (float(value) for value in stats.chisquare(counts, even))
        dispersion = squares / (len(days) - 1)
    for row in months:
        has_begun = row in reached
        p_value = peak if has_begun and row["complaints"] == most else None
        row["even_complaints"] = even[row["month"] - 1] if has_begun else None
        row["peak_p_value"] = p_value
        row["is_peak_beyond_chance"] = row["rank_in_year"] == 1 and p_value is not None and p_value <= 0.05
        row["months_dispersion"] = dispersion if has_begun else None
        row["months_dispersion_p_value"] = dispersion_p if has_begun else None
