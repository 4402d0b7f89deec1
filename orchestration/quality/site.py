"""The data docs of a deployment: one writer at a time, open to readers, begun anew where they are damaged."""

from __future__ import annotations

import importlib
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

import expectations
from expectations.outcome import Rule, SuiteOutcome
from expectations.validation import suite_page, validate
from orchestration.file_modes import open_to_readers
from orchestration.garbage import without_cycle_collection
from orchestration.locks import locked
from orchestration.quality.records import give_up_damaged
from orchestration.settings import DEFAULT_TIME_ZONE, OFFLINE_ENVIRONMENT, Settings

_RULES = Path(expectations.__file__).parent


class Judge(Protocol):
    """What holds the numbers of a profile against the rules of a suite."""

    def __call__(
        self,
        settings: Settings,
        suite: str,
        rules: Sequence[Rule],
        profile: Sequence[Mapping[str, float]],
        names: Sequence[str] = (),
    ) -> SuiteOutcome: ...


def is_documented(settings: Settings, suite: str) -> bool:
    """Whether the pages tell of a suite as the code has it, so that it need not be documented again."""
    index, page = settings.quality / "index.html", settings.quality / suite_page(suite)
    if not (index.is_file() and page.is_file()):
        return False
    return page.stat().st_mtime > max(file.stat().st_mtime for file in _RULES.glob("*.py"))


def documented(
    settings: Settings,
    suite: str,
    rules: Sequence[Rule],
    profile: Sequence[Mapping[str, float]],
    names: Sequence[str] = (),
) -> SuiteOutcome:
    """Validate a profile with Great Expectations, and write the pages of `settings.quality/index.html`.

    Checks of several feeds may run at the same time, but the site has one index: each waits for its turn.
    """
    os.environ.update(OFFLINE_ENVIRONMENT)
    with without_cycle_collection():
        importlib.import_module("great_expectations")
    settings.quality.mkdir(parents=True, exist_ok=True)
    with locked(settings.quality / ".lock"):
        give_up_damaged(settings.quality)
        outcome = validate(
            settings.quality,
            suite,
            rules,
            profile,
            names,
            settings.run_days_kept,
            asset=f"landing/{suite.removeprefix('feed_')}" if suite.startswith("feed_") else "release/candidate",
            time_zone=DEFAULT_TIME_ZONE,
        )
        open_to_readers(settings.quality)
    return outcome
