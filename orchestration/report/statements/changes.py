"""What is said of a change against the same time of the year before."""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.slots import Slots, number_in


def _both(slots: Slots) -> tuple[float, float]:
    return number_in(slots, "now") or 0, number_in(slots, "before") or 0


def _has_base(slots: Slots) -> bool:
    return number_in(slots, "before") is not None


COMPLAINTS_CHANGED = Kind(
    "complaints_changed",
    {
        "no_year_before": lambda slots: not _has_base(slots),
        "none_in_both": lambda slots: _has_base(slots) and _both(slots) == (0, 0),
        "from_none": lambda slots: _has_base(slots) and _both(slots)[1] == 0 < _both(slots)[0],
        "unchanged": lambda slots: _has_base(slots) and _both(slots)[0] == _both(slots)[1] > 0,
        "rise": lambda slots: _has_base(slots) and _both(slots)[0] > _both(slots)[1] > 0,
        "fall": lambda slots: _has_base(slots) and _both(slots)[0] < _both(slots)[1],
    },
)
"""Places: `who` a scope, `year`, `now` its complaints, `before` those of the same time a year earlier, `change`."""
