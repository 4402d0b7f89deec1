"""A reader who tries every table of whole numbers: what a small edition gives away, found without any of its code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, product

import numpy as np

from orchestration.release.external.alternatives import Edition
from orchestration.release.external.frequencies import Cell


def possible_tables(edition: Edition, leaves: Mapping[Cell, Iterable[Cell]], highest: int) -> dict[Cell, np.ndarray]:
    """All tables that agree with what an edition shows: for each cell its count in each of them.

    `leaves` are the cells that are no sum, each with the cells that count it, itself included. A withheld leaf may be
    anything from 1 to `highest`, a withheld sum anything but 0.
    """
    counts = edition.frequencies.counts
    tried = [range(1, highest + 1) if leaf in edition.withheld else (counts[leaf],) for leaf in leaves]
    tables = np.array(list(product(*tried)), dtype=np.int16)
    of_cells = {cell: np.zeros(len(tables), dtype=np.int16) for cell in counts}
    for column, counted_in in enumerate(leaves.values()):
        for cell in counted_in:
            of_cells[cell] += tables[:, column]
    agrees = np.ones(len(tables), dtype=bool)
    for cell, values in of_cells.items():
        agrees &= values > 0 if cell in edition.withheld else values == counts[cell]
    return {cell: values[agrees] for cell, values in of_cells.items()}


def that_grow(editions: Sequence[Edition], tables: Sequence[Mapping[Cell, np.ndarray]]) -> list[dict[Cell, np.ndarray]]:
    """Of all rows of tables, one for each edition, those in which no count falls from one to another unless it did."""
    grows = np.ones([len(of_edition[()]) for of_edition in tables], dtype=bool)
    for before, after in combinations(range(len(editions)), 2):
        counts_before, counts_after = (editions[number].frequencies.counts for number in (before, after))
        for cell in counts_before:
            if counts_before[cell] <= counts_after[cell]:
                grows &= _along(tables, before, cell) <= _along(tables, after, cell)
    of_each = np.nonzero(grows)
    return [
        {cell: values[chosen] for cell, values in of_edition.items()}
        for of_edition, chosen in zip(tables, of_each, strict=True)
    ]


def _along(tables: Sequence[Mapping[Cell, np.ndarray]], number: int, cell: Cell) -> np.ndarray:
    """The counts of a cell in the tables of an edition, along the edition's axis."""
    return tables[number][cell].reshape([-1 if axis == number else 1 for axis in range(len(tables))])


def given_away(edition: Edition, tables: Mapping[Cell, np.ndarray]) -> list[Cell]:
    """Counts below the minimum that no table shows as `minimum` - 1 more than they are."""
    counts, minimum = edition.frequencies.counts, edition.minimum
    return [cell for cell, count in counts.items() if 0 < count < minimum and tables[cell].max() - count < minimum - 1]
