"""Numbers and lists of names that sentences share, drawn."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from hypothesis import strategies as st

from orchestration.report.figures import Unit, given
from orchestration.report.statements.slots import Slot, Slots
from tests.report.claims import NAMES, Values, computed, count, several

# few, so that 0 and 1 are drawn often, and more than a sentence names
numbers = st.one_of(st.integers(0, 3), st.integers(0, 40))

shares = st.floats(0, 1).map(lambda value: given(value, Unit.SHARE))


@st.composite
def listed(draw: st.DrawFn, place: str, number: str, **more: st.SearchStrategy[Slot]) -> Slots:
    """Names in a place and how many there are in another; where a sentence gives the number alone, a larger one."""
    names = draw(several(0))
    is_many = draw(st.booleans())
    how_many = draw(st.integers(9, 200)) if is_many else len(names)
    return {place: names, number: count(how_many), **{one: draw(strategy) for one, strategy in more.items()}}


def names_all(place: str) -> Mapping[str, Callable[[Values], bool]]:
    """Claims of `listing_rules`: of a sentence that names, the names are there, and of one that counts, the number."""
    return {
        "none": lambda values: values["n"] == 0 == len(values[place]),
        "some": lambda values: 0 < len(values[place]) <= len(NAMES),
        "many": lambda values: values["n"] > 8,
    }


def names_first(place: str) -> Mapping[str, Callable[[Values], bool]]:
    """Claims of `leading_rules`."""
    return {
        "none": lambda values: values["k"] == 0 == len(values[place]),
        "one": lambda values: len(values[place]) == 1,
        "tied": lambda values: len(values[place]) > 1,
        "many": lambda values: values["k"] > 8,
    }


@st.composite
def parts(draw: st.DrawFn, part: str, whole: str, share: str, **more: st.SearchStrategy[Slot]) -> Slots:
    """A number of others, and their share."""
    all_of = draw(numbers)
    of_them = draw(st.integers(0, all_of))
    return {
        part: count(of_them),
        whole: count(all_of),
        share: computed(Unit.SHARE, "ratio", of_them, all_of),
        **{one: draw(strategy) for one, strategy in more.items()},
    }


def is_part(values: Values, part: str, whole: str, share: str) -> bool:
    """Whether a share is that of a part, as far as it can be told from what is written."""
    return abs(values[share] - values[part] / values[whole]) <= 0.0005 + 1e-9
