"""How the change of a line or a category differs from that of the company, in points of percent."""

from __future__ import annotations

from orchestration.report.statements.kinds import Kind
from orchestration.report.statements.slots import Slots, counted, number_in


def _is_known(slots: Slots) -> bool:
    return None not in (number_in(slots, "rate"), number_in(slots, "company"), number_in(slots, "gap"))


def _both_fell(slots: Slots) -> bool:
    return _is_known(slots) and counted(slots, "rate") < 0 and counted(slots, "company") < 0


def _both_rose(slots: Slots) -> bool:
    return _is_known(slots) and counted(slots, "rate") > 0 and counted(slots, "company") > 0


def _apart(slots: Slots) -> bool:
    return _is_known(slots) and not _both_fell(slots) and not _both_rose(slots)


def _gap(slots: Slots) -> float:
    return counted(slots, "gap")


GAP_TO_COMPANY = Kind(
    "gap_to_company",
    {
        "unknown": lambda slots: not _is_known(slots),
        "same": lambda slots: _is_known(slots) and _gap(slots) == 0,
        "fell_less": lambda slots: _both_fell(slots) and _gap(slots) > 0,
        "fell_more": lambda slots: _both_fell(slots) and _gap(slots) < 0,
        "rose_less": lambda slots: _both_rose(slots) and _gap(slots) < 0,
        "rose_more": lambda slots: _both_rose(slots) and _gap(slots) > 0,
        "above": lambda slots: _apart(slots) and _gap(slots) > 0,
        "below": lambda slots: _apart(slots) and _gap(slots) < 0,
    },
)
"""Places: `who` the name of the line, `rate` its change, `company` that of all complaints, `gap` rate less company."""

KINDS = (GAP_TO_COMPANY,)
