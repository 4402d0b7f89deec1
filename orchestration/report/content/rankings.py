"""Sentences on what comes first among rows, and on what changed beyond chance."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.report.content.change_pieces import Row
from orchestration.report.content.facts import Facts
from orchestration.report.content.marks import Verdict
from orchestration.report.document import Paragraph, Text
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.lists import CHANGED_BEYOND_CHANCE
from orchestration.report.statements.slots import Name, Phrase

MOST_CHANGED = 8


def first_of(facts: Facts, kind: Kind, who: Phrase, rows: Sequence[Row], whole: Figure) -> Text:
    """What comes first. `rows` are in their order, with shares of `whole`."""
    return first_named(facts, kind, who, [(row.name, row.change.now, row.share) for row in rows], whole)


def first_named(
    facts: Facts, kind: Kind, who: Phrase, rows: Sequence[tuple[Name, Figure, Figure | None]], whole: Figure
) -> Text:
    """What comes first among names with their counts and shares, the largest first."""
    if not rows:
        nothing = given(0, Unit.COUNT)
        return facts.context.tell(kind, who=who, first=(), now=nothing, whole=whole, share=nothing)
    _, now, share = rows[0]
    first = tuple(name for name, complaints, _ in rows if complaints.value == now.value)
    return facts.context.tell(kind, who=who, first=first, now=now, whole=whole, share=share or now)


def changed(facts: Facts, who: Name, rows: Sequence[Row]) -> list[Paragraph]:
    """What rose and what fell beyond chance, where anything can be compared. Of many the marks of their table tell."""
    beyond = [row for row in rows if row.change.verdict is Verdict.BEYOND_CHANCE]
    if len(beyond) > MOST_CHANGED or not any(row.change.is_comparable for row in rows):
        return []
    up = tuple(row.name for row in beyond if _is_up(row))
    down = tuple(row.name for row in beyond if not _is_up(row))
    return [Paragraph(facts.context.tell(CHANGED_BEYOND_CHANCE, who=who, up=up, down=down), bullet=True)]


def _is_up(row: Row) -> bool:
    return Facts.number(row.change.compared) > Facts.number(row.change.before)
