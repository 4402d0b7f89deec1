"""Any valid monthly cube: reference data, years and counts, exposure and answers, as tables.

Hypothesis draws the sizes and what is extreme; a generator with a drawn seed fills the many cells.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pandas as pd
from hypothesis import strategies as st

from tests.dbt_project.drawn_coverage import drawn_months, feed_years
from tests.dbt_project.drawn_reference import Reference, draw_reference

FEEDS = ("call_center", "hq")
CELLS_OF_A_YEAR = 60

_COUNTS: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "one each": lambda random, n: np.ones(n),
    "tied": lambda random, n: np.full(n, random.integers(1, 10**8)),
    "few": lambda random, n: random.integers(1, 4, n),
    "of any size": lambda random, n: np.exp(random.uniform(0, np.log(1e8), n)),
    "many": lambda random, n: random.integers(9 * 10**7, 10**8, n),
}
_PREMIUM: dict[str, Callable[[np.random.Generator, int], np.ndarray]] = {
    "none": lambda random, n: np.full(n, np.nan),
    "tied": lambda random, n: np.full(n, 1e9),
    "usual": lambda random, n: random.uniform(1e8, 2e10, n),
    "of any size": lambda random, n: 10 ** random.uniform(-2, 15, n),
    "with zeros": lambda random, n: random.choice([0, 1e-2, 1e15, np.nan], n),
}


class Cube:
    """Tables by the name of the model whose place they take; a failing example shows how they were drawn."""

    def __init__(self, tables: dict[str, pd.DataFrame], drawn: str) -> None:
        self.tables = tables
        self.drawn = drawn

    def __repr__(self) -> str:
        return self.drawn


@st.composite
def cubes(draw: st.DrawFn) -> Cube:
    seed = draw(st.integers(0, 2**32 - 1), label="seed")
    random = np.random.default_rng(seed)
    first_year = draw(st.integers(2000, 2020), label="first year")
    years = [
        first_year + i
        for i, is_covered in enumerate(draw(st.lists(st.booleans(), min_size=1, max_size=15), label="years"))
        if is_covered or i == 0
    ]
    reference = draw_reference(draw, random, years)
    counts = draw(st.sampled_from(sorted(_COUNTS)), label="counts")
    premium = draw(st.sampled_from(sorted(_PREMIUM)), label="premium")
    feeds = draw(st.sampled_from([FEEDS, FEEDS[:1], FEEDS[1:]]), label="feeds")
    months, cells, cut = [], [], []
    for feed in feeds:
        # the second feed covers some of the years of the first
        covered = years if feed == feeds[0] else draw(st.lists(st.sampled_from(years), min_size=1, unique=True))
        last_day = draw(st.sampled_from(["12-31", "01-01", "02-28", "02-29", "06-15", "11-30"]), label="last day")
        missing = draw(st.sampled_from([0.0, 0.2]), label="share of months that are missing")
        months.append(drawn_months(random, feed, sorted(covered), last_day, missing))
        cells.append(_cells(random, reference, months[-1], _COUNTS[counts]))
        cut.append(_to_cutoff(random, cells[-1], months[-1]))
    tables = {
        **reference.tables,
        "dim_feed_year": pd.concat(map(feed_years, months)),
        "int_feed_months": pd.concat(months),
        "agg_complaints_monthly": pd.concat(cells),
        "int_complaints_to_cutoff": pd.concat(cut),
        "fct_branch_exposure": _exposure(random, reference, years, _PREMIUM[premium]),
        "fct_satisfaction_answers": _answers(random, reference, years),
    }
    return Cube(tables, f"seed {seed}, {counts} counts, {premium} premium, {feeds}, {years}, {reference}")


def _cells(
    random: np.random.Generator,
    reference: Reference,
    months: pd.DataFrame,
    counts: Callable[[np.random.Generator, int], np.ndarray],
) -> pd.DataFrame:
    """Cells of the cube for each year, few of them where it is not covered."""
    drawn = []
    for year, of_year in months.groupby("report_year"):
        size = int(random.integers(1, CELLS_OF_A_YEAR))
        codes = reference.codes(random, size)
        # single complaints are dated in months that are not covered
        covered = random.choice(of_year.loc[of_year["covered_days"] > 0, "month_start"], size)
        codes["received_month"] = np.where(
            random.random(size) < 0.95, covered, random.choice(of_year["month_start"], size)
        )
        codes.insert(0, "report_year", year)
        drawn.append(codes)
    cells = pd.concat(drawn).drop_duplicates(ignore_index=True)
    cells["source_system"] = months["source_system"].iloc[0]
    cells["complaints"] = counts(random, len(cells)).astype("int64")
    return cells


def _to_cutoff(random: np.random.Generator, cells: pd.DataFrame, months: pd.DataFrame) -> pd.DataFrame:
    """Of the cells in the months that a month under way is held against, a part of the complaints, or all."""
    drawn = []
    for month in months[months["cutoff_day"].notna()].to_dict("records"):
        start = month["month_start"]
        base = {"year": date(start.year - 1, start.month, 1), "month": (start - timedelta(1)).replace(day=1)}
        is_cut = {"year": month["is_compared_with_year"], "month": month["is_under_way"]}
        for held_against in base:
            held = cells[cells["received_month"] == base[held_against]].assign(held_against=held_against)
            drawn.append(held[held.index.map(lambda _: is_cut[held_against] and random.random() < 0.8)])  # noqa: B023
    found = pd.concat([cells.iloc[:0].assign(held_against=""), *drawn])
    found["complaints"] = random.integers(1, found["complaints"] + 1).astype("int64")
    return found


def _exposure(
    random: np.random.Generator,
    reference: Reference,
    years: list[int],
    premium: Callable[[np.random.Generator, int], np.ndarray],
) -> pd.DataFrame:
    pairs = [(branch, year) for branch in reference.branches for year in years if random.random() < 0.9]
    yuan = premium(random, len(pairs))
    policies = random.choice([0, 1, 10**4, 10**9], len(pairs))
    return pd.DataFrame(
        {
            "exposure_key": [f"{branch}|{year}" for branch, year in pairs],
            "branch_code": [branch for branch, _ in pairs],
            "exposure_year": [year for _, year in pairs],
            "policies_in_force": pd.array(policies, dtype="Int64"),
            "premium_yuan": pd.array(yuan, dtype="Float64"),
        }
    ).convert_dtypes()


def _answers(random: np.random.Generator, reference: Reference, years: list[int]) -> pd.DataFrame:
    items = reference.tables["service_items"]
    size = int(random.integers(0, 50)) if len(items) else 0
    rated = items.iloc[random.integers(0, max(len(items), 1), size)].reset_index(drop=True)
    scores = random.integers(1, 6, size)
    return pd.DataFrame(
        {
            "answer_key": [str(i) for i in range(size)],
            "respondent_token": [str(random.integers(0, 20)) for _ in range(size)],
            "category_code": rated.get("category_code"),
            "service_item_code": rated.get("service_item_code"),
            "score": scores,
            "is_dissatisfied": scores <= 2,
            "report_year": random.choice(years, size),
        }
    )
