"""Printed figures beside what the release gives: how many agree, and each conflict in words."""

from __future__ import annotations

from typing import Any

from orchestration.report.content.context import Context, number
from orchestration.report.content.measures import figure_of, scope_name, slice_of
from orchestration.report.content.pieces import bullets, columns, joined_by, lead, note, page, text_of, word
from orchestration.report.document import Page, Section, Table, Text
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.sources import Key, cell, count
from orchestration.report.statements.reconciliation import (
    FIGURE_IN_CONFLICT,
    FIGURES_CHECKED,
    GAP_FOLLOWS,
    GAP_IN_CONFLICT,
    RATE_IN_CONFLICT,
)
from orchestration.report.statements.slots import Phrase

KEY = "reconciliation"
MART = "figure_reconciliation"
STATUSES = ("match", "conflict", "no_data")

CHANGE_RATE = "yoy_change_rate"
GAP = "yoy_gap_vs_company"

Row = dict[str, Any]


def section(context: Context) -> Section:
    """How the printed figures of the year stand, and what each conflict comes from."""
    rows = context.reader.rows(MART, "figure_id", report_year=context.period.year)
    checked = _checked(context)
    title = context.label("reconciliation.title")
    if not rows:
        return Section(KEY, title, (page(KEY, title, lead(checked)),))
    pages = [page(KEY, context.label("reconciliation.counts"), lead(checked), _by_measure(context, rows))]
    conflicts = [row for row in rows if row["status"] == "conflict"]
    if conflicts:
        pages.append(_conflicts(context, conflicts))
    return Section(KEY, title, tuple(pages))


def _checked(context: Context) -> Text:
    year = context.period.year
    counts = {status: context.figure(Unit.COUNT, count(MART, report_year=year, status=status)) for status in STATUSES}
    return context.tell(FIGURES_CHECKED, year=given(year), **counts)


def _by_measure(context: Context, rows: list[Row]) -> Table:
    measures = list(dict.fromkeys(row["measure"] for row in rows))
    in_conflict = {row["measure"] for row in rows if row["status"] != "match"}
    measures.sort(key=lambda measure: measure not in in_conflict)
    return Table(
        "printed_figures",
        context.label("reconciliation.by_measure", year=given(context.period.year)),
        columns(context, KEY, ("measure",), STATUSES),
        tuple(
            (
                word(context, "measures", measure),
                *(
                    context.shown(
                        Unit.COUNT, count(MART, report_year=context.period.year, measure=measure, status=status)
                    )
                    for status in STATUSES
                ),
            )
            for measure in measures
        ),
        frozenset(place for place, measure in enumerate(measures) if measure in in_conflict),
    )


def _conflicts(context: Context, rows: list[Row]) -> Page:
    table = Table(
        "conflicts",
        context.label("reconciliation.conflicts_table"),
        columns(context, KEY, ("id", "figure"), ("printed", "computed", "difference")),
        tuple(
            (
                text_of(row["figure_id"]),
                _which(context, row),
                *(number(_figure(context, row, column)) for column in ("published_value", "computed_value")),
                number(_figure(context, row, "difference", is_difference=True)),
            )
            for row in rows
        ),
    )
    told = bullets(text for row in rows for text in _told(context, row))
    title = context.label("reconciliation.conflicts")
    return page("conflicts", title, *told, table, note(context.label("reconciliation.about")))


def _told(context: Context, row: Row) -> list[Text]:
    which = Phrase(_which(context, row))
    printed, computed = _figure(context, row, "published_value"), _figure(context, row, "computed_value")
    if row["measure"] == CHANGE_RATE and not row["slice"]:
        keys = _scope_keys(row)
        return [
            context.tell(
                RATE_IN_CONFLICT,
                which=which,
                printed=printed,
                computed=computed,
                now=context.figure(Unit.COUNT, cell("yearly_comparison", "complaints_compared", keys)),
                before=context.figure(Unit.COUNT, cell("yearly_comparison", "complaints_prior_year", keys)),
                implied=context.figure(Unit.COUNT, cell(MART, "implied_base", figure_id=row["figure_id"])),
            )
        ]
    if row["measure"] == GAP and not row["slice"]:
        told = context.tell(GAP_IN_CONFLICT, which=which, printed=printed, computed=computed)
        return [told, *_follows(context, row, printed)]
    return [context.tell(FIGURE_IN_CONFLICT, which=which, printed=printed, computed=computed)]


def _follows(context: Context, row: Row, gap: Figure) -> list[Text]:
    """What the printed gap was computed from, where the company's printed change is in conflict too."""
    keys: dict[str, Key] = {"source_system": row["source_system"], "report_year": row["report_year"], "slice": ""}
    changes = context.reader.rows(MART, "figure_id", measure=CHANGE_RATE, **keys)
    own = [one for one in changes if _scope_keys(one) == _scope_keys(row)]
    company = [one for one in changes if one["scope_level"] == "company" and one["status"] == "conflict"]
    if not own or not company:
        return []
    return [
        context.tell(
            GAP_FOLLOWS,
            gap=gap,
            rate=_figure(context, own[0], "published_value"),
            company=_figure(context, company[0], "published_value"),
        )
    ]


def _scope_keys(row: Row) -> dict[str, Key]:
    return {column: row[column] for column in ("source_system", "report_year", "scope_level", "scope_code")}


def _which(context: Context, row: Row) -> Text:
    """A printed figure in words: feed, scope, measure, and the slice of it."""
    texts = (
        word(context, "feeds", row["source_system"]),
        scope_name(context, row["scope_level"], row["scope_code"]),
        word(context, "measures", row["measure"]),
        slice_of(context, row["slice"] or "", row["scope_code"]),
    )
    return joined_by(", " if context.language == "en" else "·", texts)


def _figure(context: Context, row: Row, column: str, is_difference: bool = False) -> Figure:
    source = cell(MART, column, figure_id=row["figure_id"])
    return figure_of(context, row["measure"], source, row["unit"], row["decimals"], is_difference)
