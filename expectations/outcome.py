"""What a suite expects and what came of it, in plain sentences. No Great Expectations and no data here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

PLACES_SHOWN = 5

Severity = Literal["critical", "warning"]


@dataclass(frozen=True)
class Rule:
    """A bound on one column of a profile, which holds only if every row of the profile keeps it.

    `critical` stops what comes next, `warning` is only reported. Exactly one of the two bounds is given, inclusive.
    `names_in` are the lists of the reference data that a row's names are held against, if they are.
    """

    column: str
    sentence: str
    severity: Severity
    at_least: float | None = None
    at_most: float | None = None
    names_in: str | None = None

    def is_kept_by(self, value: float) -> bool:
        """Whether a number is within the bound."""
        return value >= self.at_least if self.at_least is not None else value <= self.at_most


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
    """The outcome of one suite. Holds counts and shares, never a value of a cell."""

    suite: str
    results: tuple[CheckResult, ...] = ()
    note: str = ""

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
