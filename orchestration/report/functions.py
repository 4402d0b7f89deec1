"""What may be computed from numbers of a release: the functions that a source can name.

Where a mart has the number, the mart is read; these serve periods that no mart has a row for, and totals over rows.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

LEVEL = 0.95


def change(now: float, before: float) -> float | None:
    """The change from `before` to `now` as a fraction of `before`; None on a base of zero."""
    return now / before - 1 if before else None


def ratio(part: float, whole: float) -> float | None:
    """`part` of `whole` as a fraction; None where there is no whole."""
    return part / whole if whole else None


def change_p_value(now: int, before: int) -> float | None:
    """How often chance alone sets two Poisson counts of one rate as far apart: exact, twice the smaller tail.

    None where neither period has a complaint. Przyborowski and Wilenski (1940), as `yearly_comparison` has it.
    """
    from scipy import special  # takes longer to import than a start page to write

    both = now + before
    if not both:
        return None
    smaller = min(special.bdtr(now, both, 0.5), special.bdtr(before, both, 0.5))
    return min(1.0, 2 * float(smaller))


def change_low(now: int, before: int) -> float | None:
    """The lower 95 % limit of the change (Clopper and Pearson 1934, for now of both); None on a base of zero."""
    from scipy import special

    if not before:
        return None
    part = float(special.betaincinv(now, before + 1, (1 - LEVEL) / 2)) if now else 0.0
    return part / (1 - part) - 1


def change_high(now: int, before: int) -> float | None:
    """The upper 95 % limit of the change, by the same method; None on a base of zero."""
    from scipy import special

    if not before:
        return None
    part = float(special.betaincinv(now + 1, before, (1 + LEVEL) / 2))
    return part / (1 - part) - 1


def rank(own: float, *of: float) -> int:
    """The place of a number among all of `of`, the largest first; equal numbers share a place."""
    return 1 + sum(other > own for other in of)


def funnel_index(limit: float, units_of_exposure: float, unit: float, expected: float) -> float | None:
    """A limit of the funnel as an index: as a rate per `unit` of exposure over the rate that was to be expected."""
    return limit * units_of_exposure / unit / expected if expected else None


FUNCTIONS: Mapping[str, Callable[..., Any]] = {
    "change": change,
    "ratio": ratio,
    "difference": lambda one, other: one - other,
    "magnitude": abs,
    # points of percent, of a difference of fractions
    "times_100": lambda fraction: fraction * 100,
    "rank": rank,
    "sum_of": lambda *of: sum(of),
    "funnel_index": funnel_index,
    # how many of the numbers are as large as any of them, how many are 0, and how many are not
    "firsts": lambda *of: sum(one == max(of) for one in of),
    "zeros": lambda *of: sum(not one for one in of),
    "not_zeros": lambda *of: sum(bool(one) for one in of),
    "change_p_value": change_p_value,
    "change_low": change_low,
    "change_high": change_high,
}
