"""A reader who tries every table of whole numbers: what a small edition gives away, found without any of its code."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import product

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


def pairs_that_grow(
    before: Mapping[Cell, np.ndarray], after: Mapping[Cell, np.ndarray], leaves: Iterable[Cell]
) -> tuple[dict[Cell, np.ndarray], dict[Cell, np.ndarray]]:
    """Of all pairs of an earlier and a later table, those in which no count became smaller."""
    first, second = (len(next(iter(tables.values()))) for tables in (before, after))
    grows = np.ones((first, second), dtype=bool)
    # where no leaf does, no sum does
    for leaf in leaves:
        grows &= before[leaf][:, None] <= after[leaf][None, :]
    of_first, of_second = np.nonzero(grows)
    return {cell: of[of_first] for cell, of in before.items()}, {cell: of[of_second] for cell, of in after.items()}


def given_away(edition: Edition, tables: Mapping[Cell, np.ndarray]) -> list[Cell]:
    """Counts below the minimum that no table shows as `minimum` - 1 more than they are."""
    counts, minimum = edition.frequencies.counts, edition.minimum
    return [cell for cell, count in counts.items() if 0 < count < minimum and tables[cell].max() - count < minimum - 1]
