"""Branches whose true rates are the same, or differ: do rank intervals and funnel hold what they claim?"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from benchmarks.calibration.measured import Measured
from benchmarks.calibration.models import built
from tests.dbt_project.compiled import CompiledProject

MODELS = ("int_branch_rates", "int_branch_rank_intervals", "branch_ranking")

YEAR = 2011
# premium of the largest branch is about sixty times that of the smallest, as in the bundled feeds
PREMIUM = 1e8 * np.exp(np.linspace(0, np.log(60), 36))
COMPLAINTS = (100, 2_097, 20_000)
SPREADS = (0.0, 0.1, 0.2, 0.4)


@dataclass(frozen=True)
class Truth:
    """Years of branches: true rates, and counts drawn from them; one row of each array is a year."""

    complaints: int
    spread: float
    rates: np.ndarray
    counts: np.ndarray

    def __str__(self) -> str:
        return f"{self.counts.shape[1]} branches, {self.complaints:,} complaints, log rates with SD {self.spread:g}"

    @property
    def ranks(self) -> np.ndarray:
        """True ranks, 1 = highest rate; rates that are equal stand in an order drawn at random."""
        return (-self.rates).argsort(axis=1).argsort(axis=1) + 1


def draw(random: np.random.Generator, complaints: int, spread: float, draws: int) -> Truth:
    """Log rates are normal with the standard deviation `spread`, counts Poisson; `complaints` are expected in all."""
    rates = np.exp(random.normal(0, spread, (draws, len(PREMIUM))) - spread**2 / 2)
    counts = random.poisson(complaints * rates * PREMIUM / PREMIUM.sum())
    # what tells equal rates apart changes no count
    return Truth(complaints, spread, rates * (1 + 1e-9 * random.random(rates.shape)), counts)


def measure(project: CompiledProject, random: np.random.Generator, draws: int) -> Iterator[Measured]:
    """Every number of complaints with every spread of the true rates."""
    for spread in SPREADS:
        for complaints in COMPLAINTS:
            yield from measure_truth(project, draw(random, complaints, spread, draws))


def measure_truth(project: CompiledProject, truth: Truth) -> Iterator[Measured]:
    """How often the claims of `branch_ranking` are true of the years drawn."""
    ranking = branch_ranking(project, truth.counts)
    covered = ranking["rank_low"].le(truth.ranks.ravel()) & ranking["rank_high"].ge(truth.ranks.ravel())
    outside_95 = ranking["funnel_band"].ne("within")
    outside_998 = ranking["funnel_band"].str.endswith("_998")
    for claim, wanted, found in (
        ("the 95 % interval of a rank holds the true rank", (0.93, 0.97), covered),
        ("a branch is outside the 95 % funnel", (0.03, 0.06), outside_95),
        ("a branch is outside the 99.8 % funnel", (0.0, 0.004), outside_998),
    ):
        yield Measured(claim, str(truth), wanted, round(float(found.mean()), 5), len(truth.counts))


def branch_ranking(project: CompiledProject, counts: np.ndarray) -> pd.DataFrame:
    """The mart of the years drawn, in the order of the counts."""
    draws, branches = counts.shape
    codes = [f"branch_{number:03}" for number in range(branches)]
    exposure = pd.DataFrame(
        {"branch_code": codes, "exposure_year": YEAR, "policies_in_force": 1000, "premium_yuan": PREMIUM}
    )
    drawn = pd.DataFrame(
        {
            "source_system": np.repeat([f"draw_{number:05}" for number in range(draws)], branches),
            "report_year": YEAR,
            "scope_level": "company",
            "scope_code": "company",
            "branch_code": np.tile(codes, draws),
            "complaints": counts.ravel(),
        }
    )
    with built(project, {"int_branch_counts": drawn, "fct_branch_exposure": exposure}, MODELS) as warehouse:
        return warehouse.execute("from marts.branch_ranking order by source_system, branch_code").df()
