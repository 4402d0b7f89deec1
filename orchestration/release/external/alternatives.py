"""Other counts that may be true as well, as far as a reader can tell from those that are shown.

The reader knows every count that is shown, that wholes are the sum of their parts, that no count that is withheld is 0,
and that complaints only come to a year and do not leave it, which ties an edition to all those before. A table of whole
numbers that agrees with all this may be the true one. What is looked for is such a table in which a given count is
larger, and which differs from the true one in as little as possible of what is shown: the counts in which it does
differ have to be withheld (Kelly, Golden and Assad, Networks 22, 1992; Fischetti and Salazar-González, Management
Science 47, 2001). It is found by linear
programming, and where that gives fractions, by integer programming.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from orchestration.release.external.frequencies import Cell, Frequencies

# an edition, by its place among them, and a cell of it
Place = tuple[int, Cell]

# what it costs to change a count that is withheld anyway, beside the count itself for one that is shown
_FREE = 1e-3


class NoAlternativeError(ArithmeticError):
    """No other table agrees with what was shown."""


@dataclass(frozen=True)
class Edition:
    """Counts, of which those of the cells `withheld` are not shown, and the minimum below which none is."""

    frequencies: Frequencies
    withheld: frozenset[Cell]
    minimum: int


@dataclass(frozen=True)
class _Tie:
    """Factors of differences, by place, whose sum is at least a number, and at most another."""

    factors: Mapping[Place, int]
    at_least: float
    at_most: float


class Alternatives:
    """Tables that may be true in place of those of one edition or more, in the order in which readers got them.

    Of the last edition every count but 0 may be withheld yet; of earlier ones it stands which are.
    """

    def __init__(self, editions: Sequence[Edition]) -> None:
        self._last = len(editions) - 1
        self._counts: dict[Place, int] = {
            (number, cell): count
            for number, edition in enumerate(editions)
            for cell, count in sorted(edition.frequencies.counts.items())
            if count and (number == self._last or cell in edition.withheld)
        }
        self._column = {place: column for column, place in enumerate(self._counts)}
        ties = [tie for number, edition in enumerate(editions) for tie in self._sums(number, edition.frequencies)]
        for number in range(len(editions)):
            ties += self._growth([edition.frequencies.counts for edition in editions[: number + 1]])
        self._ties = self._constraint(ties)

    def with_more(self, place: Place, more: int, withheld: Collection[Cell]) -> dict[Place, int]:
        """By how much each count differs, where it does, in a table that has `more` at `place`.

        Of counts that are shown, those of the last edition outside `withheld`, it changes the fewest and smallest.
        """
        counts = np.array(list(self._counts.values()), dtype=float)
        is_shown = np.array([number == self._last and cell not in withheld for number, cell in self._counts])
        cost = np.where(is_shown, counts, _FREE)
        # each count rises by one number or falls by another; those that are withheld do not fall to 0
        rise, fall = np.full(len(counts), np.inf), counts - 1
        least_rise = np.zeros(len(counts))
        least_rise[self._column[place]], fall[self._column[place]] = more, 0
        least, most = np.concatenate([least_rise, 0 * fall]), np.concatenate([rise, fall])
        for is_whole in (0, 1):
            found = milp(
                np.concatenate([cost, cost]),
                integrality=np.full(2 * len(counts), is_whole),
                bounds=Bounds(least, most),
                constraints=self._ties,
            )
            if found.x is None:
                break
            rise, fall = np.split(np.rint(found.x), 2)
            if self._agree(np.concatenate([rise, fall]), least, most):
                return {at: int(by) for at, by in zip(self._counts, rise - fall, strict=True) if by}
        raise NoAlternativeError(f"No other table agrees with what was shown before: {found.message}")

    def _agree(self, changes: np.ndarray, least: np.ndarray, most: np.ndarray) -> bool:
        """Whether whole numbers, as which the solver's were rounded, still meet all bounds and ties."""
        tied = self._ties.A @ changes
        return bool(
            np.all((least <= changes) & (changes <= most)) and np.all((self._ties.lb <= tied) & (tied <= self._ties.ub))
        )

    def _sums(self, number: int, frequencies: Frequencies) -> Iterator[_Tie]:
        """Wholes and parts differ by the same."""
        for total in frequencies.sums:
            signed = [(total.whole, 1), *((part, -1) for part in total.parts)]
            factors = {(number, cell): sign for cell, sign in signed if (number, cell) in self._counts}
            if factors:
                yield _Tie(factors, 0, 0)

    def _growth(self, counts: Sequence[Mapping[Cell, int]]) -> Iterator[_Tie]:
        """No count of the last edition is below that of an earlier one, where that is so in truth.

        It goes back beyond the edition before: a count that was corrected downwards and grew again is at least the
        first one, too.
        """
        last, after = len(counts) - 1, counts[-1]
        for cell, now in sorted(after.items()):
            highest = -1
            for number in reversed(range(last)):
                was = counts[number].get(cell, -1)
                # of one that is no larger than what came in between, it follows
                if highest < was <= now:
                    highest = was
                    signed = {(last, cell): 1, (number, cell): -1}
                    factors = {place: sign for place, sign in signed.items() if place in self._counts}
                    yield _Tie(factors, was - now, np.inf)

    def _constraint(self, ties: Sequence[_Tie]) -> LinearConstraint:
        entries = [
            (row, self._column[place] + side * len(self._counts), factor * sign)
            for row, tie in enumerate(ties)
            for place, factor in tie.factors.items()
            for side, sign in ((0, 1), (1, -1))
        ]
        rows, columns, factors = zip(*entries, strict=True)
        matrix = csr_array((factors, (rows, columns)), shape=(len(ties), 2 * len(self._counts)))
        return LinearConstraint(matrix, [tie.at_least for tie in ties], [tie.at_most for tie in ties])
