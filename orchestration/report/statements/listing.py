"""Rules of sentences that list names: none, some, or too many to name."""

from __future__ import annotations

from collections.abc import Mapping

from orchestration.report.statements.kinds import Rule
from orchestration.report.statements.slots import Slots, number_in

# so many names stand in one sentence; of more it gives the number alone
MOST_NAMES = 8


def listing_rules(place: str) -> Mapping[str, Rule]:
    """Variants by the number of names: `none`, `some`, and `many` where a sentence gives the number alone."""
    return {
        "none": lambda slots: how_many(slots, place) == 0,
        "some": lambda slots: 0 < how_many(slots, place) <= MOST_NAMES,
        "many": lambda slots: how_many(slots, place) > MOST_NAMES,
    }


def leading_rules(place: str) -> Mapping[str, Rule]:
    """Variants of what comes first: `none`, `one`, several that are `tied`, and `many` of them."""
    return {
        "none": lambda slots: how_many(slots, place) == 0,
        "one": lambda slots: how_many(slots, place) == 1,
        "tied": lambda slots: 1 < how_many(slots, place) <= MOST_NAMES,
        "many": lambda slots: how_many(slots, place) > MOST_NAMES,
    }


def how_many(slots: Slots, place: str) -> float:
    """The number in a place, 0 where there is none."""
    return number_in(slots, place) or 0
