"""Definitions: what the report's words mean, in four tables, with the deadlines that the release knows."""

from __future__ import annotations

from orchestration.report.content.context import Context, labels, number
from orchestration.report.content.pieces import columns, listed, note, page
from orchestration.report.document import Page, Paragraph, Section, Table, Text
from orchestration.report.figures import Unit
from orchestration.report.sources import cell
from orchestration.report.statements.slots import Phrase

KEY = "definitions"

# the first words of an entry's key say in which table it stands; `<group>_<term>` is the term, `…_is` what it means
GROUPS = ("counting", "comparing", "branches", "following")


def section(context: Context) -> Section:
    """A table of terms for each group."""
    return Section(KEY, context.label("definitions.title"), tuple(_page(context, group) for group in GROUPS))


def _page(context: Context, group: str) -> Page:
    terms = [key for key in labels("glossary") if key.startswith(f"{group}_") and not key.endswith("_is")]
    title = context.label(f"definitions.{group}")
    rows: tuple[tuple[Text, ...], ...] = tuple(
        (context.label(f"glossary.{key}"), context.label(f"glossary.{key}_is")) for key in terms
    )
    table = Table(f"definitions_{group}", title, columns(context, KEY, ("term", "meaning"), ()), rows)
    return page(f"definitions_{group}", title, table, _deadlines(context) if group == "following" else None)


def _deadlines(context: Context) -> Paragraph | None:
    """The deadlines of open cases, which the rules of the reference data set."""
    cases = context.reader.one_of_each("open_cases", ("deadline_days",), "source_system, complaint_key")
    by_days = {case["deadline_days"]: case for case in cases if case["deadline_days"] is not None}
    if not by_days:
        return None
    days = [
        number(
            context.figure(
                Unit.COUNT,
                cell(
                    "open_cases",
                    "deadline_days",
                    source_system=case["source_system"],
                    complaint_key=case["complaint_key"],
                ),
            )
        )
        for _, case in sorted(by_days.items())
    ]
    return note(context.label("definitions.deadlines", days=Phrase(listed(context, days))))
