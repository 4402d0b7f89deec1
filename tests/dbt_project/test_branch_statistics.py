"""The funnel, shares and months of branches that SQL computes, against SciPy and against what others published."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import duckdb
import jinja2
import numpy as np
import pytest
from scipy import stats

from orchestration.settings import DBT_PROJECT

FILES = (
    "normal.sql",
    "poisson.sql",
    "multiplicity.sql",
    "binomial.sql",
    "binomial_tests.sql",
    "binomial_limits.sql",
    "funnel.sql",
    "proportions.sql",
    "chi_squared.sql",
    "spread.sql",
)
MACROS = jinja2.Environment().from_string("".join((DBT_PROJECT / "macros" / name).read_text() for name in FILES)).module
HOSPITALS = Path(__file__).with_name("hospital_stays.csv")
Z_95, Z_998 = stats.norm.ppf((0.975, 0.999))


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


def _evaluate(connection: duckdb.DuckDBPyConnection, expression: str, **columns: object) -> np.ndarray:
    """Values of an expression over columns of the same length."""
    names = ", ".join(f"unnest(?::double[]) as {name}" for name in columns)
    values = [np.asarray(column, dtype=float).tolist() for column in columns.values()]
    return np.array(connection.execute(f"select {expression} from (select {names})", values).fetchall(), float)[:, 0]


EXPECTED = np.array([3.0, 10.0, 58.0, 1_000.0, 1e5, 1e8])


@pytest.mark.parametrize("z", [Z_95, Z_998])
def test_limits_of_chance_are_those_of_the_mid_p_test(connection: duckdb.DuckDBPyConnection, z: float) -> None:
    """Of a Poisson count, to a third of a complaint; between whole numbers mid-P is taken to run straight."""
    low = _evaluate(connection, MACROS.funnel_lowest("e", "1", repr(float(z))), e=EXPECTED)
    high = _evaluate(connection, MACROS.funnel_highest("e", "1", repr(float(z))), e=EXPECTED)
    for mean, lowest, highest in zip(EXPECTED, low, high, strict=True):
        assert highest == pytest.approx(_mid_p_count(mean, stats.norm.cdf(z)), abs=0.35)
        assert lowest == pytest.approx(max(_mid_p_count(mean, stats.norm.sf(z)), 0), abs=0.35)


def _mid_p_count(mean: float, probability: float) -> float:
    middle = int(stats.poisson.ppf(probability, mean))
    counts = np.arange(max(middle - 2, 0), middle + 3)
    below = stats.poisson.cdf(counts, mean) - stats.poisson.pmf(counts, mean) / 2
    return float(np.interp(probability, below, counts, left=0))


@pytest.mark.parametrize("widening", [1.0, 1.9, 25.0])
def test_z_scores_lead_back_to_the_counts_of_the_limits(connection: duckdb.DuckDBPyConnection, widening: float) -> None:
    for z in (-Z_998, -Z_95, -0.1, 0.1, Z_95, Z_998):
        counts = (np.sqrt(EXPECTED) + z * widening / 2) ** 2 - (z**2 + 2) / 12
        is_rising = 2 * np.sqrt(EXPECTED) > -z * widening
        found = _evaluate(connection, MACROS.funnel_z("c", "e", repr(widening)), c=counts, e=EXPECTED)
        assert found[is_rising] == pytest.approx(z, abs=1e-6)


def _hospitals() -> tuple[np.ndarray, np.ndarray]:
    with HOSPITALS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(line for line in file if not line.startswith("#")))
    return tuple(np.array([float(row[name]) for row in rows]) for name in ("observed", "expected"))


def test_hospitals_outside_the_funnel_of_chance_as_published(connection: duckdb.DuckDBPyConnection) -> None:
    """FunnelPlotR's README: 25 of 54 are outside the 99.8 % limits of chance. Two lie between its limits and these."""
    observed, expected = _hospitals()
    z = _evaluate(connection, MACROS.funnel_z("o", "e", "1"), o=observed, e=expected)
    assert len(z) == 54
    assert (np.abs(z) > Z_998).sum() in range(23, 26)


def test_overdispersion_of_hospitals_is_that_of_the_published_formulas(connection: duckdb.DuckDBPyConnection) -> None:
    """FunnelPlotR's `phi` and `tau2` with the method CQC: the winsorised mean square, which it does not correct for
    winsorising, and DerSimonian and Laird's variance from it, on the scale of square roots, where it is a quarter."""
    observed, expected = _hospitals()
    z = 2 * (np.sqrt(observed) - np.sqrt(expected))
    phi = np.mean(np.clip(z, *np.quantile(z, (0.1, 0.9))) ** 2)
    square, variance = _robust_variance(connection, observed, expected, steps=1)
    # z-scores here add a quarter to the count
    assert square * 0.6786545589528744 == pytest.approx(phi, rel=0.03)
    precision = 4 * expected
    tau2 = (54 * square - 53) / (precision.sum() - (precision**2).sum() / precision.sum())
    assert variance / 4 == pytest.approx(tau2, rel=1e-9)


def test_variance_of_indices_settles_in_four_steps(connection: duckdb.DuckDBPyConnection) -> None:
    observed, expected = _hospitals()
    after = [_robust_variance(connection, observed, expected, steps)[1] for steps in (4, 9)]
    assert after[0] == pytest.approx(after[1], rel=0.02)


def _robust_variance(
    connection: duckdb.DuckDBPyConnection, observed: np.ndarray, expected: np.ndarray, steps: int
) -> tuple[float, float]:
    steps_of_sql = MACROS.robust_variance("rates", "scopes", "scope", steps)
    return connection.execute(
        f"""
        with rates as (
            select 1 as scope, 2 * (sqrt(o + 0.25) - sqrt(e)) as z_score, e as expected_complaints
            from (select unnest(?::double[]) as o, unnest(?::double[]) as e)
        ),
        scopes as (select 1 as scope, ?::bigint as branches, 0.0::double as variance),
        {steps_of_sql}
        select mean_square, variance from robust_{steps}
        """,
        [observed.tolist(), expected.tolist(), len(observed)],
    ).fetchone()


@pytest.mark.parametrize(
    ("count", "whole", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_limits_of_a_share_as_published(
    connection: duckdb.DuckDBPyConnection, count: int, whole: int, low: float, high: float
) -> None:
    """Newcombe (1998, Statistics in Medicine 17, p. 857, table I), method of Wilson without continuity correction."""
    found = [
        _evaluate(connection, macro("c", "w"), c=[count], w=[whole])[0]
        for macro in (MACROS.share_low, MACROS.share_high)
    ]
    assert found == [pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5)]


@pytest.mark.parametrize(
    ("year", "before", "low", "high"),
    [
        ((56, 70), (48, 80), 0.0524, 0.3339),
        ((9, 10), (3, 10), 0.1705, 0.8090),
        ((5, 56), (0, 29), -0.0381, 0.1926),
        ((0, 10), (0, 20), -0.1611, 0.2775),
    ],
)
def test_limits_of_the_change_of_a_share_as_published(
    connection: duckdb.DuckDBPyConnection, year: tuple[int, int], before: tuple[int, int], low: float, high: float
) -> None:
    """Newcombe (1998, Statistics in Medicine 17, p. 873, table II), method 10."""
    columns = dict(zip(("c", "w", "c0", "w0"), ([value] for value in (*year, *before)), strict=True))
    share, prior = "c / w", "c0 / w0"
    found_low = MACROS.share_change_low(share, MACROS.share_low("c", "w"), prior, MACROS.share_high("c0", "w0"))
    found_high = MACROS.share_change_high(share, MACROS.share_high("c", "w"), prior, MACROS.share_low("c0", "w0"))
    assert _evaluate(connection, found_low, **columns)[0] == pytest.approx(low, abs=5e-5)
    assert _evaluate(connection, found_high, **columns)[0] == pytest.approx(high, abs=5e-5)


def test_shares_of_a_hundred_million_have_limits(connection: duckdb.DuckDBPyConnection) -> None:
    counts = np.array([0, 1, 5e7, 1e8 - 1, 1e8])
    low = _evaluate(connection, MACROS.share_low("c", "1e8"), c=counts)
    high = _evaluate(connection, MACROS.share_high("c", "1e8"), c=counts)
    for count, *found in zip(counts, low, high, strict=True):
        assert found == pytest.approx(
            stats.binomtest(int(count), 10**8).proportion_ci(method="wilson"), rel=1e-7, abs=1e-12
        )


def test_chi_squared_tail_is_that_of_scipy(connection: duckdb.DuckDBPyConnection) -> None:
    values = np.concatenate([[0.0, 1e-12], np.geomspace(0.01, 400, 60)])
    for degrees in range(1, 12):
        found = _evaluate(
            connection, MACROS.chi_squared_tail("x", "d::bigint"), x=values, d=np.full(len(values), degrees)
        )
        assert found == pytest.approx(stats.chi2.sf(values, degrees), rel=1e-6, abs=1e-300)


def test_where_nothing_is_tested_there_is_no_p_value(connection: duckdb.DuckDBPyConnection) -> None:
    no_value = MACROS.chi_squared_tail("null::double", "null::bigint")
    assert connection.execute(f"select {no_value}").fetchone() == (None,)


def test_upper_tails_agree_with_scipy_at_any_size(connection: duckdb.DuckDBPyConnection) -> None:
    random = np.random.default_rng(12)
    trials = np.concatenate([np.arange(1, 40), np.exp(random.uniform(3, np.log(1e8), 160)).astype(int)])
    parts = random.choice([1 / 2, 31 / 365, 28 / 365, 1 / 29], len(trials))
    deviations = np.sqrt(trials * parts * (1 - parts))
    at_least = np.clip(trials * parts + random.uniform(-1, 6, len(trials)) * deviations, 0, trials).astype(int)
    rows = ", ".join(
        f"({k}, {n}, {float(p / (1 - p))!r}::double)" for k, n, p in zip(at_least, trials, parts, strict=True)
    )
    relation = f"(select * from (values {rows}) as cases (at_least, trials, odds))"
    found = {
        (k, n, odds): tail for k, n, odds, tail in connection.execute(MACROS.binomial_upper_tails(relation)).fetchall()
    }
    for k, n, p in zip(at_least.tolist(), trials.tolist(), parts, strict=True):
        assert found[k, n, float(p / (1 - p))] == pytest.approx(stats.binom.sf(k - 1, n, p), rel=2e-6, abs=1e-200), (
            k,
            n,
            p,
        )


def test_changes_of_branches_are_those_of_the_exact_test(connection: duckdb.DuckDBPyConnection) -> None:
    """With tails computed in one step from a standard deviation of 10 on."""
    random = np.random.default_rng(13)
    years = np.exp(random.uniform(0, np.log(5e7), 150)).astype(int)
    before = np.maximum(years + (random.normal(0, 2, 150) * np.sqrt(2 * years)).astype(int), 0)
    rows = ", ".join(f"({max(pair)}, {sum(pair)}, 1.0::double)" for pair in zip(years, before, strict=True))
    relation = f"(select * from (values {rows}) as cases (at_least, trials, odds))"
    tails = {(k, n): tail for k, n, _, tail in connection.execute(MACROS.binomial_upper_tails(relation, 10)).fetchall()}
    sides = ", ".join(f"({year}, {year + prior})" for year, prior in zip(years, before, strict=True))
    counts = f"(select * from (values {sides}) as cases (successes, trials))"
    limits = {
        (k, n): odds for k, n, _, odds in connection.execute(MACROS.binomial_odds_low(counts, large=10)).fetchall()
    }
    for year, prior in zip(years.tolist(), before.tolist(), strict=True):
        test = stats.binomtest(year, year + prior)
        assert min(2 * tails[max(year, prior), year + prior], 1) == pytest.approx(test.pvalue, rel=2e-5)
        odds = limits[year, year + prior]
        assert odds / (1 + odds) == pytest.approx(test.proportion_ci(method="exact").low, rel=2e-5)
