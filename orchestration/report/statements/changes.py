"""What is said of a change against the same time of the year before."""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind, Rule
from orchestration.report.statements.slots import Slots, number_in

LEVEL = 0.05


def _pair(slots: Slots) -> tuple[float, float]:
    return number_in(slots, "now") or 0, number_in(slots, "before") or 0


_DIRECTIONS: dict[str, Rule] = {
    "none_in_both": lambda slots: _pair(slots) == (0, 0),
    "from_none": lambda slots: _pair(slots)[1] == 0 < _pair(slots)[0],
    "unchanged": lambda slots: _pair(slots)[0] == _pair(slots)[1] > 0,
    "rise": lambda slots: _pair(slots)[0] > _pair(slots)[1] > 0,
    "fall": lambda slots: 0 < _pair(slots)[0] < _pair(slots)[1],
    "to_none": lambda slots: _pair(slots)[0] == 0 < _pair(slots)[1],
}

COMPLAINTS_COUNTED = Kind(
    "complaints_counted",
    {
        "none": lambda slots: number_in(slots, "now") == 0,
        "some": lambda slots: (number_in(slots, "now") or 0) > 0,
    },
)
"""Places: `who` as in "Head office, Claims", `when`, `now` the complaints. For what cannot be compared."""

COMPLAINTS_CHANGED = Kind("complaints_changed", _DIRECTIONS)
"""Places: `who`, `when`, `now` complaints, `before` those of the same time a year earlier, `change`."""

PART_CHANGED = Kind("part_changed", _DIRECTIONS)
"""Said after the count, where two years are compared in part. Places: `now` and `before` in that part, `change`."""


def _p(slots: Slots) -> float:
    p = number_in(slots, "p")
    return float("nan") if p is None else p


_VERDICTS: dict[str, Rule] = {
    "no_p_value": lambda slots: number_in(slots, "p") is None,
    "beyond": lambda slots: _p(slots) < LEVEL,
    "within": lambda slots: _p(slots) >= LEVEL,
}

CHANCE = Kind("chance", _VERDICTS)
"""Said of a change that is judged by itself. `p` is how often chance alone makes two counts differ as much."""

ADJUSTED_CHANCE = Kind("adjusted_chance", _VERDICTS)
"""Said of a change that is judged together with others. `p` allows for how many changes are looked at."""

GAP_CHANCE = Kind("gap_chance", _VERDICTS)
"""Said of a gap between two changes. `p` is how often chance alone parts them as far."""

PEAK_CHANCE = Kind("peak_chance", _VERDICTS)
"""Said of a peak. `p` is how often some month has as many, if every day is alike."""


KINDS = (
    COMPLAINTS_COUNTED,
    COMPLAINTS_CHANGED,
    PART_CHANGED,
    CHANCE,
    ADJUSTED_CHANCE,
    GAP_CHANCE,
    PEAK_CHANCE,
)
