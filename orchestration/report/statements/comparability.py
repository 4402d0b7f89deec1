"""What is said of how much of two years can be compared, and of changes of the taxonomy between them."""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.listing import listing_rules
from orchestration.report.statements.slots import Slots, counted

_MONTHS = 12


def _is_covered(slots: Slots) -> bool:
    return counted(slots, "covered") > 0


def _has_both(slots: Slots) -> bool:
    return _is_covered(slots) and counted(slots, "covered_before") > 0


def _is_compared(slots: Slots) -> bool:
    return _has_both(slots) and bool(counted(slots, "is_comparable"))


YEARS_COMPARED = Kind(
    "years_compared",
    {
        "not_covered": lambda slots: not _is_covered(slots),
        "no_year_before": lambda slots: _is_covered(slots) and not _has_both(slots),
        "too_little": lambda slots: _has_both(slots) and not _is_compared(slots),
        "whole": lambda slots: _is_compared(slots) and counted(slots, "months") == _MONTHS,
        "in_part": lambda slots: _is_compared(slots) and counted(slots, "months") != _MONTHS,
    },
)
"""Places: `who`, `year`; `covered` and `covered_before`, the months of the two years of which the feed has something;
whether the year `is_comparable`, and over how many `months`."""

MONTHS_COVERED = Kind(
    "months_covered",
    {
        "none": lambda slots: counted(slots, "covered") == 0 == counted(slots, "partly"),
        "whole": lambda slots: counted(slots, "covered") == counted(slots, "months") > 0,
        "in_part": lambda slots: (
            counted(slots, "covered") < counted(slots, "months")
            and counted(slots, "covered") + counted(slots, "partly") > 0
        ),
    },
)
"""Places: `who`, `when` in words, `months` of the period, of which some are `covered` whole and some `partly`."""

SCOPES_BROKEN = Kind("scopes_broken", listing_rules("n"))
"""Places: `scopes` that have no change because their codes do not mean the same in both years, `n` how many."""

SCOPES_BRIDGED = Kind("scopes_bridged", listing_rules("n"))
"""Places: `scopes` that changed their codes and are compared all the same, `n` how many."""

CODES_UNDECLARED = Kind("codes_undeclared", listing_rules("n"))
"""Places: `scopes` that came up or vanished from one year to the next though nobody declared it, `n` how many."""

KINDS = (YEARS_COMPARED, MONTHS_COVERED, SCOPES_BROKEN, SCOPES_BRIDGED, CODES_UNDECLARED)
