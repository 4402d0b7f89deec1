"""What a suite expects and what came of it, in plain sentences. No Great Expectations and no data here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

PLACES_SHOWN = 5

Severity = Literal["critical", "warning"]


@dataclass(frozen=True)
class Rule:
    """A bound on one column of a profile, which holds only if every row of the profile keeps it.

    `critical` stops what comes next, `warning` is only reported. Exactly one of the two bounds is given, inclusive.
    `expects` names what is checked, and `about` the feed's column that it is checked on, where it is one. `names_in`
    are the lists of the reference data that a row's names are held against, if they are.
    """

    column: str
    sentence: str
    severity: Severity
    expects: str
    about: str | None = None
    at_least: float | None = None
    at_most: float | None = None
    names_in: str | None = None

    def is_kept_by(self, value: float) -> bool:
        """Whether a number is within the bound."""
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    def in_words(self, extreme: float) -> str:
        """The number nearest to the bound, or beyond it, and the bound."""
        which, word = ("highest", "at most") if self.at_least is None else ("lowest", "at least")
        bound = (self.at_most if self.at_least is None else self.at_least) or 0
        return f"{which} {in_numbers(self.column, extreme)}, expected {word} {in_numbers(self.column, bound)}"


def in_numbers(column: str, value: float) -> str:
    """A number of that column of a profile as people write it: shares in per cent, all else in few digits."""
    return f"{value:.1%}" if column.endswith(("_share", "_swing")) else f"{value:,.4g}"


def in_local_time(moment: datetime, zone: ZoneInfo) -> str:
    """Day and time by the clock of that time zone, which is named."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M} ({zone.key})"


@dataclass(frozen=True)
class CheckResult:
    """One sentence of a suite, whether it holds, and the number behind it in words.

    `places` are those of the things checked (files, tables) where it does not hold; `names_in` is the rule's.
    """

    sentence: str
    success: bool
    severity: Severity
    observed: str
    places: tuple[str, ...] = ()
    names_in: str | None = None


@dataclass(frozen=True)
class SuiteOutcome:
    """The outcome of one suite. Holds counts and shares, never a value of a cell.

    `page` is where the data docs show it, below their folder; None where it is not documented.
    """

    suite: str
    results: tuple[CheckResult, ...] = ()
    note: str = ""
    page: str | None = None

    @property
    def success(self) -> bool:
        """Whether nothing critical failed; warnings do not count."""
        return not self.failed_critical

    @property
    def passed(self) -> int:
        return sum(result.success for result in self.results)

    @property
    def failed_critical(self) -> int:
        return self._failed("critical")

    @property
    def failed_warning(self) -> int:
        return self._failed("warning")

    def with_places(self, places: Mapping[str, tuple[str, ...]]) -> SuiteOutcome:
        """The same, each sentence that does not hold with its places where they are known."""
        results = (
            result if result.success else replace(result, places=places.get(result.sentence, result.places))
            for result in self.results
        )
        return replace(self, results=tuple(results))

    def _failed(self, severity: Severity) -> int:
        return sum(not result.success and result.severity == severity for result in self.results)


def evaluate(
    suite: str, rules: Sequence[Rule], profile: Sequence[Mapping[str, float]], names: Sequence[str] = ()
) -> SuiteOutcome:
    """Hold `profile` (rows of numbers, one per thing checked) against the rules' bounds, and document nothing.

    `names` are those of the things checked, where there are several: a rule that is broken says by which. An empty
    profile has no results.
    """
    results = []
    for rule in rules if profile else ():
        values = [float(row[rule.column]) for row in profile]
        kept = [rule.is_kept_by(value) for value in values]
        observed = rule.in_words(min(values) if rule.at_least is not None else max(values))
        places = tuple(name for name, is_kept in zip(names, kept, strict=bool(names)) if not is_kept)
        results.append(CheckResult(rule.sentence, all(kept), rule.severity, observed, places, rule.names_in))
    return SuiteOutcome(suite, tuple(results))
