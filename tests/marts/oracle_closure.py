"""How many complaints were closed, and how fast: Kaplan and Meier's estimate by SciPy."""

from __future__ import annotations

import warnings

import numpy as np
import pandas as pd
from scipy import stats

from tests.marts.periods import COMPANY_AND_LINES, Period, once, periods, ratio, scopes, table, within
from tests.marts.raw_feeds import RawFeeds

DAYS = (15, 30, 60)


@once
def case_closure(feeds: RawFeeds) -> pd.DataFrame:
    return table(
        [
            {**period.keys, **scope, **_closure(within(period.complaints, scope), period)}
            for period in periods(feeds.complaints)
            for scope in scopes(period, COMPANY_AND_LINES)
        ]
    )


def _closure(frame: pd.DataFrame, period: Period) -> dict[str, object]:
    in_year = int((frame.closed < pd.Timestamp(period.report_year + 1, 1, 1)).sum())
    undated = int((frame.is_closed & frame.closed.isna()).sum())
    days = frame.days_to_close.dropna()
    latest = pd.concat([period.all_years.received, period.all_years.closed]).max().normalize()
    age = (latest - frame.received.dt.normalize()).dt.days[~frame.is_closed]
    tells = undated <= len(days)
    return {
        "complaints": len(frame),
        "closed_by_year_end": in_year,
        "closed_by_year_end_rate": ratio(in_year, len(frame) - undated) if tells else None,
        "still_open": len(age),
        "closed_without_date": undated,
        **{
            f"closed_within_{n}_days_or_not_due_rate": ratio(
                int((days <= n).sum() + (age <= n).sum()), len(days) + len(age)
            )
            if tells
            else None
            for n in DAYS
        },
        **(_speed(days.to_numpy(), age.to_numpy()) if tells and len(days) + len(age) else _NO_SPEED),
    }


_NO_SPEED = {
    f"{measure}{suffix}": None
    for measure in (*(f"closed_within_{n}_days_rate" for n in DAYS), "median_days_to_close", "p90_days_to_close")
    for suffix in ("", "_low", "_high")
}


def _speed(closed: np.ndarray, left_open: np.ndarray) -> dict[str, float | None]:
    curve = stats.ecdf(stats.CensoredData(closed, right=left_open)).cdf
    steps = np.unique(closed)
    limits = _limits(curve, closed, left_open)
    found: dict[str, float | None] = {}
    for n in DAYS:
        is_known = curve.evaluate(n) == 1 or max(*closed, *left_open) >= n
        found[f"closed_within_{n}_days_rate"] = float(curve.evaluate(n)) if is_known else None
        for name in ("low", "high"):
            found[f"closed_within_{n}_days_rate_{name}"] = limits[name](n) if is_known else None
    for measure, share in (("median", 0.5), ("p90", 0.9)):
        for suffix, at in (("", curve.evaluate), ("_low", limits["high"]), ("_high", limits["low"])):
            reached = [float(day) for day in steps if at(day) >= share - 1e-9]
            found[f"{measure}_days_to_close{suffix}"] = min(reached, default=None)
    return found


def _limits(
    curve: stats._result_classes.EmpiricalDistributionFunction, closed: np.ndarray, left_open: np.ndarray
) -> dict:
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "The confidence interval is undefined")
        low, high = curve.confidence_interval(method="log-log")

    def of(day: float, limit: object, is_high: bool) -> float:
        share = float(curve.evaluate(day))
        if share == 0:
            followed = int((closed >= day).sum() + (left_open >= day).sum())
            return 1 - 0.025 ** (1 / followed) if is_high else 0.0
        if share == 1:
            return 1.0 if is_high else 0.025 ** (1 / len(closed))
        return float(limit.evaluate(day))

    return {"low": lambda day: of(day, low, False), "high": lambda day: of(day, high, True)}
