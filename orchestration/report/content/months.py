"""In which months complaints came, and whether the peak is more than chance makes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from orchestration.report.content.change_pieces import series, whose
from orchestration.report.content.facts import MONTHLY, Facts, Scope
from orchestration.report.content.rankings import first_named
from orchestration.report.document import Block, Chart, ChartKind, Page, Paragraph, Point
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.sources import Key, cell, derived, total
from orchestration.report.statements.changes import PEAK_CHANCE
from orchestration.report.statements.lists import MONTHS_NEXT
from orchestration.report.statements.rankings import MONTHS_FIRST
from orchestration.report.statements.slots import Name, name

_MOST_NEXT = 3


@dataclass(frozen=True)
class Month:
    """A month of the period with its complaints, and those of the same month a year earlier if they can be compared."""

    number: int
    name: Name
    complaints: Figure
    before: Figure
    share: Figure
    is_covered: bool


def months(facts: Facts, line: Scope) -> list[Page]:
    """The page of the months."""
    context = facts.context
    found = [_month(facts, line, row) for row in _rows(facts, line)]
    ranked = sorted((month for month in found if month.is_covered), key=lambda month: -Facts.number(month.complaints))
    named = [(month.name, month.complaints, month.share) for month in ranked]
    title = first_named(facts, MONTHS_FIRST, whose(facts, line), named, facts.complaints(line))
    blocks: list[Block] = []
    if ranked and ranked[0].complaints.value:
        blocks += _sentences(facts, line, ranked)
    is_compared = any(month.before.value is not None for month in found)
    points = tuple(
        Point(
            context.label(f"periods.short_{month.number}"),
            (month.complaints, month.before) if is_compared else (month.complaints,),
        )
        for month in found
    )
    key = f"months_{facts.feed}_{line.code}"
    chart = Chart(
        key,
        ChartKind.COLUMNS,
        context.label("traits.months", who=line.name),
        context.label("charts.months"),
        series(context, is_compared),
        points,
        axis=context.label("columns.complaints"),
    )
    return [Page(key, title, (*blocks, chart))]


def _sentences(facts: Facts, line: Scope, ranked: list[Month]) -> list[Block]:
    context, most = facts.context, ranked[0].complaints.value
    next_ones = [month for month in ranked if month.complaints.value != most and month.complaints.value]
    least = Facts.number(next_ones[min(_MOST_NEXT, len(next_ones)) - 1].complaints) if next_ones else 0
    # a tie is not cut in two: where the last place is shared, those that share it are left out
    after = [month for month in next_ones if Facts.number(month.complaints) >= least]
    if len(after) > _MOST_NEXT:
        after = [month for month in after if Facts.number(month.complaints) > least]
    blocks: list[Block] = []
    if after or not next_ones:
        told = context.tell(MONTHS_NEXT, names=tuple(month.name for month in after))
        blocks.append(Paragraph(told, bullet=True))
    if facts.period.is_year:
        keys: dict[str, Key] = {**facts.year_keys, **line.keys, "month": ranked[0].number}
        p = context.figure(Unit.P_VALUE, cell("monthly_distribution", "peak_p_value", keys))
        if p.value is not None:
            blocks.append(Paragraph(context.tell(PEAK_CHANCE, p=p), bullet=True))
    return blocks


def _rows(facts: Facts, line: Scope) -> list[dict[str, Any]]:
    keys: dict[str, Key] = {**facts.year_keys, **line.keys, "month": facts.period.months}
    return facts.reader.rows("monthly_distribution", "month", **keys)


def _month(facts: Facts, line: Scope, row: dict[str, Any]) -> Month:
    context, number = facts.context, row["month"]
    keys: dict[str, Key] = {**facts.year_keys, **line.keys, "month": number}
    complaints = cell("monthly_distribution", "complaints", keys)
    if facts.period.is_year:
        share = context.figure(Unit.SHARE, cell("monthly_distribution", "share_of_year", keys))
    else:
        whole = total(MONTHLY, "complaints", facts.month_keys(), **line.filters)
        share = context.figure(Unit.SHARE, derived("ratio", complaints, whole))
    nothing = given(None, Unit.COUNT)
    before = cell("monthly_distribution", "complaints_prior_year", keys)
    return Month(
        number,
        name(facts.reader, "dim_month", "month", month_key=f"{facts.period.year}-{number:02}"),
        context.figure(Unit.COUNT, complaints) if row["is_covered"] else nothing,
        context.figure(Unit.COUNT, before) if row["is_comparable"] else nothing,
        share,
        bool(row["is_covered"]),
    )
