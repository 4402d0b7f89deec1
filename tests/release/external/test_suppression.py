"""No count below the minimum can be found out, whatever the counts, from one edition or from two in a row."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import product
from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy.optimize import Bounds, milp

from orchestration.release.external import alternatives, suppression
from orchestration.release.external.alternatives import Alternatives, Edition, NoAlternativeError
from orchestration.release.external.frequencies import Cell, Frequencies, sums_of
from orchestration.release.external.suppression import withheld_cells
from tests.drawing import drawn
from tests.release.external.attack import given_away, possible_tables, that_grow

MINIMUM = 3
HIGHEST = 5
# what a count may be taken for, at most: twice as much more as it has to seem
TRIED = HIGHEST + 2 * (MINIMUM - 1)
# rows of tables, one for each edition
MOST_TRIED = 3_000_000

COLUMNS = {"line:a": None, "line:b": None}
SHAPES = {
    "two by two": {"branch:x": None, "branch:y": None},
    "three by two": {"branch:x": None, "branch:y": None, "branch:z": None},
    "with a region": {"region:n": None, "branch:x": "region:n", "branch:y": "region:n", "branch:z": None},
    "a region of one": {"region:n": None, "region:s": None, "branch:x": "region:n", "branch:y": "region:s"},
}


def leaves_of(rows: dict[str, str | None]) -> dict[Cell, list[Cell]]:
    """Each cell that is no sum, with the cells that count it."""
    smallest = [row for row in rows if row not in rows.values()]
    return {
        (row, column): [
            tuple(part for part in (above, beside) if part)
            for above, beside in product(_above(rows, row), (column, None))
        ]
        for row, column in product(smallest, COLUMNS)
    }


def _above(rows: dict[str, str | None], row: str | None) -> list[str | None]:
    return [row, *_above(rows, rows[row])] if row else [None]


def counted(rows: dict[str, str | None], counts: list[int]) -> Frequencies:
    """The frequencies whose leaves have these counts."""
    cells = {tuple(part for part in cell if part): 0 for cell in product((None, *rows), (None, *COLUMNS))}
    for count, counted_in in zip(counts, leaves_of(rows).values(), strict=True):
        for cell in counted_in:
            cells[cell] += count
    return Frequencies(cells, tuple(sums_of(rows, COLUMNS)))


def numbers(rows: dict[str, str | None], highest: int = HIGHEST) -> st.SearchStrategy[list[int]]:
    size = len(leaves_of(rows))
    return st.lists(st.integers(0, highest), min_size=size, max_size=size)


@drawn(240)
@given(st.sampled_from(list(SHAPES.values())).flatmap(lambda rows: st.tuples(st.just(rows), numbers(rows))))
def test_trying_every_table_finds_no_small_count(drawn_table: tuple[dict[str, str | None], list[int]]) -> None:
    rows, counts = drawn_table
    frequencies = counted(rows, counts)
    edition = Edition(frequencies, withheld_cells(frequencies, MINIMUM), MINIMUM)
    assert all(frequencies.counts[cell] for cell in edition.withheld)
    assert given_away(edition, possible_tables(edition, leaves_of(rows), TRIED)) == []


@drawn(120)
@given(numbers(SHAPES["two by two"], highest=4), numbers(SHAPES["two by two"], highest=2))
def test_nor_from_two_editions_in_a_row(counts: list[int], came: list[int]) -> None:
    rows = SHAPES["two by two"]
    earlier, later = counted(rows, counts), counted(rows, [a + b for a, b in zip(counts, came, strict=True)])
    first = Edition(earlier, withheld_cells(earlier, MINIMUM), MINIMUM)
    second = Edition(later, withheld_cells(later, MINIMUM, [first]), MINIMUM)
    tables = [possible_tables(edition, leaves_of(rows), TRIED) for edition in (first, second)]
    before, after = that_grow([first, second], tables)
    assert given_away(first, before) == []
    assert given_away(second, after) == []


@drawn(80)
@given(st.lists(numbers(SHAPES["two by two"], highest=4), min_size=3, max_size=3))
def test_nor_from_three_some_of_whose_counts_were_corrected_downwards(counts: list[list[int]]) -> None:
    editions, tables = in_a_row(counts)
    assume(math.prod(len(of_edition[()]) for of_edition in tables) < MOST_TRIED)
    assert [given_away(*of) for of in zip(editions, that_grow(editions, tables), strict=True)] == [[], [], []]


def test_nor_from_what_grew_again_after_a_correction() -> None:
    """Line b of x falls between the second edition and the third, yet it is no smaller than in the first."""
    editions, tables = in_a_row([[1, 4, 4, 0], [0, 6, 4, 0], [0, 5, 5, 0]])
    assert [given_away(*of) for of in zip(editions, that_grow(editions, tables), strict=True)] == [[], [], []]


def test_nor_where_each_edition_has_to_seem_larger_than_the_one_before() -> None:
    """A count of one that goes and comes back, while others come: tables that may be true grow with each edition."""
    editions, tables = in_a_row([[0, 0, 0, 1], [0, 1, 1, 0], [0, 1, 1, 1]])
    assert [given_away(*of) for of in zip(editions, that_grow(editions, tables), strict=True)] == [[], [], []]


def in_a_row(counts: list[list[int]]) -> tuple[list[Edition], list[dict[Cell, np.ndarray]]]:
    """Editions of two by two with these counts, each following those before, and all tables of each."""
    rows = SHAPES["two by two"]
    editions: list[Edition] = []
    for of_edition in counts:
        frequencies = counted(rows, of_edition)
        editions.append(Edition(frequencies, withheld_cells(frequencies, MINIMUM, editions), MINIMUM))
    return editions, [possible_tables(edition, leaves_of(rows), TRIED) for edition in editions]


def test_what_did_not_change_is_withheld_as_before() -> None:
    frequencies = counted(SHAPES["three by two"], [9, 1, 8, 7, 6, 5])
    first = Edition(frequencies, withheld_cells(frequencies, MINIMUM), MINIMUM)
    assert withheld_cells(frequencies, MINIMUM, [first]) == first.withheld


def test_what_did_not_change_is_not_looked_into_again(monkeypatch: pytest.MonkeyPatch) -> None:
    frequencies, more = (counted(SHAPES["three by two"], [9, small, 8, 7, 6, 5]) for small in (1, 2))
    first = Edition(frequencies, withheld_cells(frequencies, MINIMUM), MINIMUM)
    later = withheld_cells(more, MINIMUM, [first])
    looked_into: list[int] = []

    class Counted(Alternatives):
        def __init__(self, editions: Sequence[Edition]) -> None:
            looked_into.append(len(editions))
            super().__init__(editions)

    monkeypatch.setattr(suppression, "Alternatives", Counted)
    assert withheld_cells(frequencies, MINIMUM, [first, first]) == first.withheld
    assert looked_into == []
    assert withheld_cells(more, MINIMUM, [first, first, first]) == later
    assert looked_into == [2]


def test_a_count_that_was_too_small_stays_withheld_when_it_is_no_longer() -> None:
    rows = SHAPES["three by two"]
    frequencies = counted(rows, [9, 1, 8, 7, 6, 5])
    first = Edition(frequencies, withheld_cells(frequencies, MINIMUM), MINIMUM)
    later = counted(rows, [9, 4, 8, 7, 6, 5])
    alone, after = withheld_cells(later, MINIMUM), withheld_cells(later, MINIMUM, [first])
    assert alone == frozenset()
    assert after >= first.withheld


def test_without_complementary_suppression_the_attack_succeeds() -> None:
    """The attack that finds nothing above finds what there is to find."""
    frequencies = counted(SHAPES["two by two"], [9, 1, 8, 7])
    edition = Edition(frequencies, frozenset({("branch:x", "line:b")}), MINIMUM)
    tables = possible_tables(edition, leaves_of(SHAPES["two by two"]), TRIED)
    assert given_away(edition, tables) == [("branch:x", "line:b")]


def test_independent_patterns_give_a_count_away_over_two_editions() -> None:
    """Two editions, each safe alone, of which the second shows what the first withheld."""
    rows = SHAPES["two by two"]
    earlier, later = counted(rows, [9, 1, 8, 7]), counted(rows, [9, 3, 8, 7])
    first = Edition(earlier, withheld_cells(earlier, MINIMUM), MINIMUM)
    second = Edition(later, withheld_cells(later, MINIMUM), MINIMUM)
    tables = [possible_tables(edition, leaves_of(rows), TRIED + 4) for edition in (first, second)]
    before, _ = that_grow([first, second], tables)
    assert given_away(first, tables[0]) == []
    assert given_away(first, before) == [("branch:x", "line:b")]


def test_an_edition_whose_count_was_given_away_is_followed_by_none() -> None:
    frequencies = counted(SHAPES["two by two"], [9, 1, 8, 7])
    given = Edition(frequencies, frozenset({("branch:x", "line:b")}), MINIMUM)
    with pytest.raises(NoAlternativeError):
        withheld_cells(counted(SHAPES["two by two"], [9, 1, 8, 8]), MINIMUM, [given])


def test_numbers_that_do_not_add_up_are_not_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if fractions of the linear program were rounded away: what is withheld comes from the integer program."""
    frequencies = counted(SHAPES["three by two"], [9, 1, 8, 7, 6, 5])
    withheld = withheld_cells(frequencies, MINIMUM)

    def inexact(*arguments: Any, integrality: np.ndarray, bounds: Bounds, **more: Any) -> Any:
        found = milp(*arguments, integrality=integrality, bounds=bounds, **more)
        if not integrality.any():
            found.x = np.where(bounds.lb > 0, found.x, 0.4)
        return found

    monkeypatch.setattr(alternatives, "milp", inexact)
    assert withheld_cells(frequencies, MINIMUM) == withheld
