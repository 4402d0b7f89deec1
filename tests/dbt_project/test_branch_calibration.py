"""A small part of `benchmarks/calibration`: what the mart says of branches is true as often as it claims."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.calibration import branches
from tests.dbt_project.compiled import CompiledProject

# what chance leaves open with so few draws
DRAWS, ROOM = 50, 0.015


@pytest.mark.parametrize(("complaints", "spread"), [(100, 0.2), (2_097, 0.0), (2_097, 0.2), (20_000, 0.4)])
def test_claims_about_branches_hold(project: CompiledProject, complaints: int, spread: float) -> None:
    truth = branches.draw(np.random.default_rng(36), 36, complaints, spread, DRAWS)
    found = {one.claim: one for one in branches.measure_truth(project, truth) if " of any branch" not in one.claim}
    assert len(found) == 7
    wrong = [one for one in found.values() if not one.wanted[0] - ROOM <= one.measured <= one.wanted[1] + ROOM / 3]
    assert wrong == []


def test_few_branches_are_given_no_certain_order(project: CompiledProject) -> None:
    """Of three branches that are alike, each has its true place in the interval in nearly all cases."""
    truth = branches.draw(np.random.default_rng(3), 3, 300, 0.0, 200)
    covered = next(branches.measure_truth(project, truth))
    assert covered.measured > 0.93


def test_one_branch_that_stands_out_is_found_among_others_that_differ(project: CompiledProject) -> None:
    truth = branches.draw(np.random.default_rng(4), 36, 20_000, 0.1, 20)
    truth.counts[:, 20] = truth.counts[:, 20] * 2
    ranking = branches.branch_ranking(project, truth)
    found = ranking[ranking["branch_code"] == "branch_020"]
    assert found["is_funnel_outlier"].all()
    assert found["funnel_band"].eq("above_998").all()
