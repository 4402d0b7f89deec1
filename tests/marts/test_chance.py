"""What a statistician would ask of the published comparisons and ranks, on the bundled release."""

from __future__ import annotations

import duckdb
import numpy as np
import pytest

from tests.conftest import BundledRun
from tests.marts.oracle_branches import index_distribution

DRAWS = 20_000


def _query(run: BundledRun, sql: str) -> list[tuple]:
    with duckdb.connect(str(run.settings.published_database), read_only=True) as connection:
        return connection.execute(sql).fetchall()


@pytest.mark.parametrize(
    ("category", "complaints", "p_value", "is_significant"),
    [
        ("policy_servicing", (37, 25), 0.16, False),
        ("agency", (9, 27), 0.004, True),
        ("claims", (85, 41), 0.0001, True),
    ],
)
def test_changes_of_head_office_are_told_from_chance(
    bundled_run: BundledRun, category: str, complaints: tuple[int, int], p_value: float, is_significant: bool
) -> None:
    [found] = _query(
        bundled_run,
        f"""
        select complaints_prior_year, complaints, yoy_p_value, is_significant from marts.yearly_comparison
        where source_system = 'hq' and report_year = 2011 and scope_level = 'category' and scope_code = '{category}'
        """,
    )
    assert found == (*complaints, pytest.approx(p_value, rel=0.15), is_significant)


def test_rank_intervals_are_those_of_a_simulation_to_one_place(bundled_run: BundledRun) -> None:
    """Goldstein and Spiegelhalter (1996): draw every branch's true index, rank each draw, take the middle 95 %."""
    random = np.random.default_rng(36)
    scopes = _query(
        bundled_run,
        """
        select list(complaints), list(expected_complaints), list(rank_low), list(rank_high) from marts.branch_ranking
        where complaint_index is not null group by source_system, report_year, scope_level, scope_code
        """,
    )
    assert len(scopes) == 16
    for complaints, expected, *interval in scopes:
        mean, _, variance = index_distribution(np.array(complaints), np.array(expected))
        shape, rate = mean**2 / variance + np.array(complaints), mean / variance + np.array(expected)
        ranks = (-random.gamma(shape, size=(DRAWS, len(expected))) / rate).argsort(axis=1).argsort(axis=1) + 1
        simulated = np.quantile(ranks, (0.025, 0.975), axis=0, method="inverted_cdf")
        assert np.abs(np.array(interval) - simulated).max() <= 1


def test_no_branch_comes_out_best_for_having_hardly_any_business(bundled_run: BundledRun) -> None:
    """Without a complaint and with less than one expected, a branch may have any place in the better and worse half."""
    quiet = _query(
        bundled_run,
        """
        select funnel_band, rank_low, rank_high, count(*) over scope from marts.branch_ranking
        window scope as (partition by source_system, report_year, scope_level, scope_code)
        qualify complaints = 0 and expected_complaints < 1
        """,
    )
    assert len(quiet) > 10
    for band, low, high, branches in quiet:
        assert band == "within"
        assert low < branches / 2 < high
