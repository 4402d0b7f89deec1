"""Exposure: policies in force and premium of every branch and year."""

from __future__ import annotations

from typing import Any

from benchmarks.generator import world
from benchmarks.generator.draws import Draws

_BASE_YEAR = 2010
_POLICIES_PER_SIZE = 94_000
_PREMIUM_PER_POLICY = 2_580


def draw_exposure(seed: int, years: list[int]) -> list[dict[str, Any]]:
    """One row per year and branch: Chinese branch name, exposure_year, policies_in_force, premium_yuan (whole yuan)."""
    branches = world.reference("branches")
    draws = Draws(seed, "exposure")
    count = len(branches)
    size_factor, price_factor = 0.85 + 0.3 * draws.uniform(count), 0.75 + 0.5 * draws.uniform(count)
    growth, price_growth = 0.02 + 0.1 * draws.uniform(count), -0.02 + 0.08 * draws.uniform(count)
    rows = []
    for year in years:
        for index, branch in enumerate(branches):
            size = world.BRANCH_SIZES[branch["branch_code"]] * size_factor[index]
            policies = size * _POLICIES_PER_SIZE * (1 + growth[index]) ** (year - _BASE_YEAR)
            price = _PREMIUM_PER_POLICY * price_factor[index] * (1 + price_growth[index]) ** (year - _BASE_YEAR)
            rows.append({
                "branch": branch["branch_name_zh"],
                "exposure_year": year,
                "policies_in_force": round(policies),
                "premium_yuan": round(policies * price),
            })  # fmt: skip
    return rows
