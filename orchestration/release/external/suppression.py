"""Which counts an external edition withholds, so that none below the minimum can be found out.

First those that are above 0 and below the minimum, and those that an edition before withheld. Then, for each small
count that what is shown gives away, those without which it may as well be the minimum or more (complementary
suppression; Hundepool et al., Statistical Disclosure Control, 2012, chapter 4). To withhold more never shows more, so a
count that is hidden stays hidden.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from orchestration.release.external.alternatives import Alternatives, Edition, Place
from orchestration.release.external.frequencies import Cell, Frequencies


def withheld_cells(frequencies: Frequencies, minimum: int, earlier: Sequence[Edition] = ()) -> frozenset[Cell]:
    """The cells whose counts are not shown. Counts of 0 are.

    For each count from 1 to `minimum` - 1, and each that an `earlier` edition withheld as too small, there are tables
    that agree with all that is shown, in all editions, and have `minimum` - 1 more there.
    """
    # one that repeats the one before tells nothing more: a year that is over costs nothing
    earlier = [edition for before, edition in zip([None, *earlier], earlier, strict=False) if edition != before]
    if earlier and (earlier[-1].frequencies, earlier[-1].minimum) == (frequencies, minimum):
        return earlier[-1].withheld
    counts = frequencies.counts
    withheld = {cell for cell, count in counts.items() if 0 < count < minimum}
    withheld |= {cell for edition in earlier for cell in edition.withheld if counts.get(cell)}
    editions = [*earlier, Edition(frequencies, frozenset(withheld), minimum)]
    if not withheld:
        return frozenset()
    alternatives = Alternatives(editions)
    highest: Counter[Place] = Counter()
    for place, more in _small(editions):
        if highest[place] >= more:
            continue
        differences = alternatives.with_more(place, more, withheld)
        withheld |= {cell for number, cell in differences if number == len(editions) - 1}
        for at, by in differences.items():
            highest[at] = max(highest[at], by)
    return frozenset(withheld)


def _small(editions: list[Edition]) -> list[tuple[Place, int]]:
    """Each count that is below the minimum of its edition, the largest first, and how much more it has to seem."""
    return sorted(
        (
            ((number, cell), edition.minimum - 1)
            for number, edition in enumerate(editions)
            for cell in edition.withheld
            if edition.frequencies.counts[cell] < edition.minimum
        ),
        key=lambda found: (-editions[found[0][0]].frequencies.counts[found[0][1]], found),
    )
