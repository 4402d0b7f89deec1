"""The months of one branch, beside those of the year before where both are whole."""

from __future__ import annotations

import calendar
from datetime import date

from orchestration.report.content.branch_facts import BranchFacts
from orchestration.report.content.change_pieces import series
from orchestration.report.content.facts import MONTHLY
from orchestration.report.content.rankings import first_named
from orchestration.report.document import Chart, ChartKind, Point, Text
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.periods import Period
from orchestration.report.sources import Key, Range, Source, derived, total
from orchestration.report.statements.rankings import MONTHS_FIRST
from orchestration.report.statements.slots import Name, name


def months(one: BranchFacts) -> tuple[Text, Chart]:
    """Which month has the most, and the chart of all."""
    facts, scope = one.facts, one.focus
    context, period = facts.context, facts.period
    now = {month: _counted(one, period, month) for month in range(period.first_month, period.last_month + 1)}
    before = {month: _counted(one, period.before, month, needs_all=True) for month in now}
    is_compared = not facts.has_break(scope) and any(figure.value is not None for figure in before.values())
    whole = one.source(scope)
    ranked = [
        (_month_name(one, month), figure, context.figure(Unit.SHARE, derived("ratio", figure.source, whole)))
        for month, figure in now.items()
        if figure.value is not None
    ]
    ranked.sort(key=lambda month: -facts.number(month[1]))
    first = first_named(facts, MONTHS_FIRST, one.whose(scope), ranked, one.complaints(scope))
    points = tuple(
        Point(context.label(f"periods.short_{month}"), (figure, before[month]) if is_compared else (figure,))
        for month, figure in now.items()
    )
    chart = Chart(
        f"months_{one.code}",
        ChartKind.COLUMNS,
        context.label("branch.months", who=one.who(scope)),
        context.label("branch.months_seen"),
        series(context, is_compared),
        points,
        axis=context.label("columns.complaints"),
    )
    return first, chart


def _month_name(one: BranchFacts, month: int) -> Name:
    return name(one.facts.reader, "dim_month", "month", month_key=f"{one.facts.period.year}-{month:02}")


def _counted(one: BranchFacts, period: Period, month: int, needs_all: bool = False) -> Figure:
    """The branch's complaints of a month; without a value where the feed has nothing of it, or not `needs_all`."""
    facts = one.facts
    keys: dict[str, Key] = {"source_system": facts.feed, "report_year": period.year, "month": month}
    found = facts.reader.rows("feed_coverage", **keys)
    known = ("covered",) if needs_all else ("covered", "partly")
    if not found or found[0]["coverage"] not in known:
        return given(None, Unit.COUNT)
    return facts.context.figure(Unit.COUNT, _source(one, period, month))


def _source(one: BranchFacts, period: Period, month: int) -> Source:
    days = Range(date(period.year, month, 1), date(period.year, month, calendar.monthrange(period.year, month)[1]))
    keys: dict[str, Key] = {**one.facts.month_keys(period), "received_month": days}
    return total(MONTHLY, "complaints", keys, **one.focus.filters, branch_code=one.code)
