"""The second section: head office's complaints in six traits, for each line that is reported.

They are the count, the months, the branches, the types, the channels and what was controllable; and how cases closed.
"""

from __future__ import annotations

from collections.abc import Callable

from orchestration.report.content.branches import branches
from orchestration.report.content.change_pieces import (
    MOST_ROWS,
    Row,
    changes_table,
    headline,
    key_figure,
    largest,
    note_of_many,
    nothing,
    remarks,
    warnings,
    whose,
)
from orchestration.report.content.comparisons import change
from orchestration.report.content.context import Context, number
from orchestration.report.content.facts import HEAD_OFFICE, Facts, Scope
from orchestration.report.content.marks import legend
from orchestration.report.content.months import months
from orchestration.report.content.rankings import changed, first_of
from orchestration.report.content.system_wide import rows
from orchestration.report.content.traits import channels_used, closure, controllable
from orchestration.report.document import Block, KeyFigure, KeyFigures, Page, Paragraph, Section, Text, Tone
from orchestration.report.statements.rankings import CATEGORIES_FIRST

KEY = "head_office"


def facts_of(context: Context) -> Facts:
    """Head office's feed; in a release without one, another feed of complaints that it has."""
    facts = Facts(context, HEAD_OFFICE)
    if facts.is_in_release:
        return facts
    others = sorted({str(row["source_system"]) for row in context.reader.rows("dim_feed_year")})
    return Facts(context, others[0]) if others else facts


def section(context: Context) -> Section:
    """The traits of each line."""
    facts = facts_of(context)
    title = title_of(facts, "head_office")
    if not facts.has_period or not facts.lines:
        return nothing(facts, KEY, title)
    traits: tuple[Callable[[Facts, Scope], list[Page]], ...] = (
        count,
        months,
        branches,
        types,
        channels_used,
        controllable,
        closure,
    )
    return Section(KEY, title, tuple(page for line in facts.lines for trait in traits for page in trait(facts, line)))


def title_of(facts: Facts, key: str) -> Text:
    """The title of a section on head office, or on the feed that stands in for it."""
    if facts.is_in_release:
        return facts.context.label(f"{key}.title", feed=facts.name)
    return facts.context.label(f"{key}.title_alone")


def other_feed(facts: Facts) -> list[Paragraph]:
    """That the feed is not head office's, where it is another one."""
    if facts.feed == HEAD_OFFICE:
        return []
    return [Paragraph(facts.context.label("coverage.no_feed"), Tone.WARNING)]


def count(facts: Facts, line: Scope) -> list[Page]:
    """How many complaints the feed has, and how many of them the line."""
    context = facts.context
    of_line, whole = change(facts, line), change(facts, facts.company)
    share = KeyFigure(context.label("head_office.share", who=line.name), number(facts.share(line, facts.company)))
    figures = KeyFigures(
        (
            key_figure(context, context.label("head_office.all", feed=facts.name), whole),
            key_figure(context, context.name(line.name), of_line),
            share,
        )
    )
    blocks: list[Block] = [*other_feed(facts), *warnings(facts), figures, *remarks(facts, of_line)]
    blocks.append(Paragraph(headline(facts, facts.company, whole), bullet=True))
    # that nothing can be compared was said of the line already
    blocks += remarks(facts, whole) if whole.is_comparable or of_line.is_comparable else []
    return [Page(f"{KEY}_{line.code}_count", headline(facts, line, of_line), (*blocks, legend(context)))]


def types(facts: Facts, line: Scope) -> list[Page]:
    """The categories of the line, each with its subcategories."""
    context = facts.context
    found = rows(facts, facts.of_level("category", line=line.code), line)
    scopes = {scope.name: scope for scope in facts.of_level("category", line=line.code)}
    table_rows: list[Row] = []
    for row in found:
        parts = (
            Row(part.name, change(facts, part), facts.share(part, line), is_part=True)
            for part in facts.of_level("subcategory", category=scopes[row.name].code)
        )
        # one without a complaint in either year has nothing to add to the row of its category
        table_rows += [row, *largest(part for part in parts if part.change.now.value or part.change.before.value)]
    first = first_of(facts, CATEGORIES_FIRST, whose(facts, line), found, facts.complaints(line))
    title = context.label("system_wide.categories_of", who=line.name)
    head = context.label("columns.category")
    key = f"{KEY}_{line.code}_types"
    table = changes_table(context, key, title, head, table_rows[:MOST_ROWS])
    more = note_of_many(context, MOST_ROWS, len(table_rows))
    return [Page(key, first, (*changed(facts, line.name, found), table, *more, legend(context)))]
