"""The statistics that SQL computes, against SciPy and against worked examples that others published."""

from __future__ import annotations

from collections.abc import Iterator

import duckdb
import jinja2
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from orchestration.settings import DBT_PROJECT
from tests.drawing import drawn

# exact methods agree with SciPy to this much, relative to the value, or to 1 where it is smaller
EXACT = 1e-6

FILES = (
    "normal.sql",
    "poisson.sql",
    "multiplicity.sql",
    "proportions.sql",
    "binomial.sql",
    "binomial_tests.sql",
    "binomial_limits.sql",
    "student.sql",
)
MACROS = jinja2.Environment().from_string("".join((DBT_PROJECT / "macros" / name).read_text() for name in FILES)).module


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        yield connection


@pytest.fixture(scope="module")
def pairs() -> list[tuple[int, int]]:
    """Every pair of small counts, and pairs of larger ones near to each other and far apart."""
    random = np.random.default_rng(2011)
    small = [(year, base) for year in range(8) for base in range(8) if year + base]
    means = np.exp(random.uniform(0, 9, (60, 2)))
    near = np.column_stack([means[:, 0], means[:, 0] * random.uniform(0.8, 1.25, 60)])
    return small + [tuple(pair) for pair in random.poisson(np.concatenate([means, near])).tolist() if sum(pair)]


def p_values(connection: duckdb.DuckDBPyConnection, cases: list[tuple[int, int, float]]) -> dict[tuple, float]:
    """By case (successes, trials, probability)."""
    by_odds = {(*counts, probability / (1 - probability)): (*counts, probability) for *counts, probability in cases}
    found = _p_values_by_odds(connection, list(by_odds))
    return {case: found[at_odds] for at_odds, case in by_odds.items()}


def _p_values_by_odds(connection: duckdb.DuckDBPyConnection, cases: list[tuple[int, int, float]]) -> dict[tuple, float]:
    columns = "successes::bigint as successes, trials::bigint as trials, odds::double as odds"
    relation = f"(select {columns} from (values {_sql(cases)}) as cases (successes, trials, odds))"
    return _by_case(connection, MACROS.binomial_p_values(relation))


def odds_low(
    connection: duckdb.DuckDBPyConnection, cases: list[tuple[int, int]], beyond: float = 0.025
) -> dict[tuple, float]:
    columns = f"successes::bigint as successes, trials::bigint as trials, {beyond}::double as beyond"
    relation = f"(select {columns} from (values {_sql(cases)}) as cases (successes, trials))"
    limits = MACROS.binomial_odds_low(relation, "beyond")
    return _by_case(connection, f"select successes, trials, odds_low from ({limits})")


def _sql(cases: list[tuple]) -> str:
    return ", ".join(map(str, cases))


def _by_case(connection: duckdb.DuckDBPyConnection, query: str) -> dict[tuple, float]:
    return {tuple(case): value for *case, value in connection.execute(query).fetchall()}


def central_p_value(successes: int, trials: int, probability: float) -> float:
    """Twice the smaller tail, by SciPy."""
    below, above = stats.binom.cdf(successes, trials, probability), stats.binom.sf(successes - 1, trials, probability)
    return min(2 * min(below, above), 1)


def test_exact_test_of_two_counts_tells_what_its_limits_tell(connection: duckdb.DuckDBPyConnection) -> None:
    """Fay (2010, the R Journal 2/1): 2 in 17,877 over 10 in 20,000 may be a ratio of 0.024 to 1.05, but p = 0.042.

    That is R's `poisson.test`, which sums all outcomes that are no likelier. Twice the smaller tail is 0.061.
    """
    part = 17877 / 37877
    [p_value] = p_values(connection, [(2, 12, part)]).values()
    assert p_value == pytest.approx(0.06056, abs=5e-6)
    found = odds_low(connection, [(2, 12), (10, 12)])
    assert found[2, 12] * (1 - part) / part == pytest.approx(0.02383738, abs=5e-8)
    assert (1 - part) / part / found[10, 12] == pytest.approx(1.04995468, abs=5e-8)


@pytest.mark.parametrize("beyond", [0.025, 0.0025, 0.00025])
def test_limits_leave_out_what_the_test_rejects(
    connection: duckdb.DuckDBPyConnection, pairs: list[tuple[int, int]], beyond: float
) -> None:
    """At every level; with odds other than 1 too, where all outcomes that are no likelier would say otherwise."""
    all_odds = np.exp(np.random.default_rng(5).uniform(-2, 2, 10)).tolist()
    found = _p_values_by_odds(connection, [(year, year + base, odds) for year, base in pairs for odds in all_odds])
    limits = odds_low(connection, [(part, year + base) for year, base in pairs for part in (year, base)], beyond)
    verdicts = set()
    for (year, trials, odds), p_value in found.items():
        low, beneath = limits[year, trials], limits[trials - year, trials]
        verdicts.add(p_value <= 2 * beyond)
        assert (p_value <= 2 * beyond) == (odds < low or odds * beneath > 1), (year, trials, odds)
    assert verdicts == {True, False}


@pytest.mark.parametrize(
    ("successes", "trials", "low", "high"),
    [(81, 263, 0.2527, 0.3676), (15, 148, 0.0578, 0.1617), (1, 29, 0.0009, 0.1776)],
)
def test_limits_of_a_proportion_as_published(
    connection: duckdb.DuckDBPyConnection, successes: int, trials: int, low: float, high: float
) -> None:
    """Newcombe (1998, Statistics in Medicine 17, table I), method of Clopper and Pearson."""
    found = odds_low(connection, [(successes, trials), (trials - successes, trials)])
    odds_below, odds_above = found[successes, trials], 1 / found[trials - successes, trials]
    assert odds_below / (1 + odds_below) == pytest.approx(low, abs=5e-5)
    assert odds_above / (1 + odds_above) == pytest.approx(high, abs=5e-5)


def test_limits_of_a_count_as_published(connection: duckdb.DuckDBPyConnection) -> None:
    """Garwood (1936, Biometrika 28, table) for 0, 1 and 5; for 30, where Byar takes over, 20.24 to 42.83 exactly."""
    for count, (low, high) in {0: (0, 3.69), 1: (0.0253, 5.57), 5: (1.62, 11.67), 30: (20.24, 42.83)}.items():
        assert _limits(connection, count) == (pytest.approx(low, abs=6e-3), pytest.approx(high, abs=6e-3))


def test_adjusted_p_values_as_published(connection: duckdb.DuckDBPyConnection) -> None:
    """Benjamini and Hochberg (1995, p. 295): of 15 comparisons in trials of thrombolysis the first four remain."""
    published = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459]
    published += [0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1]
    adjusted = _adjusted(connection, published)
    assert [p <= 0.05 for p in adjusted] == [True] * 4 + [False] * 11
    assert adjusted == pytest.approx(stats.false_discovery_control(published), abs=1e-12)


@given(st.lists(st.floats(1e-300, 1), min_size=1, max_size=40))
@drawn(200, derandomize=True)
def test_adjusting_never_lowers_a_p_value(connection: duckdb.DuckDBPyConnection, values: list[float]) -> None:
    """p * m / m is below p in some cases."""
    for raw, adjusted in zip(values, _adjusted(connection, values), strict=True):
        assert raw <= adjusted <= 1


def test_a_row_without_a_p_value_is_no_comparison(connection: duckdb.DuckDBPyConnection) -> None:
    assert _adjusted(connection, [0.01, None, 0.04, None]) == [0.02, None, 0.04, None]


def test_exact_test_agrees_with_scipy(connection: duckdb.DuckDBPyConnection, pairs: list[tuple[int, int]]) -> None:
    cases = [(year, year + base, ratio / (1 + ratio)) for year, base in pairs for ratio in (1.0, 1.086, 0.3, 20.0)]
    for case, p_value in p_values(connection, cases).items():
        assert p_value == pytest.approx(central_p_value(*case), rel=EXACT, abs=1e-200), case


def test_limits_of_a_proportion_agree_with_scipy(
    connection: duckdb.DuckDBPyConnection, pairs: list[tuple[int, int]]
) -> None:
    for beyond in (0.025, 1e-3, 1e-6):
        cases = [(year, year + base) for year, base in pairs]
        for (successes, trials), odds in odds_low(connection, cases, beyond).items():
            low = stats.beta.ppf(beyond, successes, trials - successes + 1) if successes else 0
            assert odds / (1 + odds) == pytest.approx(low, rel=EXACT), (successes, trials, beyond)


@pytest.fixture(scope="module")
def market() -> list[tuple[int, int, float]]:
    """Counts of two years, up to 100 million, and the odds to hold them against, from equal to far apart."""
    random = np.random.default_rng(2012)
    means = np.exp(random.uniform(np.log(5_000), np.log(1e8), 120))
    odds = np.exp(random.choice([0, 0.08, -1.2, 3, -7], 120))
    # as far off as chance makes it, and farther
    years = random.poisson(means * odds) + (np.sqrt(means * odds) * random.choice([0, 1, -3, 8], 120)).astype(int)
    drawn = zip(years.tolist(), random.poisson(means).tolist(), odds.tolist(), strict=True)
    fixed = [(2_500_000, 2_500_000, 1.0), (3, 4_000_000, 1.0), (4_000_000, 3, 1.0), (100_000_000, 100_020_000, 1.0)]
    return [*fixed, *((max(year, 0), base, ratio) for year, base, ratio in drawn)]


def test_counts_of_a_market_are_as_exact(
    connection: duckdb.DuckDBPyConnection, market: list[tuple[int, int, float]]
) -> None:
    cases = [(year, year + base, ratio / (1 + ratio)) for year, base, ratio in market]
    for case, p_value in p_values(connection, cases).items():
        assert p_value == pytest.approx(central_p_value(*case), rel=EXACT, abs=1e-200), case
    for (year, trials), odds in odds_low(connection, [case[:2] for case in cases]).items():
        low = stats.beta.ppf(0.025, year, trials - year + 1) if year else 0
        assert odds / (1 + odds) == pytest.approx(low, rel=EXACT), (year, trials)


def test_counts_and_odds_of_any_size_have_their_p_value(connection: duckdb.DuckDBPyConnection) -> None:
    """Premium may be out by many powers of ten; what is as expected is certain, what is not is impossible."""
    sizes = (1e-17, 1e-9, 1.0, 1e9, 1e17)
    cases = [(year, year + base, odds) for odds in sizes for year, base in ((0, 10**8), (10**8, 0), (10**8, 10**8))]
    found = _p_values_by_odds(connection, cases)
    assert found.keys() == set(cases)
    assert all(0 <= p_value <= 1 for p_value in found.values())
    assert found[0, 10**8, 1e-17] == found[10**8, 10**8, 1e17] == pytest.approx(1, abs=EXACT)
    assert found[10**8, 2 * 10**8, 1.0] == pytest.approx(1, abs=1e-4)
    assert found[0, 10**8, 1.0] == found[10**8, 2 * 10**8, 1e9] == 0


@pytest.mark.parametrize("count", range(10))
def test_limits_below_10_are_exact(connection: duckdb.DuckDBPyConnection, count: int) -> None:
    low = stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0
    high = stats.chi2.ppf(0.975, 2 * count + 2) / 2
    assert _limits(connection, count) == (pytest.approx(low, abs=EXACT), pytest.approx(high, abs=EXACT))


@pytest.mark.parametrize("count", [10, 11, 25, 100, 994, 11_849])
def test_limits_from_10_on_are_close(connection: duckdb.DuckDBPyConnection, count: int) -> None:
    low, high = _limits(connection, count)
    assert low == pytest.approx(stats.chi2.ppf(0.025, 2 * count) / 2, rel=2e-3)
    assert high == pytest.approx(stats.chi2.ppf(0.975, 2 * count + 2) / 2, rel=2e-4)


def test_normal_distribution_is_that_of_scipy(connection: duckdb.DuckDBPyConnection) -> None:
    points = np.linspace(-9, 9, 2_001)
    found = connection.execute(
        f"select {MACROS.normal_cdf('z')} from (select unnest(?::double[]) as z)", [points.tolist()]
    ).fetchall()
    assert np.array(found)[:, 0] == pytest.approx(stats.norm.cdf(points), abs=1e-7)


def test_normal_quantile_is_that_of_scipy(connection: duckdb.DuckDBPyConnection) -> None:
    points = [*np.geomspace(1e-300, 0.5, 500).tolist(), 0.025, 0.075, 0.0749999]
    found = connection.execute(
        f"select {MACROS.normal_quantile('p')} from (select unnest(?::double[]) as p)", [points]
    ).fetchall()
    assert np.array(found)[:, 0] == pytest.approx(stats.norm.ppf(points), rel=1e-14, abs=1e-14)


def test_students_distribution_is_that_of_scipy(connection: duckdb.DuckDBPyConnection) -> None:
    for degrees in range(1, 12):
        t = np.array([0, 1e-3, 0.5, 1, degrees**0.5, 3, 12, 40, 1e4])
        found = connection.execute(
            f"select {MACROS.student_p_value('t', str(degrees))}, {MACROS.student_975(degrees)} "
            "from (select unnest(?::double[]) as t)",
            [(t**2).tolist()],
        ).fetchall()
        p_values, points = np.array(found, dtype=float).T
        assert p_values == pytest.approx(2 * stats.t.sf(t, degrees), rel=1e-9)
        assert points == pytest.approx(stats.t.ppf(0.975, degrees))


def _limits(connection: duckdb.DuckDBPyConnection, count: int) -> tuple[float, float]:
    return connection.execute(
        f"select {MACROS.poisson_low('n')}, {MACROS.poisson_high('n')} from (select {count}::bigint as n)"
    ).fetchone()


def _adjusted(connection: duckdb.DuckDBPyConnection, values: list[float | None]) -> list[float | None]:
    rows = connection.execute(
        f"""
        select {MACROS.adjusted_p_value("p", "comparisons", "comparisons_up_to", "1")} from (
            select *, count(p) over () as comparisons, count(*) over (order by p) as comparisons_up_to
            from (select unnest(?::double[]) as p, unnest(range(?)) as place)
        ) order by place
        """,
        [values, len(values)],
    ).fetchall()
    return [adjusted for (adjusted,) in rows]
