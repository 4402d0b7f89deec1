"""What each field of a feed may hold, by what its contract says: the milder rule of one field is known to all.

Landing keeps a value by these rules, and the checks of feeds and of releases refuse it by them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from orchestration.contracts import Contract, FieldContract
from orchestration.personal_data.characters import HALF_WIDTH
from orchestration.personal_data.masking import MAY_BE_CERTAIN, holds_certain
from orchestration.personal_data.plausibility import NUMBER, date_pattern
from orchestration.personal_data.refused import MAY_BE_REFUSED, holds_refused


@dataclass(frozen=True)
class Kind:
    """A kind of field: what is refused in it, and what RE2 finds in every value that is."""

    is_refused: Callable[[str], bool]
    may_be_refused: str


FREE_TEXT = Kind(holds_refused, MAY_BE_REFUSED)
NUMBERED = Kind(holds_certain, MAY_BE_CERTAIN)  # kept as it is, and like as not a number of the system's own
LEFT_ALONE = Kind(lambda value: False, "[^\\s\\S]")


def is_plausible(value: str, pattern: re.Pattern[str]) -> bool:
    """Whether a value can be the date or number that its field promises."""
    return bool(pattern.fullmatch(value.translate(HALF_WIDTH)))


def kinds_of_fields(contract: Contract) -> dict[str, Kind]:
    """The kind of each field that the lake can show, by name."""
    kinds = {name: _kind(field, contract.date_formats) for name, field in contract.fields.items()}
    return {name: kind for name, kind in kinds.items() if kind}


def _kind(field: FieldContract, date_formats: Sequence[str]) -> Kind | None:
    if field.privacy == "redact":
        return FREE_TEXT
    if field.privacy != "keep":
        return None
    if field.type == "date":
        return _typed(date_pattern(date_formats))
    if field.type == "number":
        return _typed(NUMBER)
    return LEFT_ALONE if field.looks_personal else NUMBERED


def _typed(pattern: str) -> Kind:
    compiled = re.compile(pattern)
    return Kind(lambda value: not is_plausible(value, compiled) and holds_refused(value), MAY_BE_REFUSED)
