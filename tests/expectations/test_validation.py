"""Great Expectations finds what the bounds of the rules say, whatever the numbers are."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from expectations.feed_rules import FEED_RULES
from expectations.outcome import Rule, evaluate
from expectations.release_rules import RELEASE_RULES
from expectations.validation import validate
from orchestration.settings import OFFLINE_ENVIRONMENT

SUITES = {**FEED_RULES, "release": RELEASE_RULES}


@pytest.mark.parametrize("suite", SUITES)
def test_it_finds_what_the_bounds_say(suite: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in OFFLINE_ENVIRONMENT.items():
        monkeypatch.setitem(os.environ, name, value)
    rules = SUITES[suite]
    random = np.random.default_rng(7)
    profile = [{rule.column: _near(rule, random) for rule in rules} for _ in range(4)]
    names = [f"{number}.csv" for number in range(len(profile))]
    found = validate(tmp_path, suite, rules, profile, names)
    assert found.page and (tmp_path / found.page).is_file()
    assert replace(found, page=None) == evaluate(suite, rules, profile, names)
    assert {result.success for result in found.results} == {True, False}


def _near(rule: Rule, random: np.random.Generator) -> float:
    """The bound itself, or a number just on this or on that side of it."""
    bound = rule.at_least if rule.at_least is not None else rule.at_most
    return bound + random.choice([-1e-9, 0, 0, 0, 1e-9])
