"""How fast complaints are closed: the model's own SQL against published figures, and against SciPy with ties."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import duckdb
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from tests.dbt_project.compiled import CompiledProject, warehouse

LATEST = date(2011, 12, 31)

# weeks of remission of 21 children with leukaemia (Freireich et al. 1963), True where it had not ended
REMISSION = [
    *[(6, False)] * 3,
    *[(weeks, False) for weeks in (7, 10, 13, 16, 22, 23)],
    *[(weeks, True) for weeks in (6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35)],
]


FACTS = """
    source_system varchar, report_year integer, line_code varchar, received_date date, closed_date date,
    days_to_close integer, is_closed boolean, is_void boolean
"""


@pytest.fixture(scope="module")
def built() -> Iterator[duckdb.DuckDBPyConnection]:
    with warehouse() as connection:
        connection.execute(f"create table core.fct_complaints ({FACTS})")
        connection.execute("create table intermediate.int_feed_latest_days (source_system varchar, as_of_date date)")
        connection.execute("insert into intermediate.int_feed_latest_days values ('hq', ?)", [LATEST])
        yield connection


def curve(built: duckdb.DuckDBPyConnection, project: CompiledProject, times: list[tuple[int, bool]]) -> pd.DataFrame:
    """The company's curve of complaints that took so many days, or are open after so many."""
    rows = [
        ("hq", 2011, "sales", LATEST - timedelta(days), *((None, None, False) if is_open else (LATEST, days, True)))
        for days, is_open in times
    ]
    built.execute("delete from core.fct_complaints")
    built.executemany("insert into core.fct_complaints values (?, ?, ?, ?, ?, ?, ?, false)", rows)
    return built.sql(
        f"select * from ({project.models['int_closure_curves'].sql}) where scope_level = 'company' order by days"
    ).df()


def test_curve_is_that_of_a_published_trial(built: duckdb.DuckDBPyConnection, project: CompiledProject) -> None:
    """Shares still in remission as in Cox and Oakes (1984, p. 49); limits as R's `survfit` prints them for log-log."""
    found = curve(built, project, REMISSION).set_index("days")
    published = {6: 0.857, 7: 0.807, 10: 0.753, 13: 0.690, 16: 0.627, 22: 0.538, 23: 0.448}
    assert {day: round(1 - found.closed_share[day], 3) for day in published} == published
    assert (1 - found.closed_share_high[6], 1 - found.closed_share_low[6]) == pytest.approx((0.620, 0.952), abs=1e-3)
    assert (1 - found.closed_share_high[23], 1 - found.closed_share_low[23]) == pytest.approx((0.188, 0.680), abs=1e-3)
    # 35 weeks after the start nobody is followed any longer
    assert found.index.max() == 35


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")
@pytest.mark.parametrize("seed", range(12))
def test_curve_is_that_of_scipy(built: duckdb.DuckDBPyConnection, project: CompiledProject, seed: int) -> None:
    random = np.random.default_rng(seed)
    size = int(random.choice([1, 2, 10, 300]))
    days = random.geometric(random.choice([0.02, 0.1, 0.5]), size) - 1
    seen = random.integers(0, random.choice([5, 40, 400]), size)
    times = [(int(min(own, until)), bool(own > until)) for own, until in zip(days, seen, strict=True)]
    found = curve(built, project, times)
    closed = [days for days, is_open in times if not is_open]
    expected = stats.ecdf(stats.CensoredData(closed, right=[days for days, is_open in times if is_open])).cdf
    assert found.closed_share.to_numpy() == pytest.approx(expected.evaluate(found.days.to_numpy()), abs=1e-12)
    low, high = (limit.evaluate(found.days.to_numpy()) for limit in expected.confidence_interval(method="log-log"))
    between = (found.closed_share > 0) & (found.closed_share < 1 - 1e-12)
    assert found.closed_share_low[between].to_numpy() == pytest.approx(low[between], abs=1e-7)
    assert found.closed_share_high[between].to_numpy() == pytest.approx(high[between], abs=1e-7)
    assert (found.closed_share_low <= found.closed_share).all()
    assert (found.closed_share <= found.closed_share_high).all()


def test_limits_where_all_or_none_are_closed_are_those_of_a_proportion(
    built: duckdb.DuckDBPyConnection, project: CompiledProject
) -> None:
    all_closed = curve(built, project, [(5, False)] * 7).set_index("days")
    assert all_closed.closed_share_low[5] == pytest.approx(stats.binomtest(7, 7).proportion_ci().low)
    assert all_closed.closed_share_high[5] == 1
    none = curve(built, project, [(20, True)] * 7).set_index("days")
    assert none.closed_share_high[15] == pytest.approx(stats.binomtest(0, 7).proportion_ci().high)
    assert none.closed_share_low[15] == 0
