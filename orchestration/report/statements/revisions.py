"""What is said of figures that changed after they were first published."""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.listing import how_many
from orchestration.report.statements.slots import Slots, number_in

FIGURES_REVISED = Kind(
    "figures_revised",
    {
        "nothing_followed": lambda slots: how_many(slots, "all") == 0,
        "first_release": lambda slots: (
            how_many(slots, "all") > 0 == how_many(slots, "n") and how_many(slots, "release") == 1
        ),
        "none": lambda slots: how_many(slots, "all") > 0 == how_many(slots, "n") and how_many(slots, "release") != 1,
        "some": lambda slots: how_many(slots, "all") > 0 and how_many(slots, "n") > 0,
    },
)
"""Places: `year`, `all` of its figures that are followed, `n` of them that changed; the `release`'s number."""

FIGURES_FOLLOWED_UP = Kind(
    "figures_followed_up",
    {
        "none": lambda slots: how_many(slots, "n") == 0,
        "some": lambda slots: how_many(slots, "n") > 0,
    },
)
"""Places: `n` figures of closure that moved because open cases were closed, or stayed open."""


def _step(slots: Slots) -> float | None:
    now = number_in(slots, "now")
    return None if now is None else now - how_many(slots, "first")


FIGURE_REVISED = Kind(
    "figure_revised",
    {
        "withdrawn": lambda slots: number_in(slots, "now") is None,
        "up": lambda slots: number_in(slots, "now") is not None and how_many(slots, "now") > how_many(slots, "first"),
        "down": lambda slots: number_in(slots, "now") is not None and how_many(slots, "now") < how_many(slots, "first"),
        "back": lambda slots: (
            number_in(slots, "now") is not None and how_many(slots, "now") == how_many(slots, "first")
        ),
    },
)
"""Places: `which` figure in words, its value when `first` published and `now`."""

KINDS = (FIGURES_REVISED, FIGURES_FOLLOWED_UP, FIGURE_REVISED)
