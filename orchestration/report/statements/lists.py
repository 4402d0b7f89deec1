"""Sentences that name several: branches of high incidence or without complaints, months that follow, what changed."""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind, Rule
from orchestration.report.statements.slots import Slots, counted, names_in


def _number(slots: Slots) -> float:
    return counted(slots, "number")


def _named(slots: Slots) -> int:
    return len(names_in(slots, "names"))


_HOW_MANY: dict[str, Rule] = {
    "none": lambda slots: _number(slots) == 0,
    "one": lambda slots: _number(slots) == 1,
    "several": lambda slots: 1 < _number(slots) <= _named(slots),
    "many": lambda slots: _number(slots) > max(1, _named(slots)),
}

HIGH_INCIDENCE = Kind("high_incidence", _HOW_MANY)
"""Places: `who`, `number` of branches, `names` of the first of them, `least` complaints of any of them."""

NO_COMPLAINTS = Kind("no_complaints", _HOW_MANY)
"""Places: `who`, `number` of branches without a complaint, `names` of the first of them."""

NONE_TWO_YEARS = Kind("none_two_years", _HOW_MANY)
"""Places: `number` of branches without a complaint in this year and the one before, `names` of the first of them."""

MONTHS_NEXT = Kind(
    "months_next",
    {
        "none": lambda slots: not names_in(slots, "names"),
        "some": lambda slots: bool(names_in(slots, "names")),
    },
)
"""Said after the month with most complaints. `names` are those that follow, in their order."""

CHANGED_BEYOND_CHANCE = Kind(
    "changed_beyond_chance",
    {
        "neither": lambda slots: not names_in(slots, "up") and not names_in(slots, "down"),
        "up": lambda slots: bool(names_in(slots, "up")) and not names_in(slots, "down"),
        "down": lambda slots: not names_in(slots, "up") and bool(names_in(slots, "down")),
        "both": lambda slots: bool(names_in(slots, "up")) and bool(names_in(slots, "down")),
    },
)
"""Places: `who`, `up` what rose beyond chance, `down` what fell."""

KINDS = (HIGH_INCIDENCE, NO_COMPLAINTS, NONE_TWO_YEARS, MONTHS_NEXT, CHANGED_BEYOND_CHANCE)
