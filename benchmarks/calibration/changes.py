"""Changes, shares, closings and quadrants: do limits hold the truth, and do tests raise few false alarms?"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import numpy as np
import pandas as pd

from benchmarks.calibration.measured import Measured
from benchmarks.calibration.models import built
from tests.dbt_project.compiled import CompiledProject

CHANGES = ("int_change_p_values", "int_yoy_significance", "int_change_dispersion", "int_company_gaps")
CLOSURE = ("int_closure_curves",)
PRIORITY = ("improvement_priority",)
MODELS = (*CHANGES, *CLOSURE, *PRIORITY)

YEAR = 2011
SEASON = np.array([0.9, 0.7, 1.5, 1, 1, 1, 0.9, 0.9, 1, 1, 1, 1.1]) / 12
SHARE = 0.2
LATEST = date(YEAR, 12, 31)


def measure(project: CompiledProject, random: np.random.Generator, draws: int) -> Iterator[Measured]:
    """Few and many complaints, months that vary as chance has it or more, scopes that change or do not."""
    for complaints in (60, 1_000, 20_000):
        for spread in (0.0, 0.1, 0.3):
            for ratio in (1.0, 0.7):
                yield from measure_changes(project, random, draws, complaints, spread, ratio)
    for complaints in (30, 300):
        yield measure_closure(project, random, draws, complaints)
    for answers, complaints in ((50, 60), (200, 500)):
        yield measure_quadrants(project, random, draws, answers, complaints)


def measure_changes(
    project: CompiledProject, random: np.random.Generator, draws: int, complaints: int, spread: float, ratio: float
) -> Iterator[Measured]:
    """A company and one of its categories in two years: both change by `ratio`, each month by `spread` beside that."""
    shape = (draws, 12)
    months = {
        (part, year): random.poisson(
            complaints * size * SEASON * (ratio if year == YEAR else 1) * _varied(random, spread, shape)
        )
        for part, size in (("claims", SHARE), ("rest", 1 - SHARE))
        for year in (YEAR - 1, YEAR)
    }
    found = _changes(project, months)
    truth = f"{complaints:,} complaints, ratio {ratio:g}, months with SD {spread:g}"
    company = found[found["scope_level"] == "company"]
    held = company["yoy_rate_low_dispersed"].le(ratio - 1) & company["yoy_rate_high_dispersed"].ge(ratio - 1)
    yield Measured("dispersed limits of 95 % hold the change", truth, (0.92, 1.0), _part(held), draws)
    if ratio == 1:
        alarms = company["yoy_p_value_dispersed"] <= 0.05
        yield Measured("the dispersed test finds a change that is none", truth, (0.0, 0.07), _part(alarms), draws)
    if spread == 0:
        plain = company["yoy_rate_low"].le(ratio - 1) & company["yoy_rate_high"].ge(ratio - 1)
        yield Measured("plain limits of 95 % hold the change", truth, (0.93, 1.0), _part(plain), draws)
        gaps = found[found["scope_level"] == "category"].dropna(subset=["yoy_gap_low"])
        yield Measured(
            "limits of the gap to the company hold it",
            truth,
            (0.93, 1.0),
            _part(gaps["yoy_gap_low"].le(0) & gaps["yoy_gap_high"].ge(0)),
            draws,
        )


def _varied(random: np.random.Generator, spread: float, shape: tuple[int, int]) -> np.ndarray:
    return random.gamma(spread**-2, spread**2, shape) if spread else np.ones(shape)


def _part(holds: pd.Series) -> float:
    return round(float(holds.mean()), 5)


def _changes(project: CompiledProject, months: dict[tuple[str, int], np.ndarray]) -> pd.DataFrame:
    draws = len(months["claims", YEAR])
    monthly, compared = [], []
    for level, code, parts in (("company", "company", ("claims", "rest")), ("category", "claims", ("claims",))):
        now, before = (sum(months[part, year] for part in parts) for year in (YEAR, YEAR - 1))
        keys = {"source_system": np.arange(draws).astype(str), "scope_level": level, "scope_code": code}
        compared.append(
            pd.DataFrame(
                {
                    **keys,
                    "report_year": YEAR,
                    "prior_report_year": YEAR - 1,
                    "complaints_compared": now.sum(axis=1),
                    "complaints_prior_year": before.sum(axis=1),
                    "is_comparable": True,
                    "is_full_year": True,
                    "compared_months": 12,
                }
            )
        )
        for month in range(12):
            for year, counts in ((YEAR, now), (YEAR - 1, before)):
                counted = {"complaints": counts[:, month], "complaints_compared": counts[:, month]}
                own = {**keys, "report_year": year, "month": month + 1, **counted}
                monthly.append(pd.DataFrame({**own, "complaints_to_compare": counts[:, month]}))
    drawn = {
        "int_scope_comparisons": pd.concat(compared),
        "int_complaints_by_scope": pd.concat(monthly),
        "int_company_exposure_years": pd.DataFrame(
            {"report_year": [1], "premium_yuan": [1.0], "premium_yuan_prior_year": [1.0]}
        ),
        "int_taxonomy_bridges_crossed": pd.DataFrame(
            {"source_system": [""], "report_year": [1], "scope_level": [""], "scope_code": [""], "member_code": [""]}
        ),
    }
    with built(project, drawn, CHANGES) as warehouse:
        tests, dispersion, gaps = (project.models[name].relation for name in CHANGES[1:])
        keys = "(source_system, report_year, scope_level, scope_code)"
        return warehouse.execute(f"from {tests} left join {dispersion} using {keys} left join {gaps} using {keys}").df()


def measure_closure(project: CompiledProject, random: np.random.Generator, draws: int, complaints: int) -> Measured:
    """Complaints of the last 90 days, one in twenty of which is closed on any day."""
    daily = 0.05
    days = random.geometric(daily, draws * complaints) - 1
    age = random.integers(0, 90, draws * complaints)
    is_open = days > age
    facts = pd.DataFrame(
        {
            "source_system": np.repeat(np.arange(draws).astype(str), complaints),
            "report_year": YEAR,
            "line_code": "line",
            "received_date": [LATEST - timedelta(int(own)) for own in age],
            "closed_date": [None if own else LATEST for own in is_open],
            "days_to_close": pd.array(np.where(is_open, 0, days), dtype="Int64"),
            "is_closed": ~is_open,
            "is_void": False,
        }
    )
    facts.loc[is_open, "days_to_close"] = pd.NA
    latest = pd.DataFrame({"source_system": np.arange(draws).astype(str), "as_of_date": LATEST})
    with built(project, {"fct_complaints": facts, "int_feed_latest_days": latest}, CLOSURE) as warehouse:
        found = warehouse.execute(
            f"from {project.models['int_closure_curves'].relation} where scope_level = 'company' and days = 30"
        ).df()
    true_share = 1 - (1 - daily) ** 31
    held = found["closed_share_low"].le(true_share) & found["closed_share_high"].ge(true_share)
    claim = "limits of what is closed within 30 days hold it"
    return Measured(claim, f"{complaints} complaints of 90 days", (0.92, 0.98), _part(held), draws)


def measure_quadrants(
    project: CompiledProject, random: np.random.Generator, draws: int, answers: int, complaints: int
) -> Measured:
    """Five service items whose rates and shares differ: how much more often their quadrant is right than it says."""
    rates = np.clip(random.normal(0.2, 0.05, (draws, 5)), 0.01, 0.9)
    shares = random.dirichlet(np.full(5, 10.0), draws)
    bad, spoken = random.binomial(answers, rates), random.multinomial(complaints, shares)
    drawn = pd.DataFrame(
        {
            "report_year": np.repeat(np.arange(draws), 5),
            "category_code": "claims",
            "service_item_code": np.tile([f"item_{number}" for number in range(5)], draws),
            "complaint_source_system": "hq",
            "respondents": answers,
            "answers": answers,
            "dissatisfied_answers": bad.ravel(),
            "satisfaction_score": 4.0,
            "complaints": spoken.ravel(),
            "has_cause": True,
        }
    )
    with built(project, {"int_service_item_years": drawn}, PRIORITY) as warehouse:
        found = warehouse.execute("from marts.improvement_priority order by report_year, service_item_code").df()
    is_bad, is_spoken_of = (rates > rates.mean(axis=1, keepdims=True)).ravel(), (shares > 1 / 5).ravel()
    true = np.where(
        is_spoken_of,
        np.where(is_bad, "improve_first", "complaints_only"),
        np.where(is_bad, "dissatisfaction_only", "maintain"),
    )
    surplus = (found["quadrant"].to_numpy() == true).mean() - found["quadrant_chance"].mean()
    claim = "a quadrant is right more often than its chance says, by"
    truth = f"5 items, {answers} answers each, {complaints} complaints"
    return Measured(claim, truth, (-0.1, 0.1), round(float(surplus), 5), draws)
