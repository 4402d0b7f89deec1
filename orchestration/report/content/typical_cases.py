"""Typical cases: a few complaints of a category with what happened, its analysis and its lesson, names masked."""

from __future__ import annotations

from datetime import date
from typing import Any

from orchestration.report.content.breakdowns import UNDETERMINED
from orchestration.report.content.facts import Facts, Scope
from orchestration.report.content.pieces import word
from orchestration.report.document import Case, Page
from orchestration.report.figures import Unit, given
from orchestration.report.sources import Key, cell
from orchestration.report.statements.slots import Phrase

MOST_CASES = 3
_PARTS = ("what_happened", "analysis", "lesson")


def cases(facts: Facts, category: Scope) -> list[Page]:
    """A page for each case of the period, those received first at the beginning."""
    context = facts.context
    found = [(row, received) for row in _rows(facts, category) if (received := _received(facts, row)) is not None]
    found.sort(key=lambda pair: (pair[1], pair[0]["complaint_key"]))
    pages = []
    for place, (row, _) in enumerate(found[:MOST_CASES], start=1):
        keys: dict[str, Key] = {"source_system": facts.feed, "complaint_key": row["complaint_key"]}
        title = context.label(
            "typical_cases.title",
            who=category.name,
            number=given(place),
            controllability=Phrase(word(context, "columns", row["controllability"] or UNDETERMINED)),
        )
        parts = tuple(
            (context.label(f"typical_cases.{part}"), context.shown(Unit.TEXT, cell("typical_cases", part, keys)))
            for part in _PARTS
            if row[part]
        )
        day = context.figure(Unit.DATE, cell("fct_complaints", "received_date", keys))
        case = Case(context.label("typical_cases.received", day=day), parts)
        pages.append(Page(f"case_{category.code}_{place}", title, (case,)))
    return pages


def _rows(facts: Facts, category: Scope) -> list[dict[str, Any]]:
    keys: dict[str, Key] = {**facts.year_keys, "category_code": category.code}
    return facts.reader.rows("typical_cases", "complaint_key", **keys)


def _received(facts: Facts, row: dict[str, Any]) -> date | None:
    """The day on which a case was received; None where it was outside the period."""
    found = facts.reader.rows("fct_complaints", complaint_key=row["complaint_key"])
    day: date | None = found[0]["received_date"] if found else None
    return day if day and facts.period.first_day <= day <= facts.period.last_day else None
