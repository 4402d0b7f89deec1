"""What each kind of sentence claims, checked by other means than its rules: a module for each module of kinds.

A `Claim` draws whatever may stand in a sentence's places, and says of each variant what has to hold of the figures as
they are read from the sentence, at the precision with which they are written there.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from hypothesis import strategies as st

from orchestration.report.figures import Figure, Unit, given
from orchestration.report.functions import FUNCTIONS
from orchestration.report.sources import Cell, Given, derived
from orchestration.report.statements.slots import Name, Phrase, Slots
from orchestration.report.statements.telling import fixed

Values = Mapping[str, Any]
"""What was read: of a figure its value, of a name or a phrase its text, of names a tuple of texts. Of places that the
sentence does not write out it is what stands there."""


@dataclass(frozen=True)
class Claim:
    """The claims of a kind, by variant."""

    slots: st.SearchStrategy[Slots]
    holds: Mapping[str, Callable[[Values], bool]]


counts = st.one_of(st.integers(0, 3), st.integers(0, 200), st.integers(0, 3_000_000))


def count(number: int | None) -> Figure:
    """A number of complaints."""
    return given(number, Unit.COUNT)


def computed(unit: Unit, function: str, *of: float | None) -> Figure:
    """What a function of the report makes of numbers, as a figure."""
    value = None if None in of else FUNCTIONS[function](*of)
    decimals = given(0.0, unit).decimals
    return Figure(value, unit, derived(function, *(Given(one) for one in of)), decimals)


def name(english: str, chinese: str) -> Name:
    """A name of the reference data."""
    cell = Cell("dim_scope", "scope_name", ())
    return Name(english, chinese, cell, cell)


NAMES = tuple(
    name(english, chinese)
    for english, chinese in (
        ("Claims", "理赔"),
        ("Policy servicing", "保全"),
        ("Agency (legacy policies run for the group)", "代理（为集团代管的存量保单）"),
        ("315 consumer site", "315网站"),
        ("Inner Mongolia", "内蒙古"),
        ("Customer's own error", "自身差错"),
        ("Renewal premium collection", "续期收费"),
        ("Hotline service", "热线服务"),
    )
)
names = st.sampled_from(NAMES)
"""A name of the reference data."""


def several(fewest: int = 1) -> st.SearchStrategy[tuple[Name, ...]]:
    """Different names, in some order."""
    return st.lists(names, min_size=fewest, max_size=len(NAMES), unique=True).map(tuple)


def phrase(*texts: str) -> st.SearchStrategy[Phrase]:
    """One of some phrases, whatever the language."""
    return st.sampled_from([Phrase(fixed(text)) for text in texts])


WHO = phrase("Head office, Claims", "总公司受理理赔", "Call center")
WHEN = phrase("in 2011", "2011年第三季度", "from January to May 2011")


def near(value: float, to: float, step: float) -> bool:
    """Whether a value is another one, as far as it can be told from what is written in steps of `step`."""
    return abs(value - to) <= step / 2 + 1e-9
