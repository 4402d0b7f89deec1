"""What chance and exposure make of branches, and where changes come from: rates, limits and effects, by SciPy."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pandas as pd
from scipy import stats

from tests.marts import oracle_scopes
from tests.marts.periods import COMPANY_AND_LINES, periods, ratio, scopes, table, within
from tests.marts.raw_feeds import RawFeeds

SCOPE_YEAR = ["source_system", "report_year", "scope_level", "scope_code"]
Z = {"95": stats.norm.ppf(0.975), "998": stats.norm.ppf(0.999)}


def premium_change(feeds: RawFeeds) -> dict[int, float]:
    """Premium of a year over that of the year before, of the branches that gave it in both."""
    premium = feeds.exposure.pivot(index="branch_code", columns="exposure_year", values="premium_yuan")
    return {
        year: premium[year][premium[year - 1] > 0].sum() / premium[year - 1][premium[year] > 0].sum()
        for year in premium.columns
        if year - 1 in premium.columns
    }


def branch_ranking(feeds: RawFeeds) -> pd.DataFrame:
    """Ranks are not simulated here: the interval is compared with a simulation elsewhere."""
    frame = oracle_scopes.branch_ranking(feeds)
    exposure = feeds.exposure.rename(columns={"exposure_year": "report_year"})
    frame = frame.merge(exposure, how="left", on=["report_year", "branch_code"])
    scopes_rated = [_rated(group.copy()) for _, group in frame.groupby(SCOPE_YEAR)]
    rated = pd.concat(scopes_rated).astype(object)
    return rated.where(rated.notna(), None)


def _rated(scope: pd.DataFrame) -> pd.DataFrame:
    observed = scope.complaints.astype(float)
    low, high = observed.map(_poisson_low), observed.map(_poisson_high)
    for name, base, unit in (("10k_policies", "policies_in_force", 1e4), ("100m_premium", "premium_yuan", 1e8)):
        scope[f"complaints_per_{name}"] = unit * observed / scope[base]
        scope[f"complaints_per_{name}_low"] = unit * low / scope[base]
        scope[f"complaints_per_{name}_high"] = unit * high / scope[base]
    expected = scope.premium_yuan / scope.premium_yuan.sum() * observed[scope.premium_yuan.notna()].sum()
    scope["exposure_base"] = scope.premium_yuan.notna().map({True: "premium", False: None})
    scope["expected_complaints"] = expected
    scope["complaint_index"] = observed / expected.where(expected > 0)
    scope["index_rank"] = scope.complaint_index.map(lambda index: 1 + int((scope.complaint_index > index).sum()))
    scope.loc[scope.complaint_index.isna(), "index_rank"] = None
    z = (2 * (np.sqrt(observed) - np.sqrt(expected)))[expected > 0]
    dispersion = max((z.clip(z.quantile(0.1), z.quantile(0.9)) ** 2).mean(), 1)
    scope["overdispersion_factor"] = expected.notna().map({True: dispersion if len(z) else None, False: None})
    scope["funnel_band"] = [
        "no_exposure" if math.isnan(mean) else _band(count, mean, dispersion)
        for count, mean in zip(observed, expected, strict=True)
    ]
    return scope


def _band(count: float, expected: float, dispersion: float) -> str:
    for band in ("998", "95"):
        reach = Z[band] * math.sqrt(dispersion)
        if 2 * (math.sqrt(count) - math.sqrt(expected)) > reach:
            return f"above_{band}"
        if 2 * (math.sqrt(count + 1) - math.sqrt(expected)) < -reach:
            return f"below_{band}"
    return "within"


def _poisson_low(count: float) -> float:
    if count < 10:
        return stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    return count * (1 - 1 / (9 * count) - Z["95"] / (3 * count**0.5)) ** 3


def _poisson_high(count: float) -> float:
    if count < 10:
        return stats.chi2.ppf(0.975, 2 * count + 2) / 2
    return (count + 1) * (1 - 1 / (9 * (count + 1)) + Z["95"] / (3 * (count + 1) ** 0.5)) ** 3


def change_decomposition(feeds: RawFeeds) -> pd.DataFrame:
    exposure = premium_change(feeds)
    compared = {
        tuple(row[key] for key in SCOPE_YEAR): row for row in oracle_scopes.yearly_comparison(feeds).to_dict("records")
    }
    rows = []
    for period in periods(feeds.complaints):
        if period.before is None:
            continue
        feed_year = tuple(period.keys.values())
        for scope in scopes(period, COMPANY_AND_LINES):
            frame, before = within(period.complaints, scope), within(period.before, scope)
            if not _is_compared_alone(compared[(*feed_year, *scope.values())], len(frame), len(before)):
                continue
            grown = exposure.get(period.report_year, 1.0)
            for category in within(period.all_years, scope).category.unique():
                complaints, prior = int((frame.category == category).sum()), int((before.category == category).sum())
                share, share_before = ratio(complaints, len(frame)), ratio(prior, len(before))
                share, share_before = (
                    share_before if share is None else share,
                    share if share_before is None else share_before,
                )
                effects = _average_over_orders(
                    [(1.0, grown), (len(before), len(frame) / grown), (share_before or 0, share or 0)]
                )
                rows.append(
                    {
                        **period.keys,
                        **scope,
                        "category_code": category,
                        "complaints": complaints,
                        "complaints_prior_year": prior,
                        "yoy_change": complaints - prior,
                        "exposure_effect": effects[0] if period.report_year in exposure else None,
                        "rate_effect": effects[1],
                        "mix_effect": effects[2],
                        "change_with_scope": effects[0] + effects[1],
                        "change_beyond_scope": effects[2],
                        "own_rate_effect": effects[1] + effects[2],
                        "is_comparable": _is_compared_alone(
                            compared[(*feed_year, "category", category)], complaints, prior
                        ),
                    }
                )
    return table(rows)


def _is_compared_alone(row: dict, complaints: int, before: int) -> bool:
    return row["is_comparable"] and (row["complaints_compared"], row["complaints_prior_year"]) == (complaints, before)


def _average_over_orders(factors: list[tuple[float, float]]) -> list[float]:
    """What each factor adds to the product when it changes, on average over all orders in which they can change."""
    orders = list(itertools.permutations(range(len(factors))))
    effects = [0.0] * len(factors)
    for order in orders:
        values = [before for before, _ in factors]
        for number in order:
            product = math.prod(values)
            values[number] = factors[number][1]
            effects[number] += (math.prod(values) - product) / len(orders)
    return effects
