"""What is said of one branch: its place by count and by rate, its months, its categories."""

from __future__ import annotations

from orchestration.report.figures import Figure
from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.listing import how_many, leading_rules
from orchestration.report.statements.slots import Slots, number_in

_BANDS = ("above_998", "above_95", "within", "below_95", "below_998")

BRANCH_BY_COUNT = Kind(
    "branch_by_count",
    {
        "none": lambda slots: how_many(slots, "n") == 0,
        "some": lambda slots: how_many(slots, "n") > 0,
    },
)
"""Places: `who` in words, `n` complaints, their `share` of all, the `rank` by count among `branches`."""


def _band(slots: Slots) -> str:
    slot = slots["band"]
    return str(slot.value) if isinstance(slot, Figure) else ""


def _has_index(slots: Slots) -> bool:
    return number_in(slots, "index") is not None and _band(slots) in _BANDS


BRANCH_BY_RATE = Kind(
    "branch_by_rate",
    {
        "no_index": lambda slots: not _has_index(slots),
        "above_998": lambda slots: _has_index(slots) and _band(slots) == "above_998",
        "above_95": lambda slots: _has_index(slots) and _band(slots) == "above_95",
        "within": lambda slots: _has_index(slots) and _band(slots) == "within",
        "below_95": lambda slots: _has_index(slots) and _band(slots) == "below_95",
        "below_998": lambda slots: _has_index(slots) and _band(slots) == "below_998",
    },
)
"""Places: `who` in words, complaints `expected` by exposure, the `index`, its `rank`, the limits of that `low` and
`high`, the `band` of the funnel by its code."""

LEADING_MONTHS = Kind("leading_months", leading_rules("k"))
"""Places: `months` with the most complaints in words, `k` how many, `n` complaints in each."""

LEADING_CATEGORIES = Kind("leading_categories", leading_rules("k"))
"""Places: `who` in words, `categories` with the most complaints, `k` how many, `n` of each, their `share`."""

KINDS = (BRANCH_BY_COUNT, BRANCH_BY_RATE, LEADING_MONTHS, LEADING_CATEGORIES)
