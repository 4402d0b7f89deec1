"""Rules of sentences that list names: none, some, or too many to name."""

from __future__ import annotations

from collections.abc import Mapping

from orchestration.report.statements.kinds import Rule
from orchestration.report.statements.slots import counted

# so many names stand in one sentence; of more it gives the number alone
MOST_NAMES = 8


def listing_rules(place: str) -> Mapping[str, Rule]:
    """Variants by the number of names: `none`, `some`, and `many` where a sentence gives the number alone."""
    return {
        "none": lambda slots: counted(slots, place) == 0,
        "some": lambda slots: 0 < counted(slots, place) <= MOST_NAMES,
        "many": lambda slots: counted(slots, place) > MOST_NAMES,
    }


def leading_rules(place: str) -> Mapping[str, Rule]:
    """Variants of what comes first: `none`, `one`, several that are `tied`, and `many` of them."""
    return {
        "none": lambda slots: counted(slots, place) == 0,
        "one": lambda slots: counted(slots, place) == 1,
        "tied": lambda slots: 1 < counted(slots, place) <= MOST_NAMES,
        "many": lambda slots: counted(slots, place) > MOST_NAMES,
    }
