"""Which of the numbers that a text shows now are which of those that were written there.

Editors join and split runs, so only the text counts: its numbers in their order. A number that was changed stands in
the place of the one that was written; one that was added has no entry, and one that is gone is shown as nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestration.report.slides.text_xml import Entry
from orchestration.report.statements.telling import NUMBER

TOKEN = re.compile(rf"\d{{4}}-\d{{2}}-\d{{2}}|{NUMBER.pattern}")

# one number for another costs less than one away and another added
_CHANGED, _ADDED = 1.0, 0.7


@dataclass(frozen=True)
class _Token:
    start: int
    end: int
    text: str


def aligned(text: str, entries: Sequence[Entry]) -> Iterator[tuple[str, Entry | None]]:
    """What stands in a text for each entry, and every other number in it with no entry."""
    tokens = [_Token(match.start(), match.end(), match[0]) for match in TOKEN.finditer(text)]
    wanted = [(place, number) for place, entry in enumerate(entries) for number in TOKEN.findall(entry.text)]
    partner = _pairs([number for _, number in wanted], [token.text for token in tokens])
    spans = _spans(text, entries, wanted, tokens, partner)
    for entry, span in zip(entries, spans, strict=True):
        yield (text[slice(*span)] if span else ""), entry
    taken = set(partner.values())
    for place, token in enumerate(tokens):
        if place not in taken:
            yield token.text, None


def _spans(
    text: str,
    entries: Sequence[Entry],
    wanted: Sequence[tuple[int, str]],
    tokens: Sequence[_Token],
    partner: dict[int, int],
) -> list[tuple[int, int] | None]:
    """Where in the text each entry is; None where it is nowhere."""
    spans: list[tuple[int, int] | None] = [None] * len(entries)
    for place, entry in enumerate(entries):
        own = [tokens[partner[index]] for index, (of, _) in enumerate(wanted) if of == place and index in partner]
        if own:
            spans[place] = _around(text, entry, own)
    for place, entry in enumerate(entries):
        if spans[place] is None and not TOKEN.search(entry.text):
            spans[place] = _between(text, entry, spans, place)
    return spans


def _around(text: str, entry: Entry, own: Sequence[_Token]) -> tuple[int, int]:
    """The place of an entry with numbers: all its text where that is unchanged, else its first number to its last."""
    first = TOKEN.search(entry.text)
    start = own[0].start - (first.start() if first else 0)
    end = start + len(entry.text)
    if start >= 0 and text.startswith(entry.text, start) and own[-1].end <= end:
        return start, end
    return own[0].start, own[-1].end


def _between(text: str, entry: Entry, spans: Sequence[tuple[int, int] | None], place: int) -> tuple[int, int] | None:
    """The place of an entry without a number, between its neighbours; what stands there where the text is another."""
    start = max((span[1] for span in spans[:place] if span), default=0)
    end = min((span[0] for span in spans[place + 1 :] if span), default=len(text))
    found = text.find(entry.text, start, max(start, end))
    if found >= 0:
        return found, found + len(entry.text)
    return (start, end) if start < end else None


def _pairs(wanted: Sequence[str], found: Sequence[str]) -> dict[int, int]:
    """Which of the numbers found is in the place of each wanted one, with as few changes as possible."""
    if list(wanted) == list(found):
        return {place: place for place in range(len(wanted))}
    rows, columns = len(wanted) + 1, len(found) + 1
    costs = [[_ADDED * (row + column) for column in range(columns)] for row in range(rows)]
    for row in range(1, rows):
        for column in range(1, columns):
            same = wanted[row - 1] == found[column - 1]
            costs[row][column] = min(
                costs[row - 1][column - 1] + (0 if same else _CHANGED),
                costs[row - 1][column] + _ADDED,
                costs[row][column - 1] + _ADDED,
            )
    pairs = {}
    row, column = rows - 1, columns - 1
    while row and column:
        cost = costs[row][column]
        if cost == costs[row - 1][column] + _ADDED:
            row -= 1
        elif cost == costs[row][column - 1] + _ADDED:
            column -= 1
        else:
            row, column = row - 1, column - 1
            pairs[row] = column
    return pairs
