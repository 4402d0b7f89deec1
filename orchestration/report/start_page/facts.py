"""What the start page says of a release: years, changes since the release before, overdue cases, rows and warnings."""

from __future__ import annotations

from dataclasses import dataclass

import duckdb

from orchestration.release.differences import FigureDifference, figures_that_differ, tables_that_differ
from orchestration.release.manifest import Manifest
from orchestration.release.shelf import shelf_of
from orchestration.report.figures import Figure, Unit, figure, given
from orchestration.report.provenance import Mark, mark_of
from orchestration.report.release import ReleaseReader, hash_of
from orchestration.report.sources import Key, cell, count, total
from orchestration.report.statements.slots import Name, name
from orchestration.settings import Settings

MOST_LISTED = 12

_OVERDUE = """
    select source_system, branch_code from marts.open_cases where is_overdue and branch_code is not null
    group by all order by count(*) desc, source_system, branch_code limit ?
"""
_ROWS = ("rows_read", "rows_accepted", "rows_superseded", "rows_quarantined")


@dataclass(frozen=True)
class MarkedFigure:
    """A number as it is written, with its mark: the start page has numbers of two releases."""

    text: str
    mark: Mark


@dataclass(frozen=True)
class ChangedFigure:
    """Complaints and their change against the year before, of a feed's year and scope, before and now."""

    feed: str
    year: MarkedFigure
    scope: Name | str
    numbers: tuple[MarkedFigure, ...]


@dataclass(frozen=True)
class Since:
    """What changed since an earlier release; `figures` are the first of `figures_in_all`."""

    before: Manifest
    figures: tuple[ChangedFigure, ...]
    figures_in_all: int
    tables: tuple[tuple[str, MarkedFigure, MarkedFigure], ...]


@dataclass(frozen=True)
class OpenCases:
    """Open and overdue cases of a feed, or of a branch in it."""

    feed: str
    branch: Name | None
    open: MarkedFigure
    overdue: MarkedFigure


@dataclass(frozen=True)
class FeedRows:
    """A feed's files and what became of its rows: read, accepted, superseded, quarantined."""

    feed: str
    files: MarkedFigure
    rows: tuple[MarkedFigure, ...]


class Facts:
    """All of it, of one release."""

    def __init__(self, settings: Settings, reader: ReleaseReader) -> None:
        self.settings, self.reader = settings, reader

    def _shown(self, one: Figure) -> MarkedFigure:
        return MarkedFigure(one.written, mark_of(one, self.reader.release_hash))

    def _figure(self, unit: Unit, table: str, column: str, **keys: Key) -> MarkedFigure:
        return self._shown(figure(self.reader, unit, cell(table, column, keys)))

    def _count(self, table: str, **keys: Key) -> MarkedFigure:
        return self._shown(figure(self.reader, Unit.COUNT, count(table, keys)))

    def years(self) -> list[int]:
        """The years that the release covers, latest first."""
        return sorted({row["report_year"] for row in self.reader.rows("dim_feed_year")}, reverse=True)

    def newest_days(self) -> list[tuple[str, MarkedFigure]]:
        """For each feed of complaints the last day that its latest year covers."""
        latest = {row["source_system"]: row for row in self.reader.rows("dim_feed_year", "report_year")}
        return [
            (feed, self._figure(Unit.DATE, "dim_feed_year", "covered_to", source_system=feed, report_year=year))
            for feed, year in ((feed, row["report_year"]) for feed, row in sorted(latest.items()))
        ]

    def branch(self, code: str) -> Name | None:
        """What a branch is called; None where the release does not know it."""
        return name(self.reader, "dim_branch", "branch", branch_code=code) if code in self._branches() else None

    def _branches(self) -> set[str]:
        return {row["branch_code"] for row in self.reader.rows("dim_branch")}

    def open_cases(self) -> list[OpenCases]:
        """Open cases by feed."""
        feeds = sorted({row["source_system"] for row in self.reader.rows("dim_feed_year")})
        return [self._open_cases(feed, None, source_system=feed) for feed in feeds]

    def overdue_by_branch(self) -> list[OpenCases]:
        """The branches in which most cases are overdue."""
        rows = self.reader.connection.execute(_OVERDUE, [MOST_LISTED]).fetchall()
        found = [(feed, self.branch(code), code) for feed, code in rows]
        return [self._open_cases(feed, who, source_system=feed, branch_code=code) for feed, who, code in found if who]

    def _open_cases(self, feed: str, branch: Name | None, **keys: Key) -> OpenCases:
        overdue = self._count("open_cases", **keys, is_overdue=True)
        return OpenCases(feed, branch, self._count("open_cases", **keys), overdue)

    def rows_of_feeds(self) -> list[FeedRows]:
        """Files and rows of each feed."""
        feeds = [row["feed"] for row in self.reader.rows("feed_ledger")]
        return [
            FeedRows(
                feed,
                self._count("feed_ledger", feed=feed, status="loaded"),
                tuple(
                    self._shown(figure(self.reader, Unit.COUNT, total("feed_ledger", column, feed=feed)))
                    for column in _ROWS
                ),
            )
            for feed in dict.fromkeys(sorted(feeds))
        ]

    def since(self) -> Since | None:
        """What changed since the release before; None for the first that is kept, or where it cannot be read."""
        now = self.reader.manifest
        before = [one for one in shelf_of(self.settings).releases.values() if one.release_id < now.release_id]
        if not before:
            return None
        try:
            figures = figures_that_differ(self.settings, before[-1], now)
        except duckdb.Error:
            return None
        hashes = hash_of(before[-1]), self.reader.release_hash
        tables = tuple(
            (one.table, _rows(one.table, one.rows_before, hashes[0]), _rows(one.table, one.rows_after, hashes[1]))
            for one in tables_that_differ(before[-1], now)
        )
        listed = tuple(self._changed(one, hashes) for one in figures[:MOST_LISTED])
        return Since(before[-1], listed, len(figures), tables)

    def _changed(self, one: FigureDifference, hashes: tuple[str, str]) -> ChangedFigure:
        level = "company" if one.scope_code == "company" else "line"
        scope = {"scope_level": level, "scope_code": one.scope_code}
        keys: dict[str, Key] = {"source_system": one.source_system, "report_year": one.report_year, **scope}
        values = (
            (Unit.COUNT, "complaints", (one.complaints_before, one.complaints_after)),
            (Unit.CHANGE, "yoy_change_rate", (one.change_rate_before, one.change_rate_after)),
        )
        numbers = tuple(
            MarkedFigure(shown.written, mark_of(shown, of))
            for unit, column, pair in values
            for value, of in zip(pair, hashes, strict=True)
            for shown in [Figure(value, unit, cell("yearly_comparison", column, keys), 1 if unit is Unit.CHANGE else 0)]
        )
        known = len(self.reader.rows("dim_scope", **scope)) == 1
        scope_name = name(self.reader, "dim_scope", "scope", **scope) if known else one.scope_code
        return ChangedFigure(one.source_system, self._shown(given(one.report_year)), scope_name, numbers)


def _rows(table: str, rows: int | None, release_hash: str) -> MarkedFigure:
    shown = Figure(rows, Unit.COUNT, count(table.split(".")[-1]))
    return MarkedFigure(shown.written, mark_of(shown, release_hash))
