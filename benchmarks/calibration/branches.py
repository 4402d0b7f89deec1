"""Branches whose true rates are the same, or differ: how often ranks, indices, funnel and tests are right of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.calibration.measured import Measured
from benchmarks.calibration.models import built
from tests.dbt_project.compiled import CompiledProject

MODELS = (
    "int_branch_rates",
    "int_branch_spreads",
    "int_branch_funnels",
    "int_branch_posteriors",
    "int_branch_rank_intervals",
    "int_branch_changes",
    "branch_ranking",
)

YEAR = 2011
# premium of the largest branch is about sixty times that of the smallest, as in the bundled feeds
LARGEST = 60
BRANCHES = (10, 36, 150)
COMPLAINTS = (100, 2_097, 20_000)
SPREADS = (0.0, 0.1, 0.2, 0.4)


@dataclass(frozen=True)
class Truth:
    """Years of branches: true rates, and counts drawn from them; one row of each array is a year."""

    complaints: int
    spread: float
    premium: np.ndarray
    rates: np.ndarray
    counts: np.ndarray
    counts_before: np.ndarray

    def __str__(self) -> str:
        return f"{len(self.premium)} branches, {self.complaints:,} complaints, log rates with SD {self.spread:g}"

    @property
    def ranks(self) -> np.ndarray:
        """True ranks, 1 = highest rate; rates that are equal stand in an order drawn at random."""
        return (-self.rates).argsort(axis=1).argsort(axis=1) + 1

    @property
    def indices(self) -> np.ndarray:
        """True rates over that of the whole scope."""
        return self.rates / (self.rates @ self.premium / self.premium.sum())[:, None]

    @property
    def shares(self) -> np.ndarray:
        """Of the scope's complaints, the part that would be each branch's but for chance."""
        return self.indices * self.premium / self.premium.sum()


def draw(random: np.random.Generator, branches: int, complaints: int, spread: float, draws: int) -> Truth:
    """Log rates are normal with the standard deviation `spread`, counts Poisson; `complaints` are expected in all.

    The year before has the same rates: every change is chance.
    """
    premium = 1e8 * np.exp(np.linspace(0, np.log(LARGEST), branches))
    rates = np.exp(random.normal(0, spread, (draws, branches)) - spread**2 / 2)
    means = complaints * rates * premium / premium.sum()
    counts = random.poisson(means)
    # a year without any complaint ranks nobody
    counts[counts.sum(axis=1) == 0, 0] = 1
    # what tells equal rates apart changes no count
    rates = rates * (1 + 1e-9 * random.random(rates.shape))
    return Truth(complaints, spread, premium, rates, counts, random.poisson(means))


def measure(project: CompiledProject, random: np.random.Generator, draws: int) -> Iterator[Measured]:
    """Few branches and many, with few complaints and many, and every spread of the true rates."""
    for branches in BRANCHES:
        for complaints in COMPLAINTS:
            for spread in SPREADS:
                yield from measure_truth(project, draw(random, branches, complaints, spread, draws))


def measure_truth(project: CompiledProject, truth: Truth) -> Iterator[Measured]:
    """How often the claims of `branch_ranking` are true of the years drawn."""
    ranking = branch_ranking(project, truth)
    ranks, indices, shares = (values.ravel() for values in (truth.ranks, truth.indices, truth.shares))
    false_changes = ranking.groupby("source_system")["is_significant"].any()
    false_outliers = ranking.groupby("source_system")["is_funnel_outlier"].any()
    for claim, wanted, found in (
        ("`rank_low` to `rank_high` hold the true rank", (0.93, 0.97), _held(ranking, "rank", ranks)),
        (
            "the limits of `complaint_index_shrunken` hold the true index",
            (0.9, 1.0),
            _held(ranking, "complaint_index_shrunken", indices),
        ),
        ("the limits of `share` hold the true share", (0.93, 0.97), _held(ranking, "share", shares)),
        ("the limits of `share_change` hold 0, where nothing changed", (0.94, 1.0), _held(ranking, "share_change", 0)),
        ("`funnel_band` is outside the 95 % limits", (0.0, 0.05), ranking["funnel_band"].ne("within")),
        ("`funnel_band` is outside the 99.8 % limits", (0.0, 0.002), ranking["funnel_band"].str.endswith("_998")),
        ("`is_funnel_outlier` of any branch of a year, where none stands out", (0.0, 0.05), false_outliers),
        ("`yoy_p_value` is at most 0.05, where nothing changed", (0.0, 0.05), ranking["yoy_p_value"].le(0.05)),
        ("`is_significant` of any branch of a year, where nothing changed", (0.0, 0.05), false_changes),
    ):
        yield Measured(claim, str(truth), wanted, round(float(found.mean()), 5), len(truth.counts))


def _held(ranking: pd.DataFrame, name: str, truth: np.ndarray | float) -> pd.Series:
    return ranking[f"{name}_low"].le(truth) & ranking[f"{name}_high"].ge(truth)


def branch_ranking(project: CompiledProject, truth: Truth) -> pd.DataFrame:
    """The mart of the years drawn, in the order of the counts."""
    draws, branches = truth.counts.shape
    codes = [f"branch_{number:03}" for number in range(branches)]
    exposure = pd.DataFrame(
        {"branch_code": codes, "exposure_year": YEAR, "policies_in_force": 1000, "premium_yuan": truth.premium}
    )
    drawn = pd.DataFrame(
        {
            "source_system": np.repeat([f"draw_{number:05}" for number in range(draws)], branches),
            "report_year": YEAR,
            "scope_level": "company",
            "scope_code": "company",
            "branch_code": np.tile(codes, draws),
            "complaints": truth.counts.ravel(),
            "share": (truth.counts / truth.counts.sum(axis=1, keepdims=True)).ravel(),
            "complaints_compared": truth.counts.ravel(),
            "complaints_prior_year": truth.counts_before.ravel(),
            "is_full_year": True,
            "is_comparable": True,
        }
    )
    with built(project, {"int_branch_counts": drawn, "fct_branch_exposure": exposure}, MODELS) as warehouse:
        return warehouse.execute("from marts.branch_ranking order by source_system, branch_code").df()
