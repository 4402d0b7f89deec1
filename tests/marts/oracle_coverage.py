"""Which months a feed covers, as a reader sees it: a month without a complaint is missing."""

from __future__ import annotations

import pandas as pd

from tests.marts.periods import table
from tests.marts.raw_feeds import RawFeeds


def feed_coverage(feeds: RawFeeds) -> pd.DataFrame:
    """All months of the years between a feed's first complaint and its latest, whose months are full of complaints."""
    rows = []
    for feed, own in feeds.complaints.groupby("source_system"):
        days = own.received.dt.normalize()
        # the latest day counts as that of the year's end where no more than a handful of complaints is missing
        is_over = (pd.Timestamp(days.max().year, 12, 31) - days.max()).days * len(own) / days.nunique() < 3
        latest = pd.Timestamp(days.max().year, 12, 31) if is_over else days.max()
        for start in pd.date_range(f"{days.min().year}-01-01", f"{days.max().year}-12-31", freq="MS"):
            end = start + pd.offsets.MonthEnd()
            complaints = int(((days >= start) & (days <= end)).sum())
            covered_to = min(end, latest) if complaints else None
            covered_days = (covered_to - start).days + 1 if covered_to else 0
            coverage = "covered" if covered_to == end else "partly" if covered_to else "not_covered"
            rows.append(
                {
                    "source_system": feed,
                    "report_year": start.year,
                    "month": start.month,
                    "month_start": start.date(),
                    "coverage": coverage,
                    "covered_from": start.date() if complaints else None,
                    "covered_to": covered_to.date() if covered_to else None,
                    "covered_days": covered_days,
                    "complaints": complaints,
                }
            )
    return table(rows)
