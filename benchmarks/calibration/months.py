"""Years without a season: how often chance alone is called a peak, or months that differ."""

from __future__ import annotations

import calendar
from collections.abc import Iterator

import numpy as np
import pandas as pd

from benchmarks.calibration.measured import Measured
from benchmarks.calibration.models import built
from tests.dbt_project.compiled import CompiledProject

MODELS = ("int_month_tests",)

YEAR = 2011
DAYS = np.array([calendar.monthrange(YEAR, month)[1] for month in range(1, 13)])
COMPLAINTS = (30, 100, 2_097, 20_000, 100_000_000)


def measure(project: CompiledProject, random: np.random.Generator, draws: int) -> Iterator[Measured]:
    """Whole years, with few complaints and many, each day with the same part of them."""
    for complaints in COMPLAINTS:
        counts = random.multinomial(complaints, DAYS / DAYS.sum(), draws)
        tests = month_tests(project, counts)
        by_year = tests.groupby("source_system")
        truth = f"{complaints:,} complaints, each day with the same part of them"
        for claim, wanted, found in (
            ("`peak_p_value` of a year is at most 0.05, without a season", (0.0, 0.05), by_year["peak_p_value"].min()),
            (
                "`months_dispersion_p_value` is at most 0.05, without a season",
                (0.03, 0.07),
                by_year["months_dispersion_p_value"].min(),
            ),
        ):
            yield Measured(claim, truth, wanted, round(float(found.le(0.05).mean()), 5), draws)


def month_tests(project: CompiledProject, counts: np.ndarray) -> pd.DataFrame:
    """The tests of the years drawn, one row of `counts` each."""
    keys = {"report_year": YEAR, "scope_level": "company", "scope_code": "company"}
    years = pd.DataFrame({"source_system": [f"draw_{number:05}" for number in range(len(counts))], **keys})
    cells = years.loc[years.index.repeat(12)].assign(
        month=np.tile(np.arange(1, 13), len(counts)), complaints=counts.ravel()
    )
    drawn = {
        "int_feed_year_scopes": years,
        "int_feed_months": years[["source_system", "report_year"]].merge(
            pd.DataFrame({"month": np.arange(1, 13), "covered_days": DAYS, "is_covered": True}), how="cross"
        ),
        "int_complaints_by_scope": cells,
    }
    with built(project, drawn, MODELS) as warehouse:
        return warehouse.execute("from intermediate.int_month_tests order by source_system, month").df()
