"""Months that a feed covers, and what its years are then, by the rules of `docs/counting-rules.md`."""

from __future__ import annotations

from calendar import monthrange
from datetime import date

import numpy as np
import pandas as pd


def drawn_months(
    random: np.random.Generator, feed: str, years: list[int], last_day: str, missing: float
) -> pd.DataFrame:
    """All months of `years`, covered up to `last_day` (month and day) of the last, but for a share that is missing."""
    month, day = map(int, last_day.split("-"))
    latest = date(years[-1], month, min(day, monthrange(years[-1], month)[1]))
    rows = {}
    for start in (date(year, month, 1) for year in years for month in range(1, 13)):
        end = start.replace(day=monthrange(start.year, start.month)[1])
        is_latest = (start.year, start.month) == (latest.year, latest.month)
        is_there = start <= latest and (is_latest or random.random() >= missing)
        is_whole = is_there and end <= latest
        rows[start] = {
            "source_system": feed,
            "report_year": start.year,
            "month": start.month,
            "month_start": start,
            "coverage": "covered" if is_whole else "partly" if is_there else "not_covered",
            "covered_from": start if is_there else None,
            "covered_to": min(end, latest) if is_there else None,
            "covered_days": (min(end, latest) - start).days + 1 if is_there else 0,
            "evidence": "complaints" if is_whole else "after_latest_day" if end > latest else "implausible_gap",
            "latest_day": latest,
            "cutoff_day": latest.day if is_latest and (latest.month, latest.day) != (12, 31) else None,
            "is_under_way": is_there and not is_whole,
            "is_covered": is_there,
        }
    for start, row in rows.items():
        year_before = rows.get(start.replace(year=start.year - 1), {})
        earlier = date(start.year - (start.month == 1), (start.month - 2) % 12 + 1, 1)
        row["is_compared_with_year"] = row["is_covered"] and year_before.get("coverage") == "covered"
        row["is_compared_with_month"] = row["is_covered"] and rows.get(earlier, {}).get("coverage") == "covered"
    return pd.DataFrame(rows.values()).astype({"cutoff_day": "Int64"})


def feed_years(months: pd.DataFrame) -> pd.DataFrame:
    """A feed's years, and what of them is compared with the year before."""
    years = {}
    for year, of_year in months.groupby("report_year"):
        covered = of_year[of_year["is_covered"]]
        compared = of_year[of_year["is_compared_with_year"]]
        latest = of_year["latest_day"].iloc[0]
        is_full = (of_year["coverage"] == "covered").all()
        is_to_date = year == latest.year and not is_full and len(compared) == latest.month
        is_comparable = year - 1 in years and ((~compared["is_under_way"]).sum() >= 3 or is_to_date)
        end = covered["covered_to"].max() if len(covered) else date(year, 12, 31)
        years[year] = {
            "source_system": of_year["source_system"].iloc[0],
            "report_year": year,
            "prior_report_year": year - 1 if is_comparable else None,
            "first_received_date": date(year, 1, 1),
            "last_received_date": end,
            "period_end_date": end,
            "is_full_year": is_full,
            "coverage": "covered" if is_full else "partly" if len(covered) else "not_covered",
            "is_covered": len(covered) > 0 and covered["covered_days"].sum() == (end - date(year, 1, 1)).days + 1,
            "compared_months": len(compared),
            "is_comparable": is_comparable,
            "comparability_note": None if is_comparable and len(compared) == 12 else "A note.",
        }
    return pd.DataFrame(years.values()).astype({"prior_report_year": "Int64"})
