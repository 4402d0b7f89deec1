"""Axes of numbers with round ends, and labels of points that do not lie on one another."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_STEPS = (1, 2, 2.5, 5, 10)
# right, left, above, below, as charts call them
_SIDES = ("r", "l", "t", "b")


@dataclass(frozen=True)
class Scale:
    """An axis of numbers: its ends and the distance of its marks."""

    low: float
    high: float
    step: float

    @property
    def ends(self) -> tuple[float, float]:
        """Both ends."""
        return self.low, self.high

    @property
    def decimals(self) -> int:
        """How many decimals its marks need."""
        return max(0, next(places for places in range(10) if math.isclose(round(self.step, places), self.step)))

    def share(self, value: float) -> float:
        """How far along the axis a value is, from 0 to 1."""
        return (value - self.low) / (self.high - self.low)


def scale(values: Sequence[float], marks: int = 6) -> Scale:
    """A scale with round ends around values, with a little air; from zero where they are not far from it."""
    low, high = min(values, default=0.0), max(values, default=1.0)
    if 0 <= low <= 0.6 * high:
        low = 0.0
    air = (high - low) * 0.04 or abs(high) * 0.1 or 1.0
    low, high = (low - air if low else low), high + air
    rough = (high - low) / marks
    power = 10 ** math.floor(math.log10(rough))
    step = next(step * power for step in _STEPS if step * power >= rough * 0.999)
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    return Scale(round(first * step, 10), round(last * step, 10), round(step, 10))


@dataclass(frozen=True)
class Spot:
    """A point on paper with the size of its label, all in points; y counts downwards."""

    x: float
    y: float
    width: float
    height: float


Rectangle = tuple[float, float, float, float]


def sides(
    spots: Sequence[Spot],
    others: Sequence[tuple[float, float]],
    lines: Sequence[Rectangle],
    width: float,
    height: float,
) -> list[str]:
    """On which side of each point its label stands: where it covers no label, point or line, if there is one."""
    taken: list[Rectangle] = [*lines, *((x - 4, y - 4, x + 4, y + 4) for x, y in others)]
    chosen = []
    for spot in spots:
        best = min(_SIDES, key=lambda side: _cost(_rectangle(spot, side), taken, width, height))
        taken.append(_rectangle(spot, best))
        chosen.append(best)
    return chosen


def _rectangle(spot: Spot, side: str) -> Rectangle:
    x, y = spot.x, spot.y
    match side:
        case "r":
            return x + 6, y - spot.height / 2, x + 6 + spot.width, y + spot.height / 2
        case "l":
            return x - 6 - spot.width, y - spot.height / 2, x - 6, y + spot.height / 2
        case "t":
            return x - spot.width / 2, y - 6 - spot.height, x + spot.width / 2, y - 6
    return x - spot.width / 2, y + 6, x + spot.width / 2, y + 6 + spot.height


def _cost(one: Rectangle, taken: Sequence[Rectangle], width: float, height: float) -> float:
    outside = max(0, -one[0]) + max(0, one[2] - width) + max(0, -one[1]) + max(0, one[3] - height)
    return outside * 100 + sum(_overlaps(one, taken))


def _overlaps(one: Rectangle, taken: Sequence[Rectangle]) -> Iterator[float]:
    for other in taken:
        wide = min(one[2], other[2]) - max(one[0], other[0])
        high = min(one[3], other[3]) - max(one[1], other[1])
        if wide > 0 and high > 0:
            yield wide * high
