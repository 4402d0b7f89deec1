"""Any valid monthly cube: reference data, years and counts, exposure and answers, as tables.

Hypothesis draws the sizes and what is extreme; a generator with a drawn seed fills the many cells.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pandas as pd
from hypothesis import strategies as st

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
    feed_years, cells = [], []
    for feed in feeds:
        # the second feed covers some of the years of the first
        covered = years if feed == feeds[0] else draw(st.lists(st.sampled_from(years), min_size=1, unique=True))
        cutoff = draw(st.sampled_from(["12-31", "01-01", "02-28", "02-29", "06-15", "11-30"]), label="last day")
        feed_years.append(_feed_years(feed, sorted(covered), cutoff))
        cells.append(_cells(random, reference, feed_years[-1], _COUNTS[counts]))
    tables = {
        **reference.tables,
        "dim_feed_year": pd.concat(feed_years),
        "agg_complaints_monthly": pd.concat(cells),
        "fct_branch_exposure": _exposure(random, reference, years, _PREMIUM[premium]),
        "fct_satisfaction_answers": _answers(random, reference, years),
    }
    return Cube(tables, f"seed {seed}, {counts} counts, {premium} premium, {feeds}, {years}, {reference}")


def _feed_years(feed: str, years: list[int], cutoff: str) -> pd.DataFrame:
    month, day = map(int, cutoff.split("-"))
    last = years[-1]
    is_leap = last % 4 == 0
    last_day = date(last, month, min(day, 28) if month == 2 and not is_leap else day)
    ends = [date(year, 12, 31) for year in years[:-1]] + [last_day]
    return pd.DataFrame(
        {
            "source_system": feed,
            "report_year": years,
            "prior_report_year": pd.array([year - 1 if year - 1 in years else None for year in years], dtype="Int64"),
            "first_received_date": [date(year, 1, 1) for year in years],
            "last_received_date": ends,
            "period_end_date": ends,
            "is_full_year": [(end.month, end.day) == (12, 31) for end in ends],
        }
    )


def _cells(
    random: np.random.Generator,
    reference: Reference,
    feed_years: pd.DataFrame,
    counts: Callable[[np.random.Generator, int], np.ndarray],
) -> pd.DataFrame:
    """Cells of the cube for each year, none of them after its last day."""
    under_way = feed_years[~feed_years["is_full_year"]].set_index("report_year")["period_end_date"].to_dict()
    drawn = []
    for year, end in zip(feed_years["report_year"], feed_years["period_end_date"], strict=True):
        size = int(random.integers(1, CELLS_OF_A_YEAR))
        codes = reference.codes(random, size)
        codes["month"] = random.integers(1, end.month + 1, size)
        split_month = under_way[year + 1].month if year + 1 in under_way else 0
        codes["is_by_cutoff_day"] = (codes["month"] != split_month) | (random.random(size) < 0.5)
        codes.insert(0, "report_year", year)
        drawn.append(codes)
    cells = pd.concat(drawn).drop_duplicates(ignore_index=True)
    cells["received_month"] = [
        date(year, month, 1) for year, month in zip(cells["report_year"], cells["month"], strict=True)
    ]
    cells["source_system"] = feed_years["source_system"].iloc[0]
    cells["complaints"] = counts(random, len(cells)).astype("int64")
    return cells.drop(columns="month")


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
