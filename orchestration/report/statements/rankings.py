"""What comes first among categories, lines, months, grievances, causes and branches, and with how many complaints.

Places of all: `who` as in "Head office, Claims", `first` those with most complaints, `now` the complaints of each of
them, `share` what that is of `whole`, all complaints of `who`; of
`controllable_first` all of them are the controllable ones.
"""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind, Rule
from orchestration.report.statements.slots import Slots, counted, names_in

# more than these are told as several, without their names
MOST_NAMED = 6


def _now(slots: Slots) -> float:
    return counted(slots, "now")


def _whole(slots: Slots) -> float:
    return counted(slots, "whole")


def _is_tied(slots: Slots) -> bool:
    return len(names_in(slots, "first")) > 1


_PLACES: dict[str, Rule] = {
    "none": lambda slots: _whole(slots) == 0,
    "none_named": lambda slots: _now(slots) == 0 < _whole(slots),
    "all": lambda slots: 0 < _now(slots) == _whole(slots) and not _is_tied(slots),
    "one": lambda slots: 0 < _now(slots) < _whole(slots) and not _is_tied(slots),
    "tied": lambda slots: _now(slots) > 0 and _whole(slots) > 0 and 1 < len(names_in(slots, "first")) <= MOST_NAMED,
    "many_tied": lambda slots: _now(slots) > 0 and _whole(slots) > 0 and len(names_in(slots, "first")) > MOST_NAMED,
}

CATEGORIES_FIRST = Kind("categories_first", _PLACES)
LINES_FIRST = Kind("lines_first", _PLACES)
MONTHS_FIRST = Kind("months_first", _PLACES)
BRANCHES_FIRST = Kind("branches_first", _PLACES)
CHANNELS_FIRST = Kind("channels_first", _PLACES)
GRIEVANCES_FIRST = Kind("grievances_first", _PLACES)
CAUSES_FIRST = Kind("causes_first", _PLACES)
CONTROLLABLE_FIRST = Kind("controllable_first", _PLACES)

KINDS = (
    CATEGORIES_FIRST,
    LINES_FIRST,
    MONTHS_FIRST,
    BRANCHES_FIRST,
    CHANNELS_FIRST,
    GRIEVANCES_FIRST,
    CAUSES_FIRST,
    CONTROLLABLE_FIRST,
)
