"""Years that a feed covers, the scopes in them, and the arithmetic that the oracle's marts share."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import pandas as pd

from tests.benchmarks import reading

# a computation of `RawFeeds`, which another mart may need too
once = lru_cache(maxsize=8)

COMPANY_AND_LINES = ("company", "line")
ALL_LEVELS = ("company", "line", "category", "subcategory")


@dataclass(frozen=True)
class Period:
    """One year of one feed, up to `end_date`.

    `complaints` are the year's, `before` those of the same days a year earlier, `whole_year_before` all of that year
    (both None where the feed has nothing in that year), `all_years` all that the feed holds.
    """

    source_system: str
    report_year: int
    end_date: pd.Timestamp
    is_full_year: bool
    complaints: pd.DataFrame
    before: pd.DataFrame | None
    whole_year_before: pd.DataFrame | None
    all_years: pd.DataFrame

    @property
    def keys(self) -> dict[str, object]:
        return {"source_system": self.source_system, "report_year": self.report_year}


def periods(complaints: pd.DataFrame) -> list[Period]:
    """Every year of every feed that holds a complaint."""
    found = []
    for feed, own in complaints.groupby("source_system"):
        by_year = dict(list(own.groupby("year")))
        for year, frame in by_year.items():
            last_day = frame.received.max().normalize()
            year_end = pd.Timestamp(year, 12, 31)
            end = last_day if year == max(by_year) else year_end
            whole = by_year.get(year - 1)
            same_days = None if whole is None else whole[whole.received.dt.normalize() <= end - pd.DateOffset(years=1)]
            found.append(Period(feed, int(year), end, end == year_end, frame, same_days, whole, own))
    return found


def periods_with(complaints: pd.DataFrame, code: str) -> list[Period]:
    """The years of the feeds in which some complaint says a `code` (of the branch, the channel or the like) at all."""
    return [period for period in periods(complaints) if (period.all_years[code] != "unspecified").any()]


def scope_codes(level: str) -> list[str]:
    """Codes of a level that the reference data lists."""
    if level == "company":
        return ["company"]
    table = {"line": "lines", "category": "categories", "subcategory": "subcategories"}[level]
    return reading.reference(table)[f"{level}_code"].tolist()


def scopes(period: Period, levels: tuple[str, ...]) -> Iterator[dict[str, str]]:
    """The reference data's scopes, and `unmapped` where the feed has a complaint in it, in whichever year."""
    for level in levels:
        for code in with_occurring(scope_codes(level), period.all_years[level]):
            yield {"scope_level": level, "scope_code": code}


def with_occurring(listed: list[str], found: pd.Series) -> list[str]:
    """The listed codes, then those outside the list that occur."""
    return listed + sorted(set(found.dropna()) - set(listed))


def within(frame: pd.DataFrame | None, scope: dict[str, str]) -> pd.DataFrame | None:
    """The complaints of a scope; None stays None."""
    return None if frame is None else frame[frame[scope["scope_level"]] == scope["scope_code"]]


def size(frame: pd.DataFrame | None) -> int | None:
    return None if frame is None else len(frame)


def ratio(part: float | None, whole: float | None) -> float | None:
    return None if part is None or not whole else part / whole


def less(value: float | None, base: float | None) -> float | None:
    return None if value is None or base is None else value - base


def change_rate(value: int, base: int | None) -> float | None:
    return ratio(less(value, base), base)


def rank_within(rows: list[dict], by: tuple[str, ...], name: str, value: str = "complaints") -> list[dict]:
    """Add the competition rank of each row among those that agree with it in `by`."""
    groups: dict[tuple, list] = {}
    for row in rows:
        groups.setdefault(tuple(row[key] for key in by), []).append(row[value])
    return [
        {**row, name: 1 + sum(other > row[value] for other in groups[tuple(row[key] for key in by)])} for row in rows
    ]


def table(rows: list[dict]) -> pd.DataFrame:
    return pd.DataFrame(rows, dtype=object)
