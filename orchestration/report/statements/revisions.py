"""What is said of figures that changed after they were first published."""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.slots import Slots, counted, number_in

FIGURES_REVISED = Kind(
    "figures_revised",
    {
        "nothing_followed": lambda slots: counted(slots, "all") == 0,
        "first_release": lambda slots: (
            counted(slots, "all") > 0 == counted(slots, "n") and counted(slots, "release") == 1
        ),
        "none": lambda slots: counted(slots, "all") > 0 == counted(slots, "n") and counted(slots, "release") != 1,
        "some": lambda slots: counted(slots, "all") > 0 and counted(slots, "n") > 0,
    },
)
"""Places: `year`, `all` of its figures that are followed, `n` of them that changed; the `release`'s number."""

FIGURES_FOLLOWED_UP = Kind(
    "figures_followed_up",
    {
        "none": lambda slots: counted(slots, "n") == 0,
        "some": lambda slots: counted(slots, "n") > 0,
    },
)
"""Places: `n` figures of closure that moved because open cases were closed, or stayed open."""

REVISIONS_NEW = Kind(
    "revisions_new",
    {
        "none": lambda slots: counted(slots, "n") == 0,
        "some": lambda slots: counted(slots, "n") > 0,
    },
)
"""Places: `n` figures that this release revised, and not an earlier one."""

VERDICTS_TURNED = Kind(
    "verdicts_turned",
    {
        "none": lambda slots: counted(slots, "n") == 0,
        "some": lambda slots: counted(slots, "n") > 0,
    },
)
"""Places: `n` verdicts, such as whether a change is beyond chance, that are others than when first published."""


def _step(slots: Slots) -> float | None:
    now = number_in(slots, "now")
    return None if now is None else now - counted(slots, "first")


FIGURE_REVISED = Kind(
    "figure_revised",
    {
        "withdrawn": lambda slots: number_in(slots, "now") is None,
        "up": lambda slots: number_in(slots, "now") is not None and counted(slots, "now") > counted(slots, "first"),
        "down": lambda slots: number_in(slots, "now") is not None and counted(slots, "now") < counted(slots, "first"),
        "back": lambda slots: number_in(slots, "now") is not None and counted(slots, "now") == counted(slots, "first"),
    },
)
"""Places: `which` figure in words, its value when `first` published and `now`."""

KINDS = (FIGURES_REVISED, REVISIONS_NEW, FIGURES_FOLLOWED_UP, VERDICTS_TURNED, FIGURE_REVISED)
