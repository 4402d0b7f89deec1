"""What to improve first: the satisfaction survey against complaints, category by category."""

from __future__ import annotations

from itertools import groupby
from typing import Any

from orchestration.report.content.context import Context, number
from orchestration.report.content.pieces import (
    bullets,
    category_name,
    columns,
    lead,
    line_alone,
    listed,
    note,
    page,
    whole_year_alone,
    word,
)
from orchestration.report.document import Chart, ChartKind, Page, Point, Role, Section, Series, Table, Text
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.sources import Key, cell, count, total
from orchestration.report.statements.improvement import ITEM_MEASURED, ITEMS_FIRST, ITEMS_UNPLACED, SURVEY_ANSWERED
from orchestration.report.statements.slots import Name, Phrase, name

KEY = "improvement"
MART = "improvement_priority"
FIRST = "improve_first"

_ROLES = {FIRST: Role.BAD, "complaints_only": Role.REFERRED, "dissatisfaction_only": Role.UNCONTROLLABLE}

Row = dict[str, Any]


def section(context: Context) -> Section:
    """Which service items are bad in both: for each category a page, and before them the list of all."""
    if not context.period.is_year:
        return whole_year_alone(context, KEY)
    rows = context.reader.rows(MART, "category_code, priority_rank, service_item_code", report_year=_year(context))
    if not rows:
        return line_alone(context, KEY, context.label("improvement.nothing"))
    if not any(row["respondents"] for row in rows):
        ratings, items = given(0, Unit.COUNT), given(0, Unit.COUNT)
        text = context.tell(SURVEY_ANSWERED, year=given(_year(context)), ratings=ratings, items=items)
        return line_alone(context, KEY, text)
    places = {row["category_code"]: row["display_order"] for row in context.reader.rows("dim_category")}
    rows.sort(key=lambda row: places.get(row["category_code"], 0))
    by_category = [(code, list(of)) for code, of in groupby(rows, key=lambda row: row["category_code"])]
    pages = (_page(context, code, of) for code, of in by_category)
    return Section(KEY, context.label("improvement.title"), (_ranked(context, by_category), *pages))


def _year(context: Context) -> int:
    return context.period.year


def _keys(row: Row) -> dict[str, Key]:
    return {column: row[column] for column in ("report_year", "category_code", "service_item_code")}


def _item(context: Context, row: Row) -> Name:
    keys: dict[str, Key] = {column: row[column] for column in ("category_code", "service_item_code")}
    return name(context.reader, "dim_service_item", "service_item", **keys)


def _figure(context: Context, row: Row, unit: Unit, column: str) -> Figure:
    return context.figure(unit, cell(MART, column, _keys(row)))


def _ranked(context: Context, by_category: list[tuple[str, list[Row]]]) -> Page:
    rows = [row for _, of in by_category for row in of]
    year = given(_year(context))
    ratings = context.figure(Unit.COUNT, total(MART, "respondents", report_year=_year(context)))
    items = context.figure(Unit.COUNT, count(MART, report_year=_year(context)))
    table = Table(
        "service_items",
        context.label("improvement.table", year=year),
        columns(
            context,
            KEY,
            ("category", "item", "quadrant"),
            ("rank", "dissatisfied", "complaints", "share", "chance"),
        ),
        tuple(_table_row(context, row) for row in rows),
        frozenset(place for place, row in enumerate(rows) if row["quadrant"] == FIRST),
    )
    answered = context.tell(SURVEY_ANSWERED, year=year, ratings=ratings, items=items)
    title = context.label("improvement.ranked")
    return page("improvement_ranked", title, lead(answered), table, note(context.label("improvement.about")))


def _table_row(context: Context, row: Row) -> tuple[Text, ...]:
    units = {
        "priority_rank": Unit.PLAIN,
        "dissatisfied_rate": Unit.SHARE,
        "complaints": Unit.COUNT,
        "complaint_share": Unit.SHARE,
        "quadrant_chance": Unit.SHARE,
    }
    return (
        context.name(category_name(context, row["category_code"])),
        context.name(_item(context, row)),
        word(context, "quadrants", row["quadrant"] or "none"),
        *(number(_figure(context, row, unit, column)) for column, unit in units.items()),
    )


def _first(context: Context, category: str, rows: list[Row]) -> Text:
    keys: dict[str, Key] = {"report_year": _year(context), "category_code": category, "quadrant": FIRST}
    items = tuple(_item(context, row) for row in rows if row["quadrant"] == FIRST)
    found = context.figure(Unit.COUNT, count(MART, keys))
    return context.tell(ITEMS_FIRST, category=category_name(context, category), items=items, n=found)


def _page(context: Context, category: str, rows: list[Row]) -> Page:
    placed = [row for row in rows if row["quadrant"]]
    measured = (_measured(context, row) for row in placed if row["quadrant"] == FIRST)
    category_of = category_name(context, category)
    return page(
        f"improvement_{category}",
        context.label("improvement.of_category", category=category_of),
        lead(_first(context, category, rows)),
        *bullets(measured),
        *bullets(_unplaced(context, category, rows)),
        _chart(context, category, placed) if placed else None,
    )


def _measured(context: Context, row: Row) -> Text:
    return context.tell(
        ITEM_MEASURED,
        item=_item(context, row),
        dissatisfied=_figure(context, row, Unit.SHARE, "dissatisfied_rate"),
        category=_figure(context, row, Unit.SHARE, "category_dissatisfied_rate"),
        share=_figure(context, row, Unit.SHARE, "complaint_share"),
        even=_figure(context, row, Unit.SHARE, "even_complaint_share"),
        chance=_figure(context, row, Unit.SHARE, "quadrant_chance"),
    )


def _unplaced(context: Context, category: str, rows: list[Row]) -> list[Text]:
    texts = []
    for reason in sorted({row["quadrant_reason"] for row in rows if row["quadrant_reason"]}):
        keys: dict[str, Key] = {"report_year": _year(context), "category_code": category, "quadrant_reason": reason}
        said = listed(context, [word(context, "quadrant_reasons", one) for one in reason.split(", ")])
        items = tuple(_item(context, row) for row in rows if row["quadrant_reason"] == reason)
        found = context.figure(Unit.COUNT, count(MART, keys))
        category_of = category_name(context, category)
        texts.append(context.tell(ITEMS_UNPLACED, category=category_of, items=items, n=found, reason=Phrase(said)))
    return texts


def _chart(context: Context, category: str, placed: list[Row]) -> Chart:
    points = tuple(
        Point(
            context.name(_item(context, row)),
            (
                _figure(context, row, Unit.SHARE, "complaint_share"),
                _figure(context, row, Unit.SHARE, "dissatisfied_rate"),
            ),
            _ROLES.get(row["quadrant"], Role.NEUTRAL),
        )
        for row in placed
    )
    category_of = category_name(context, category)
    return Chart(
        f"quadrants_{category}",
        ChartKind.QUADRANT,
        context.label("improvement.chart", category=category_of),
        context.label("improvement.chart_seen", category=category_of),
        (Series(context.label("improvement.items"), Role.NEUTRAL),),
        points,
        axis=context.label("improvement.axis"),
        axis_y=context.label("improvement.axis_y"),
        split=(
            _figure(context, placed[0], Unit.SHARE, "even_complaint_share"),
            _figure(context, placed[0], Unit.SHARE, "category_dissatisfied_rate"),
        ),
    )
