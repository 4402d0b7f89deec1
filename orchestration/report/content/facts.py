"""What sections ask of a release: which feeds, lines and categories there are, their counts in the period, and changes.

A figure of a year is the mart's own cell. Of any other period it is a total over `agg_complaints_monthly`, and what
follows from such totals; that is told only of months that the feed covers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any

from orchestration.report.content.context import Context
from orchestration.report.figures import Figure, Unit
from orchestration.report.periods import Period
from orchestration.report.sources import Key, Range, Source, cell, count, derived, total
from orchestration.report.statements.slots import Name, name

HEAD_OFFICE = "hq"
CALL_CENTER = "call_center"
OPERATIONS = "operations"
MONTHLY = "agg_complaints_monthly"

# what stands for values that the reference data does not know, and for those that were not given
UNMAPPED, UNSPECIFIED = "unmapped", "unspecified"

MOST_LINES = 5
MOST_COMPLAINTS = 1_000_000_000

_COLUMNS = {"line": "line_code", "category": "category_code", "subcategory": "subcategory_code"}


class Coverage(StrEnum):
    """How much of the period a feed has."""

    WHOLE = "whole"
    PART = "part"
    NONE = "none"


@dataclass(frozen=True)
class Scope:
    """The company, a line, a category or a subcategory."""

    level: str
    code: str
    name: Name
    line_code: str | None
    category_code: str | None

    @property
    def keys(self) -> dict[str, Key]:
        """The keys of the scope in a mart."""
        return {"scope_level": self.level, "scope_code": self.code}

    @property
    def filters(self) -> dict[str, Key]:
        """The keys of the scope's rows in a table that has a row for each combination of codes."""
        return {} if self.level == "company" else {_COLUMNS[self.level]: self.code}


class Facts:
    """The facts of one feed in the report's period."""

    def __init__(self, context: Context, feed: str):
        self.context = context
        self.reader = context.reader
        self.period = context.period
        self.feed = feed

    @property
    def year_keys(self) -> dict[str, Key]:
        """The keys of the feed and the year in a mart."""
        return {"source_system": self.feed, "report_year": self.period.year}

    def month_keys(self, period: Period | None = None) -> dict[str, Key]:
        """The keys of the feed and the period's months in `agg_complaints_monthly`."""
        period = period or self.period
        months = Range(period.first_day, period.last_day)
        return {"source_system": self.feed, "report_year": period.year, "received_month": months}

    @cached_property
    def year_row(self) -> dict[str, Any] | None:
        """What `dim_feed_year` says of the year, or None where the feed has nothing of it."""
        rows = self.reader.rows("dim_feed_year", **self.year_keys)
        return rows[0] if rows else None

    @property
    def is_in_release(self) -> bool:
        """Whether the release has anything of the feed, of whatever year."""
        return bool(self.reader.rows("dim_feed_year", source_system=self.feed))

    @cached_property
    def coverage(self) -> Coverage:
        """How much of the report's period the feed has."""
        return self.coverage_of(self.period)

    def coverage_of(self, period: Period) -> Coverage:
        """How much of a period the feed has."""
        keys: dict[str, Key] = {"source_system": self.feed, "report_year": period.year, "month": period.months}
        found = [row["coverage"] for row in self.reader.rows("feed_coverage", **keys)]
        months = period.last_month - period.first_month + 1
        if not any(one in ("covered", "partly") for one in found):
            return Coverage.NONE
        return Coverage.WHOLE if found.count("covered") == months else Coverage.PART

    def is_whole(self, period: Period) -> bool:
        """Whether the feed has all of a period."""
        return self.coverage_of(period) is Coverage.WHOLE

    def has_break(self, scope: Scope) -> bool:
        """Whether it is declared that the taxonomy of a scope changed between the year before and this one."""
        keys: dict[str, Key] = {**self.year_keys, **scope.keys, "is_declared": True}
        return bool(self.reader.rows("taxonomy_changes", **keys))

    @property
    def has_period(self) -> bool:
        """Whether there is anything to tell of the period."""
        return self.year_row is not None and self.coverage is not Coverage.NONE

    @cached_property
    def up_to(self) -> Figure | None:
        """The latest day of a year under way, where the report is about the year."""
        row = self.year_row
        if not self.period.is_year or row is None or row["period_end_date"] >= self.period.last_day:
            return None
        return self.context.figure(Unit.DATE, cell("dim_feed_year", "period_end_date", self.year_keys))

    @cached_property
    def name(self) -> Name:
        """The feed's name."""
        rows = self.reader.rows("year_on_year", "report_year desc", source_system=self.feed, scope_level="company")
        year = rows[0]["report_year"]
        keys: dict[str, Key] = {"source_system": self.feed, "report_year": year}
        return name(self.reader, "year_on_year", "source_system", **keys, scope_level="company", scope_code="company")

    @cached_property
    def scopes(self) -> tuple[Scope, ...]:
        """All scopes that the feed counts in the year, in the order of the reference data."""
        counted = {(row["scope_level"], row["scope_code"]) for row in self._counted_scopes}
        rows = [row for row in self.reader.rows("dim_scope") if (row["scope_level"], row["scope_code"]) in counted]
        places = {row["category_code"]: row["display_order"] for row in self.reader.rows("dim_category")}
        lines = {
            row["line_code"]: row["display_order"] for row in self.reader.rows("dim_category", "display_order desc")
        }

        def place(row: dict[str, Any]) -> tuple[int, str]:
            found = lines.get(row["scope_code"]) if row["scope_level"] == "line" else places.get(row["category_code"])
            return found or 0, row["scope_code"]

        return tuple(
            Scope(
                row["scope_level"],
                row["scope_code"],
                name(self.reader, "dim_scope", "scope", scope_level=row["scope_level"], scope_code=row["scope_code"]),
                row["line_code"],
                row["category_code"],
            )
            for row in sorted(rows, key=place)
        )

    @property
    def _counted_scopes(self) -> list[dict[str, Any]]:
        return self.reader.rows("yearly_comparison", **self.year_keys)

    def of_level(self, level: str, line: str | None = None, category: str | None = None) -> tuple[Scope, ...]:
        """The scopes of a level, of a line or a category where one is named."""
        return tuple(
            scope
            for scope in self.scopes
            if scope.level == level
            and line in (None, scope.line_code)
            and category in (None, scope.category_code)
            and (scope.code != UNMAPPED or self.complaints(scope).value)
        )

    @property
    def company(self) -> Scope:
        """The whole company."""
        return next(scope for scope in self.scopes if scope.level == "company")

    @property
    def lines(self) -> tuple[Scope, ...]:
        """The lines that are reported one by one: the one named `operations` if there is one, else all with complaints.

        Those with most complaints come first; of many, the first five.
        """
        lines = [scope for scope in self.of_level("line") if scope.code != UNMAPPED]
        named = tuple(scope for scope in lines if scope.code == OPERATIONS)
        most = sorted(lines, key=lambda scope: -self.number(self.complaints(scope)))
        return named or tuple(scope for scope in most if self.number(self.complaints(scope)))[:MOST_LINES]

    def complaints(self, scope: Scope, **more: Key) -> Figure:
        """The complaints of a scope in the period; `more` are further keys of their rows, such as a branch."""
        return self.context.figure(Unit.COUNT, self.counted(scope, self.period, **more))

    def counted(self, scope: Scope, period: Period, /, **more: Key) -> Source:
        """Where that number comes from: with `more` keys, and in another period than a year, a total over months."""
        if period.is_year and not more:
            keys: dict[str, Key] = {"source_system": self.feed, "report_year": period.year}
            return cell("yearly_comparison", "complaints", keys, **scope.keys)
        return total(MONTHLY, "complaints", self.month_keys(period), **scope.filters, **more)

    def share(self, scope: Scope, parent: Scope) -> Figure:
        """A scope's share of the complaints of its line or of the company."""
        if self.period.is_year:
            keys: dict[str, Key] = {"parent_level": parent.level, "parent_code": parent.code}
            return self.context.figure(
                Unit.SHARE, cell("category_share", "share", self.year_keys, **keys, **scope.keys)
            )
        return self.context.figure(Unit.SHARE, derived("ratio", self._counted(scope), self._counted(parent)))

    def rank(self, scope: Scope, parent: Scope, all_of: tuple[Scope, ...]) -> Figure:
        """A scope's place by complaints among all of its level in a line or the company; equal ones share a place."""
        if self.period.is_year:
            keys: dict[str, Key] = {"parent_level": parent.level, "parent_code": parent.code}
            return self.context.figure(Unit.PLAIN, cell("category_share", "rank", self.year_keys, **keys, **scope.keys))
        others = (self._counted(other) for other in all_of)
        return self.context.figure(Unit.PLAIN, derived("rank", self._counted(scope), *others))

    def _counted(self, scope: Scope) -> Source:
        return self.counted(scope, self.period)

    def how_many_known(self, mart: str, code: str, **keys: Key) -> Figure:
        """How many rows of the feed and year have the keys, without those of codes that the reference data lacks."""
        source: Source = count(mart, {**self.year_keys, **keys})
        for unknown in (UNMAPPED, UNSPECIFIED):
            of_unknown = {**self.year_keys, **keys, code: unknown}
            if self.reader.rows(mart, **of_unknown):
                source = derived("difference", source, count(mart, of_unknown))
        return self.context.figure(Unit.COUNT, source)

    @property
    def categories_with_complaints(self) -> Figure:
        """How many categories of the reference data have a complaint."""
        if self.period.is_year:
            keys: dict[str, Key] = {"parent_level": "company", "parent_code": "company", "scope_level": "category"}
            some = Range(1, MOST_COMPLAINTS)
            return self.how_many_known("category_share", "scope_code", **keys, complaints=some)
        scopes = [scope for scope in self.of_level("category") if scope.code != UNMAPPED]
        return self.context.figure(Unit.COUNT, derived("not_zeros", *(self._counted(scope) for scope in scopes)))

    @staticmethod
    def number(figure: Figure) -> float:
        """A figure's number; 0 where it has none."""
        return figure.value if isinstance(figure.value, int | float) else 0
