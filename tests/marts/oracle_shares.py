"""What chance makes of a share and of its change: limits by Wilson and Newcombe, and the p-value that agrees."""

from __future__ import annotations

import numpy as np
from scipy import optimize, stats

from tests.marts.oracle_taxonomy import counted_with, verdict
from tests.marts.periods import Period, less, ratio

Z = stats.norm.ppf(0.975)


def share_columns(
    name: str, count: int, whole: int, compared: tuple[int, int] | None, before: tuple[int, int] | None
) -> dict[str, float | None]:
    """A share, its limits, and its change between two pairs of (count, whole), None where years cannot be compared."""
    low, high = wilson(count, whole, Z) if whole else (None, None)
    columns = {name: ratio(count, whole), f"{name}_low": low, f"{name}_high": high}
    now, prior = (ratio(*pair) if pair else None for pair in (compared, before))
    change, limits, p_value = less(now, prior), (None, None), None
    if change is not None:
        (now_low, now_high), (prior_low, prior_high) = wilson(*compared, Z), wilson(*before, Z)
        down, up = np.hypot(now - now_low, prior_high - prior), np.hypot(now_high - now, prior - prior_low)
        limits = float(change - down), float(change + up)
        p_value = rounded(share_change_p_value(*compared, *before))
    columns[f"{name}_compared"] = None if before is None else now
    columns |= {f"{name}_prior_year": prior, f"{name}_change": change, f"{name}_change_p_value": p_value}
    return columns | {f"{name}_change_low": limits[0], f"{name}_change_high": limits[1]}


def is_compared(period: Period, scope: dict[str, str]) -> bool:
    """Whether a scope is compared with itself alone in the year before."""
    level, code = scope.values()
    return (
        period.before is not None
        and verdict(period, level, code) is not False
        and counted_with(period, level, code) == {code}
    )


def rounded(p_value: float) -> float:
    """The warehouse's normal distribution is good to seven digits."""
    return float(f"{p_value:.5g}")


def wilson(count: int, whole: int, z: float) -> tuple[float, float]:
    """Wilson's limits of a share at so many standard errors."""
    share, reach = count / whole, z**2 / whole
    half = np.sqrt(share * (1 - share) * reach + reach**2 / 4)
    return (share + reach / 2 - half) / (1 + reach), (share + reach / 2 + half) / (1 + reach)


def share_change_p_value(count: int, whole: int, prior: int, prior_whole: int) -> float:
    """The level at which Newcombe's limits of the change of a share touch zero."""
    larger, smaller = (count, whole), (prior, prior_whole)
    if count * prior_whole < prior * whole:
        larger, smaller = smaller, larger
    change = larger[0] / larger[1] - smaller[0] / smaller[1]
    if not change:
        return 1.0

    def misses(z: float) -> float:
        below = larger[0] / larger[1] - wilson(*larger, z)[0]
        above = wilson(*smaller, z)[1] - smaller[0] / smaller[1]
        return below**2 + above**2 - change**2

    return float(2 * stats.norm.sf(optimize.brentq(misses, 1e-12, 1e3, xtol=1e-14)))
