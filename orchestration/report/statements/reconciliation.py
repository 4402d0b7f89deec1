"""What is said of figures that a report printed, beside what the release gives."""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.slots import Slots, counted, number_in


def _all(slots: Slots) -> float:
    return sum(counted(slots, place) for place in ("match", "conflict", "no_data"))


FIGURES_CHECKED = Kind(
    "figures_checked",
    {
        "none": lambda slots: _all(slots) == 0,
        "all_match": lambda slots: 0 < _all(slots) == counted(slots, "match"),
        "conflicts": lambda slots: counted(slots, "conflict") > 0 == counted(slots, "no_data"),
        "unchecked": lambda slots: counted(slots, "no_data") > 0 == counted(slots, "conflict"),
        "both": lambda slots: counted(slots, "conflict") > 0 and counted(slots, "no_data") > 0,
    },
)
"""Places: `year`, and how many of its printed figures are a `match`, in `conflict` or without data (`no_data`)."""

RATE_IN_CONFLICT = Kind(
    "rate_in_conflict",
    {
        "no_base": lambda slots: number_in(slots, "implied") is None,
        "with_base": lambda slots: number_in(slots, "implied") is not None,
    },
)
"""Places: `which` figure in words, the change as `printed` and as `computed` from `now` and `before`, and the count
of the year before that the printed change would need (`implied`)."""


def _side(slots: Slots, place: str) -> int:
    value = counted(slots, place)
    return (value > 0) - (value < 0)


GAP_IN_CONFLICT = Kind(
    "gap_in_conflict",
    {
        "turned_up": lambda slots: _side(slots, "printed") < 0 < _side(slots, "computed"),
        "turned_down": lambda slots: _side(slots, "computed") < 0 < _side(slots, "printed"),
        "same_side": lambda slots: _side(slots, "printed") * _side(slots, "computed") >= 0,
    },
)
"""Places: `which` figure in words, the gap to the company's change as `printed` and as `computed`."""

# half a unit of the last printed decimal of each of three rates
_ROUNDING = 0.0015 + 1e-9


def _is_difference(slots: Slots) -> bool:
    gap = counted(slots, "rate") - counted(slots, "company") - counted(slots, "gap")
    return abs(gap) <= _ROUNDING


GAP_FOLLOWS = Kind(
    "gap_follows",
    {
        "from_printed": _is_difference,
        "from_elsewhere": lambda slots: not _is_difference(slots),
    },
)
"""Places: the printed `gap`, and the printed changes that it is the difference of: the scope's `rate`, and that of the
`company`, which is in conflict."""

FIGURE_IN_CONFLICT = Kind(
    "figure_in_conflict",
    {
        "more": lambda slots: counted(slots, "computed") > counted(slots, "printed"),
        "less": lambda slots: counted(slots, "computed") < counted(slots, "printed"),
        "equal": lambda slots: counted(slots, "computed") == counted(slots, "printed"),
    },
)
"""Places: `which` figure in words, its value as `printed` and as `computed`."""

KINDS = (FIGURES_CHECKED, RATE_IN_CONFLICT, GAP_IN_CONFLICT, GAP_FOLLOWS, FIGURE_IN_CONFLICT)
