"""The time that a report is about: a year, a half, a quarter, or a year up to a month."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date

from orchestration.report.sources import Range

_NAMES = re.compile(r"(?:(?P<half>h[12])|(?P<quarter>q[1-4])|to-(?P<month>\d{1,2}))", re.IGNORECASE)


class PeriodError(ValueError):
    """A name that is no period. The message says which there are."""


@dataclass(frozen=True)
class Period:
    """Whole months of a year, both included, counted from 1."""

    year: int
    first_month: int = 1
    last_month: int = 12

    @property
    def is_year(self) -> bool:
        """Whether it is all of the year, of which the marts speak themselves."""
        return (self.first_month, self.last_month) == (1, 12)

    @property
    def months(self) -> Range:
        """The key of the period's months in a table that has a column `month`."""
        return Range(self.first_month, self.last_month)

    @property
    def first_day(self) -> date:
        """The day on which the period begins."""
        return date(self.year, self.first_month, 1)

    @property
    def last_day(self) -> date:
        """The day on which the period ends."""
        return date(self.year, self.last_month, calendar.monthrange(self.year, self.last_month)[1])

    @property
    def before(self) -> Period:
        """The same months of the year before."""
        return Period(self.year - 1, self.first_month, self.last_month)

    @property
    def name(self) -> str:
        """The period as a command and a folder call it: `2011`, `2011-H1`, `2011-Q3`, `2011-to-05`."""
        first, last = self.first_month, self.last_month
        if self.is_year:
            return f"{self.year}"
        if last - first == 5 and last % 6 == 0:
            return f"{self.year}-H{last // 6}"
        if last - first == 2 and last % 3 == 0:
            return f"{self.year}-Q{last // 3}"
        return f"{self.year}-to-{last:02}"


def period(year: int, name: str | None = None) -> Period:
    """A period of a year by its name: `H1`, `Q3`, `to-05`; without one the year.

    Raises `PeriodError` for any other name.
    """
    if name is None:
        return Period(year)
    match = _NAMES.fullmatch(name)
    if match and match["half"]:
        last = 6 * int(match["half"][1])
        return Period(year, last - 5, last)
    if match and match["quarter"]:
        last = 3 * int(match["quarter"][1])
        return Period(year, last - 2, last)
    if match and 1 <= int(match["month"]) <= 12:
        return Period(year, 1, int(match["month"]))
    raise PeriodError(f"{name!r} is no period of a year: there are H1, H2, Q1 to Q4, and to-01 to to-12")


def read_period(name: str) -> Period:
    """The period that a name of one means, as `Period.name` gives it. Raises `PeriodError` and `ValueError`."""
    year, _, part = name.partition("-")
    return period(int(year), part or None)
