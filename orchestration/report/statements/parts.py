"""How complaints divide: a scope's part of all, direct and referred, controllable and not, closed and open."""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.slots import Slots, counted, number_in


def _now(slots: Slots) -> float:
    return counted(slots, "now")


PART_OF_ALL = Kind(
    "part_of_all",
    {
        "no_whole": lambda slots: counted(slots, "whole") == 0,
        "none": lambda slots: _now(slots) == 0 < counted(slots, "whole"),
        "part": lambda slots: 0 < _now(slots) < counted(slots, "whole"),
        "all": lambda slots: 0 < counted(slots, "whole") <= _now(slots),
    },
)
"""Places: `who`, the `now` complaints of it, `whole` all complaints, `share` what one is of the other."""


def _controllable(slots: Slots) -> float:
    return counted(slots, "controllable")


def _undetermined(slots: Slots) -> float:
    return counted(slots, "undetermined")


CONTROLLABLE = Kind(
    "controllable",
    {
        "none": lambda slots: _now(slots) == 0,
        "unknown": lambda slots: 0 < _now(slots) == _undetermined(slots),
        "all": lambda slots: 0 < _now(slots) == _controllable(slots),
        "nothing": lambda slots: 0 == _controllable(slots) == _undetermined(slots) < _now(slots),
        "some": lambda slots: 0 == _undetermined(slots) < _controllable(slots) < _now(slots),
        "some_undetermined": lambda slots: 0 < _undetermined(slots) < _now(slots),
    },
)
"""Places: `who`, `now` complaints, of them `controllable`, `uncontrollable` and `undetermined`; `rate` controllable of
all, `other_rate` uncontrollable of all."""


def _direct(slots: Slots) -> float:
    return counted(slots, "direct")


def _referred(slots: Slots) -> float:
    return counted(slots, "referred")


DIRECT_AND_REFERRED = Kind(
    "direct_and_referred",
    {
        "none": lambda slots: _now(slots) == 0,
        "not_given": lambda slots: 0 == _direct(slots) == _referred(slots) < _now(slots),
        "all_direct": lambda slots: 0 < _direct(slots) == _now(slots),
        "all_referred": lambda slots: 0 < _referred(slots) == _now(slots),
        "more_direct": lambda slots: _referred(slots) < _direct(slots) < _now(slots),
        "more_referred": lambda slots: _direct(slots) < _referred(slots) < _now(slots),
        "equal": lambda slots: 0 < _direct(slots) == _referred(slots) < _now(slots),
    },
)
"""Places: `who`, `now` complaints, of them `direct` and `referred`, and their shares `direct_share`,
`referred_share`."""

CLOSED = Kind(
    "closed",
    {
        "none": lambda slots: _now(slots) == 0,
        "all": lambda slots: 0 < _now(slots) == counted(slots, "closed"),
        "not_one": lambda slots: counted(slots, "closed") == 0 < _now(slots),
        "some": lambda slots: 0 < counted(slots, "closed") < _now(slots),
    },
)
"""Places: `who`, `by` when, `now` complaints, of them `closed`, `rate` closed of all."""

DAYS_TO_CLOSE = Kind(
    "days_to_close",
    {
        "unknown": lambda slots: number_in(slots, "within") is None and number_in(slots, "median") is None,
        "within": lambda slots: number_in(slots, "within") is not None and number_in(slots, "median") is None,
        "median": lambda slots: number_in(slots, "within") is None and number_in(slots, "median") is not None,
        "both": lambda slots: None not in (number_in(slots, "within"), number_in(slots, "median")),
    },
)
"""Places: `within` the part that is closed within 15 days, `median` the days within which half of them are."""

KINDS = (PART_OF_ALL, CONTROLLABLE, DIRECT_AND_REFERRED, CLOSED, DAYS_TO_CLOSE)
