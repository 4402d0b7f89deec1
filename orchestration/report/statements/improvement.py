"""What is said of service items: which are bad in both the satisfaction survey and the complaints."""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.listing import listing_rules
from orchestration.report.statements.slots import number_in

# a place in the quadrants is called sure from this chance on
SURE = 0.95

ITEMS_FIRST = Kind("items_first", listing_rules("n"))
"""Places: `category`, `items` that are bad in both, `n` how many."""

ITEMS_UNPLACED = Kind("items_unplaced", listing_rules("n"))
"""Places: `category`, `items` without a place, `n` how many, `reason` in words."""

ITEM_MEASURED = Kind(
    "item_measured",
    {
        "sure": lambda slots: (number_in(slots, "chance") or 0) >= SURE,
        "unsure": lambda slots: (number_in(slots, "chance") or 0) < SURE,
    },
)
"""Places: `item`, its `dissatisfied` part of answers and that of its `category`, its `share` of the complaints that
speak of an item and an `even` one, and the `chance` that its place is right."""

SURVEY_ANSWERED = Kind(
    "survey_answered",
    {
        "nobody": lambda slots: not number_in(slots, "ratings"),
        "some": lambda slots: bool(number_in(slots, "ratings")),
    },
)
"""Places: `year`, `ratings` of service items in the survey, `items` that were rated."""

KINDS = (ITEMS_FIRST, ITEMS_UNPLACED, ITEM_MEASURED, SURVEY_ANSWERED)
