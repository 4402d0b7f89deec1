"""Which branches complaints come from: those of high incidence, those without any, and those without for two years."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.report.content.change_pieces import MOST_BARS, note_of_many, whose
from orchestration.report.content.facts import UNMAPPED, UNSPECIFIED, Facts, Scope
from orchestration.report.content.rankings import first_named
from orchestration.report.content.wording import noun
from orchestration.report.document import Block, Chart, ChartKind, Page, Paragraph, Point, Role, Series, Text
from orchestration.report.figures import Figure, Unit
from orchestration.report.sources import Range, cell, derived
from orchestration.report.statements.lists import HIGH_INCIDENCE, NO_COMPLAINTS, NONE_TWO_YEARS
from orchestration.report.statements.rankings import BRANCHES_FIRST
from orchestration.report.statements.slots import Name, name

MOST_NAMES = 12
_MOST_IN_TITLE = 6
_MOST_YEARS = 1000


@dataclass(frozen=True)
class Branch:
    """A branch of the register with its complaints and their share."""

    code: str
    name: Name
    complaints: Figure
    share: Figure
    is_high: bool
    is_none: bool
    is_none_again: bool


def branches(facts: Facts, line: Scope) -> list[Page]:
    """The page of the branches; where the feed gives none, a line that says so."""
    context, key = facts.context, f"branches_{facts.feed}_{line.code}"
    found = [_branch(facts, line, row) for row in _rows(facts, line)]
    if not found:
        title = context.label("traits.branches", who=line.name)
        return [Page(key, title, (Paragraph(context.label("traits.no_branches")),))]
    ranked = sorted(found, key=lambda branch: -Facts.number(branch.complaints))
    named = [(branch.name, branch.complaints, branch.share) for branch in ranked]
    most = first_named(facts, BRANCHES_FIRST, whose(facts, line), named, facts.complaints(line))
    high = _high_incidence(facts, line, ranked)
    blocks: list[Block] = [Paragraph(most, bullet=True)] if high else []
    blocks += [Paragraph(text, bullet=True) for text in _without(facts, line, found)]
    shown = [branch for branch in ranked if branch.complaints.value][:MOST_BARS]
    if shown:
        blocks += [_chart(facts, line, key, shown), *note_of_many(context, len(shown), len(found), "branches")]
    return [Page(key, high or most, tuple(blocks))]


def _high_incidence(facts: Facts, line: Scope, ranked: Sequence[Branch]) -> Text | None:
    if not facts.period.is_year:
        return None
    high = [branch for branch in ranked if branch.is_high]
    number = facts.how_many_known("branch_ranking", "branch_code", **line.keys, is_high_incidence=True)
    least = high[-1].complaints if high else number
    return facts.context.tell(
        HIGH_INCIDENCE, who=whose(facts, line), number=number, names=_names(high)[:_MOST_IN_TITLE], least=least
    )


def _without(facts: Facts, line: Scope, found: Sequence[Branch]) -> Iterator[Text]:
    """Branches without a complaint: in the period, and in the year before as well."""
    none = [branch for branch in found if branch.is_none]
    if not facts.period.is_year:
        if facts.is_whole(facts.period):
            counts = (facts.counted(line, facts.period, branch_code=branch.code) for branch in found)
            number = facts.context.figure(Unit.COUNT, derived("zeros", *counts))
            yield facts.context.tell(NO_COMPLAINTS, number=number, names=_names(none))
        return
    if facts.year_row and facts.year_row["is_covered"]:
        number = facts.how_many_known("branch_ranking", "branch_code", **line.keys, is_zero=True)
        yield facts.context.tell(NO_COMPLAINTS, number=number, names=_names(none))
    if facts.year_row and facts.year_row["is_covered"] and facts.year_row["is_comparable"]:
        again = [branch for branch in found if branch.is_none_again]
        years = Range(2, _MOST_YEARS)
        number = facts.how_many_known("branch_ranking", "branch_code", **line.keys, consecutive_zero_years=years)
        yield facts.context.tell(NONE_TWO_YEARS, number=number, names=_names(again))


def _names(branches_of: Iterable[Branch]) -> tuple[Name, ...]:
    return tuple(branch.name for branch in branches_of)[:MOST_NAMES]


def _chart(facts: Facts, line: Scope, key: str, shown: Sequence[Branch]) -> Chart:
    context = facts.context
    points = tuple(
        Point(context.name(branch.name), (branch.complaints,), Role.BAD if branch.is_high else None) for branch in shown
    )
    current = (Series(context.label("periods.series", period=noun(context)), Role.CURRENT),)
    title = context.label("traits.branches", who=line.name)
    axis = context.label("columns.complaints")
    return Chart(key, ChartKind.BARS, title, context.label("charts.branches"), current, points, axis=axis)


def _rows(facts: Facts, line: Scope) -> list[dict[str, Any]]:
    order = {row["branch_code"]: row["display_order"] for row in facts.reader.rows("dim_branch")}
    found = facts.reader.rows("branch_ranking", **facts.year_keys, **line.keys)
    known = [row for row in found if row["branch_code"] not in (UNMAPPED, UNSPECIFIED)]
    return sorted(known, key=lambda row: (order.get(row["branch_code"], 0), row["branch_code"]))


def _branch(facts: Facts, line: Scope, row: dict[str, Any]) -> Branch:
    context, code = facts.context, row["branch_code"]
    if facts.period.is_year:
        keys = {**facts.year_keys, **line.keys, "branch_code": code}
        complaints = context.figure(Unit.COUNT, cell("branch_ranking", "complaints", keys))
        share = context.figure(Unit.SHARE, cell("branch_ranking", "share", keys))
        is_none, is_high = bool(row["is_zero"]), bool(row["is_high_incidence"])
    else:
        source = facts.counted(line, facts.period, branch_code=code)
        complaints = context.figure(Unit.COUNT, source)
        share = context.figure(Unit.SHARE, derived("ratio", source, facts.counted(line, facts.period)))
        is_none, is_high = complaints.value == 0, False
    again = (row["consecutive_zero_years"] or 0) >= 2
    branch = name(facts.reader, "dim_branch", "branch", branch_code=code)
    return Branch(code, branch, complaints, share, is_high, is_none, again)
