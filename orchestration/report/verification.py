"""Whether the numbers of a file are those of its release: each is computed again from the source beside it."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

import duckdb

from orchestration.report.figures import written
from orchestration.report.provenance import Shown
from orchestration.report.release import NoSuchCellError, ReleaseReader, Value
from orchestration.report.sources import SourceError, read_source

# a workbook holds 16 digits of a number, a chart of a page may hold fewer
TOLERANCE = 1e-9


class Problem(StrEnum):
    """What is wrong with a number of a file."""

    DIFFERS = "differs from the release"
    UNTRACEABLE = "has no source beside it"
    UNREADABLE = "has a source that cannot be read"
    OTHER_RELEASE = "is marked as of another release"
    NOT_THERE = "has a source that the release does not have"


@dataclass(frozen=True)
class Finding:
    """A number that does not hold: where it stands, as it is shown, and what the release says in its place."""

    problem: Problem
    shown: Shown
    recomputed: Value = None

    def __str__(self) -> str:
        mark = self.shown.mark
        source = f" ({mark.source})" if mark else ""
        if mark is None or self.problem is not Problem.DIFFERS:
            return f"{self.shown.place}: {self.shown.text or self.shown.value} {self.problem}{source}"
        says = written(self.recomputed, mark.unit, mark.decimals)
        shows = self.shown.text
        if _repeats_value(self.shown):
            shows = written(self.shown.value, mark.unit, mark.decimals)
        if shows == says:
            # the two differ in digits that the report does not show
            shows, says = f"{self.shown.value}", f"{self.recomputed}"
        return f"{self.shown.place}: {shows} {self.problem}, which says {says}{source}"


@dataclass(frozen=True)
class Verification:
    """How many numbers a file shows, how many of them no table holds, such as a year asked for, and what is wrong."""

    numbers: int
    given: int
    findings: tuple[Finding, ...]


def verify(items: Iterable[Shown], reader: ReleaseReader) -> Verification:
    """Compute every number again, and hold it against what the file shows."""
    shown = list(items)
    findings = tuple(finding for item in shown if (finding := check(item, reader)))
    given = sum(item.mark is not None and item.mark.source.startswith("given(") for item in shown)
    return Verification(len(shown), given, findings)


def check(shown: Shown, reader: ReleaseReader) -> Finding | None:
    """What is wrong with a number; None if it is as the release has it."""
    mark = shown.mark
    if mark is None:
        return Finding(Problem.UNTRACEABLE, shown)
    if mark.release_hash != reader.release_hash:
        return Finding(Problem.OTHER_RELEASE, shown)
    try:
        source = read_source(mark.source)
    except SourceError:
        return Finding(Problem.UNREADABLE, shown)
    try:
        value = reader.value(source)
    # a source that somebody changed may ask a function for what it does not compute
    except (NoSuchCellError, TypeError, ValueError, ArithmeticError, duckdb.Error):
        return Finding(Problem.NOT_THERE, shown)
    holds = _has_value(shown, value) and _has_text(shown, written(value, mark.unit, mark.decimals))
    return None if holds else Finding(Problem.DIFFERS, shown, value)


def _has_value(shown: Shown, value: Value) -> bool:
    if shown.value is None:
        return True
    return isinstance(value, int | float) and math.isclose(shown.value, value, rel_tol=TOLERANCE, abs_tol=1e-12)


def _has_text(shown: Shown, expected: str) -> bool:
    return shown.text.strip() == expected or _repeats_value(shown)


def _repeats_value(shown: Shown) -> bool:
    """Whether the text is no more than the value that the file holds."""
    if shown.value is None:
        return False
    try:
        return not shown.text or float(shown.text) == shown.value
    except ValueError:
        return False
