"""What is said of one branch: its place by count and by rate."""

from __future__ import annotations

from orchestration.report.figures import Figure
from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.slots import Slots, counted, number_in

_BANDS = ("above_998", "above_95", "within", "below_95", "below_998")

BRANCH_BY_COUNT = Kind(
    "branch_by_count",
    {
        "none": lambda slots: counted(slots, "n") == 0,
        "some": lambda slots: counted(slots, "n") > 0,
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

KINDS = (BRANCH_BY_COUNT, BRANCH_BY_RATE)
