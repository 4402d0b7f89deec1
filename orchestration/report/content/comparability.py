"""Comparability: what of two years each feed covers, which changes can be given, and why others cannot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from orchestration.report.content.context import Context, number
from orchestration.report.content.facts import Facts
from orchestration.report.content.pieces import bullets, feeds, joined_by, lead, line_alone, note, page, who, word
from orchestration.report.content.wording import when
from orchestration.report.document import Column, Page, Section, Table, Text
from orchestration.report.figures import Unit, given
from orchestration.report.periods import Period
from orchestration.report.sources import Given, Key, Source, cell, count, derived
from orchestration.report.statements.comparability import (
    CODES_UNDECLARED,
    MONTHS_COVERED,
    SCOPES_BRIDGED,
    SCOPES_BROKEN,
    YEARS_COMPARED,
)
from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.slots import Name

KEY = "comparability"
COVERAGE = "feed_coverage"

_COVERED = ("covered", "partly")
_LEVELS = ("company", "line", "category", "subcategory")

_CHANGES: tuple[tuple[Kind, Mapping[str, Key]], ...] = (
    (SCOPES_BROKEN, {"is_declared": True, "is_bridged": False}),
    (SCOPES_BRIDGED, {"is_declared": True, "is_bridged": True}),
    (CODES_UNDECLARED, {"is_declared": False}),
)


def section(context: Context) -> Section:
    """For each feed a page with its months in both years, and what changes of the taxonomy did to comparisons."""
    of_feeds = feeds(context)
    if not of_feeds:
        return line_alone(context, KEY, context.label("pieces.no_feed"))
    return Section(KEY, context.label("comparability.title"), tuple(_page(feed) for feed in of_feeds))


def _page(feed: Facts) -> Page:
    context = feed.context
    sentences = [*_of_year(feed), _months_covered(feed), *_taxonomy(feed)]
    return page(
        f"comparability_{feed.feed}",
        context.label("comparability.of_feed", feed=feed.name),
        lead(sentences[0]),
        *bullets(sentences[1:]),
        _table(feed),
        note(context.label("comparability.about")),
    )


def _months_of(feed: Facts, period: Period, coverage: str) -> Source:
    keys: dict[str, Key] = {"source_system": feed.feed, "report_year": period.year, "month": period.months}
    return count(COVERAGE, keys, coverage=coverage)


def _of_year(feed: Facts) -> list[Text]:
    """What is compared of a whole year; a part of one is compared where both years cover all of it."""
    context, period = feed.context, feed.period
    if not period.is_year:
        return []
    row, keys = feed.year_row, feed.year_keys

    def months_with_data(year: Period) -> int:
        rows = feed.reader.rows(COVERAGE, source_system=feed.feed, report_year=year.year)
        return sum(row["coverage"] in _COVERED for row in rows)

    def of_year(column: str) -> Source:
        return cell("dim_feed_year", column, keys) if row is not None else Given(0)

    return [
        context.tell(
            YEARS_COMPARED,
            who=who(context, feed.name),
            year=given(period.year),
            covered=given(months_with_data(period), Unit.COUNT),
            covered_before=given(months_with_data(period.before), Unit.COUNT),
            is_comparable=context.figure(Unit.PLAIN, of_year("is_comparable")),
            months=context.figure(Unit.COUNT, of_year("compared_months")),
        )
    ]


def _months_covered(feed: Facts) -> Text:
    context, period = feed.context, feed.period
    return context.tell(
        MONTHS_COVERED,
        who=who(context, feed.name),
        when=when(context),
        months=given(period.last_month - period.first_month + 1, Unit.COUNT),
        covered=context.figure(Unit.COUNT, _months_of(feed, period, "covered")),
        partly=context.figure(Unit.COUNT, _months_of(feed, period, "partly")),
    )


def _taxonomy(feed: Facts) -> list[Text]:
    """Which scopes changed their codes between the two years; nothing where the years are not compared anyway."""
    if feed.year_row is None or not feed.year_row["is_comparable"]:
        return []
    told = []
    for kind, keys in _CHANGES:
        names = _scopes_changed(feed, keys)
        if names or kind is SCOPES_BROKEN:
            counts = (count("taxonomy_changes", feed.year_keys, scope_level=level, **keys) for level in _LEVELS)
            n = feed.context.figure(Unit.COUNT, derived("sum_of", *counts))
            told.append(feed.context.tell(kind, scopes=names, n=n))
    return told


def _scopes_changed(feed: Facts, keys: Mapping[str, Key]) -> tuple[Name, ...]:
    by_keys = {(scope.level, scope.code): scope.name for scope in feed.scopes}
    rows = feed.reader.rows("taxonomy_changes", "scope_level, scope_code", **feed.year_keys, **keys)
    found = (by_keys.get((row["scope_level"], row["scope_code"])) for row in rows)
    return tuple(name for name in found if name is not None)


def _table(feed: Facts) -> Table:
    context, period = feed.context, feed.period
    years = (period.before, period)
    columns = (
        Column(context.label("comparability.month")),
        *(
            Column(context.label(f"comparability.{head}", year=given(year.year)), is_number=head == "complaints")
            for year in years
            for head in ("coverage", "complaints")
        ),
    )
    rows = []
    for place in range(period.first_month, period.last_month + 1):
        cells = [context.label(f"periods.month_{place}")]
        for year in years:
            keys: dict[str, Key] = {"source_system": feed.feed, "report_year": year.year, "month": place}
            found = feed.reader.rows(COVERAGE, **keys)
            complaints = context.figure(Unit.COUNT, cell(COVERAGE, "complaints", keys)) if found else given(None)
            cells += [_covered(context, found[0] if found else {}), number(complaints)]
        rows.append(tuple(cells))
    title = context.label("comparability.table", feed=feed.name)
    return Table(f"coverage_{feed.feed}", title, columns, tuple(rows))


def _covered(context: Context, row: dict[str, Any]) -> Text:
    """How much of a month is covered, and where that is not all of it, what speaks against the rest."""
    code = row.get("coverage", "not_covered")
    covered = word(context, "how_covered", code)
    if code == "covered" or not row.get("evidence"):
        return covered
    reason = word(context, "evidence", row["evidence"])
    return joined_by(": " if context.language == "en" else "：", (covered, reason))
