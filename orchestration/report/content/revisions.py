"""Revisions: which figures changed after they were first published, and the largest as first published and as now."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from orchestration.report.content.context import Context, number
from orchestration.report.content.measures import is_fraction, name_of_figure, unit_of
from orchestration.report.content.pieces import bullets, columns, lead, note, page
from orchestration.report.document import Page, Section, Table
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.sources import Key, Source, cell, count, derived
from orchestration.report.statements.revisions import (
    FIGURE_REVISED,
    FIGURES_FOLLOWED_UP,
    FIGURES_REVISED,
    REVISIONS_NEW,
    VERDICTS_TURNED,
)
from orchestration.report.statements.slots import Phrase

KEY = "revisions"
MART = "figure_revisions"

# what became of a figure that is another one than was first published
REVISED = ("revised", "withdrawn", "restored")

# measures whose values are codes of a verdict
VERDICTS = ("is_significant", "is_material", "funnel_band", "quadrant")

# rows of a table, and sentences before it
MOST_ROWS = 10
MOST_SENTENCES = 3

KEY_COLUMNS = (
    *("mart", "measure", "source_system", "report_year", "parent_level", "parent_code", "scope_level", "scope_code"),
    *("branch_code", "month", "channel_group", "channel_code", "cause_group_code", "cause_code", "grievance_code"),
    *("category_code", "service_item_code"),
)

Row = dict[str, Any]


def section(context: Context) -> Section:
    """How many figures of the year were revised, and of counts and of rates those that moved most."""
    title = context.label("revisions.title")
    of_year: dict[str, Key] = {"report_year": context.period.year, "is_latest": True}
    revised = derived("sum_of", *(count(MART, of_year, change_type=one) for one in REVISED))
    n = context.figure(Unit.COUNT, revised)
    told = context.tell(
        FIGURES_REVISED,
        year=given(context.period.year),
        all=context.figure(Unit.COUNT, count(MART, of_year)),
        n=n,
        release=given(context.reader.manifest.number),
    )
    if not n.value:
        return Section(KEY, title, (page(KEY, title, lead(told)),))
    verdicts = (count(MART, of_year, change_type=one, measure=verdict) for one in REVISED for verdict in VERDICTS)
    followed_up = context.figure(Unit.COUNT, count(MART, of_year, change_type="followed_up"))
    first = page(
        KEY,
        context.label("revisions.counted"),
        lead(told),
        *bullets([context.tell(REVISIONS_NEW, n=_revised_by_this_release(context, of_year))]),
        *bullets([context.tell(VERDICTS_TURNED, n=context.figure(Unit.COUNT, derived("sum_of", *verdicts)))]),
        *bullets([context.tell(FIGURES_FOLLOWED_UP, n=followed_up)]),
        note(context.label("revisions.about")),
    )
    rows = [row for one in REVISED for row in context.reader.rows(MART, **of_year, change_type=one)]
    rows = [row for row in rows if row["measure"] not in VERDICTS]
    counts = _largest(rows, lambda row: _unit(row) is Unit.COUNT)
    others = _largest(rows, lambda row: _unit(row) is not Unit.COUNT)
    pages = [_page(context, key, found) for key, found in (("counts", counts), ("rates", others)) if found]
    return Section(KEY, title, (first, *pages))


def _revised_by_this_release(context: Context, of_year: dict[str, Key]) -> Figure:
    # the mart has it in UTC without saying so
    published_at = datetime.fromisoformat(context.reader.manifest.published_at).replace(tzinfo=None)
    rows = (count(MART, of_year, change_type=one, published_at=published_at) for one in REVISED)
    return context.figure(Unit.COUNT, derived("sum_of", *rows))


def _unit(row: Row) -> Unit:
    return unit_of(row["measure"], is_fraction(row["measure"]))


def _largest(rows: list[Row], belongs: Callable[[Row], bool]) -> list[Row]:
    def place(row: Row) -> tuple[float, list[str]]:
        step: float = (row["value_now"] or 0) - (row["value_as_first_published"] or 0)
        return -abs(step), [str(row[key]) for key in KEY_COLUMNS]

    return sorted(filter(belongs, rows), key=place)[:MOST_ROWS]


def _page(context: Context, key: str, rows: list[Row]) -> Page:
    title = context.label(f"revisions.{key}")
    told = [
        context.tell(
            FIGURE_REVISED,
            which=Phrase(name_of_figure(context, row)),
            first=_figure(context, row, "value_as_first_published"),
            now=_figure(context, row, "value_now"),
        )
        for row in rows[:MOST_SENTENCES]
    ]
    table = Table(
        f"revised_{key}",
        title,
        columns(context, KEY, ("figure",), ("first", "now", "step")),
        tuple(
            (
                name_of_figure(context, row),
                *(number(_figure(context, row, column)) for column in ("value_as_first_published", "value_now")),
                number(_step(context, row)),
            )
            for row in rows
        ),
    )
    return page(f"revised_{key}", title, *bullets(told), table)


def _source(row: Row, column: str) -> Source:
    keys: dict[str, Key] = {key: row[key] for key in KEY_COLUMNS}
    return cell(MART, column, keys, is_latest=True)


def _figure(context: Context, row: Row, column: str) -> Figure:
    return context.figure(_unit(row), _source(row, column))


def _step(context: Context, row: Row) -> Figure:
    unit = {Unit.COUNT: Unit.DIFFERENCE, Unit.NUMBER: Unit.NUMBER}.get(_unit(row), Unit.POINTS)
    now, first = (_source(row, column) for column in ("value_now", "value_as_first_published"))
    return context.figure(unit, derived("difference", now, first))
