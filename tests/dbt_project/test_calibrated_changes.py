"""What the marts claim of changes, closings and quadrants is true of drawn truths, as the benchmark has it."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.calibration import changes
from tests.dbt_project.compiled import CompiledProject

DRAWS = 200


@pytest.fixture
def random() -> np.random.Generator:
    return np.random.default_rng(2011)


def test_months_that_vary_more_than_chance_raise_few_false_alarms(
    project: CompiledProject, random: np.random.Generator
) -> None:
    """Taking complaints to come one by one, most of these years that did not change would be called changed."""
    held, alarms = changes.measure_changes(project, random, DRAWS, complaints=20_000, spread=0.3, ratio=1.0)
    assert held.measured > 0.89
    assert alarms.measured < 0.11


def test_limits_of_a_change_and_of_its_gap_to_the_company_hold_the_truth(
    project: CompiledProject, random: np.random.Generator
) -> None:
    measured = list(changes.measure_changes(project, random, DRAWS, complaints=1_000, spread=0.0, ratio=0.7))
    assert len(measured) == 3
    assert {one.claim: one.measured for one in measured if not 0.91 < one.measured <= 1} == {}


def test_limits_of_what_is_closed_hold_the_truth_though_many_are_open(
    project: CompiledProject, random: np.random.Generator
) -> None:
    """Dividing by all complaints would tell 70 % where 80 % are closed within 30 days."""
    assert 0.89 < changes.measure_closure(project, random, DRAWS, complaints=100).measured < 0.99


def test_a_quadrant_is_right_about_as_often_as_its_chance_says(
    project: CompiledProject, random: np.random.Generator
) -> None:
    found = changes.measure_quadrants(project, random, DRAWS, answers=200, complaints=500)
    assert abs(found.measured) < 0.08
