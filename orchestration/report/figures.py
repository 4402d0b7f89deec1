"""A figure of a report: a value, where it comes from, and how it is written in a language and read again.

A figure is written the same wherever it stands in one language, so that what a page says can be held against a release.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Literal

from orchestration.report.release import ReleaseReader, Value
from orchestration.report.sources import Derived, Given, Scalar, Source

Language = Literal["en", "zh"]
LANGUAGES: tuple[Language, ...] = ("en", "zh")

MINUS = "−"
MISSING = "–"


class Unit(StrEnum):
    """What a value is, and so how it is written."""

    COUNT = "count"  # 7,825
    SHARE = "share"  # 0.268 as 26.8%
    CHANGE = "change"  # -0.34 as −34.0%, 2.0 as +200.0%
    POINTS = "points"  # a difference of two fractions: 0.05 as +5.0, the words for points follow in the sentence
    DIFFERENCE = "difference"  # a signed whole number: +18
    NUMBER = "number"  # a rate or an index with its decimals: 1.25
    P_VALUE = "p_value"  # 0.0039, below 0.0001 as <0.0001
    PLAIN = "plain"  # a year, a rank, a month, a limit: as it is, without separators
    DATE = "date"  # 2011-12-31
    TEXT = "text"  # a name that the reference data gives


# decimals that a unit is written with unless a figure says otherwise
_DECIMALS = {Unit.SHARE: 1, Unit.CHANGE: 1, Unit.POINTS: 1, Unit.NUMBER: 2, Unit.P_VALUE: 4}

_PERCENT = {Unit.SHARE, Unit.CHANGE}
_UNSIGNED = {Unit.CHANGE: Unit.SHARE, Unit.POINTS: Unit.NUMBER, Unit.DIFFERENCE: Unit.COUNT}


@dataclass(frozen=True)
class Figure:
    """A value with its unit, its source and the decimals that it is written with; None is written as a dash.

    Fractions stay fractions: `value` is what the source gives, and only `written` makes percent of it.
    """

    value: Value
    unit: Unit
    source: Source
    decimals: int = 0

    @property
    def written(self) -> str:
        """The figure as it stands on a page. The same in both languages."""
        return written(self.value, self.unit, self.decimals)

    @property
    def magnitude(self) -> Figure:
        """The figure without its sign, for a sentence whose verb says which way it goes."""
        if not isinstance(self.value, int | float):
            return self
        unit = {Unit.CHANGE: Unit.SHARE, Unit.POINTS: Unit.NUMBER, Unit.DIFFERENCE: Unit.COUNT}.get(
            self.unit, self.unit
        )
        decimals = self.decimals
        if self.unit is Unit.POINTS:
            # the number of points, which are percent and not fractions
            return Figure(
                abs(self.value) * 100, unit, Derived("times_100", (Derived("magnitude", (self.source,)),)), decimals
            )
        return replace(self, value=abs(self.value), unit=unit, source=Derived("magnitude", (self.source,)))


def figure(reader: ReleaseReader, unit: Unit, source: Source, decimals: int | None = None) -> Figure:
    """The figure that a source gives in a release. Raises `NoSuchCellError` where the release has no such row."""
    return Figure(reader.value(source), unit, source, _DECIMALS.get(unit, 0) if decimals is None else decimals)


def given(value: Scalar, unit: Unit = Unit.PLAIN) -> Figure:
    """A number that no table holds, such as the year that was asked for."""
    return Figure(value, unit, Given(value), _DECIMALS.get(unit, 0))


def written(value: Value, unit: Unit, decimals: int) -> str:
    """A value as it is written. Rounded as Python formats it: to the nearest, by the exact binary value."""
    if value is None:
        return MISSING
    if unit is Unit.TEXT or isinstance(value, str):
        return str(value)
    if isinstance(value, date) or unit is Unit.DATE:
        return value.isoformat()[:10] if isinstance(value, date) else str(value)
    if isinstance(value, bool):
        return str(value).lower()
    if unit is Unit.P_VALUE and 0 <= value < 10**-decimals:
        return f"<{10**-decimals:.{decimals}f}"
    if unit is Unit.PLAIN:
        return (f"{value:.{decimals}f}" if isinstance(value, float) else str(value)).replace("-", MINUS)
    scaled = value * 100 if unit in _PERCENT | {Unit.POINTS} else value
    text = f"{abs(scaled):,.{decimals}f}"
    is_zero = not any(digit in "123456789" for digit in text)
    sign = "" if is_zero else MINUS if scaled < 0 else "+" if unit in _UNSIGNED else ""
    return f"{sign}{text}{'%' if unit in _PERCENT else ''}"


def read(text: str, unit: Unit) -> Value:
    """The value that a text writes, at the precision it is written with. Raises `ValueError` if it writes none.

    A p-value that is written as smaller than a bound is read as half of it.
    """
    text = text.strip()
    if text == MISSING:
        return None
    if unit is Unit.TEXT:
        return text
    if unit is Unit.DATE:
        return date.fromisoformat(text)
    if unit is Unit.P_VALUE and text.startswith("<"):
        return float(text[1:]) / 2
    number = float(text.replace(MINUS, "-").replace(",", "").removesuffix("%"))
    if unit in _PERCENT and not text.endswith("%"):
        raise ValueError(f"{text!r} is no percentage")
    if unit in _PERCENT | {Unit.POINTS}:
        return number / 100
    return int(number) if unit in (Unit.COUNT, Unit.DIFFERENCE) else number
