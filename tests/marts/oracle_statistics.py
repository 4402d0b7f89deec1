"""Where changes come from: the effects of exposure, mix and rate, over all orders in which they can change."""

from __future__ import annotations

import itertools
import math

import pandas as pd

from tests.benchmarks import reading
from tests.marts.oracle_shares import is_compared
from tests.marts.periods import COMPANY_AND_LINES, periods, ratio, scopes, table, within
from tests.marts.raw_feeds import RawFeeds

SCOPE_YEAR = ["source_system", "report_year", "scope_level", "scope_code"]


def premium_change(feeds: RawFeeds) -> dict[int, float]:
    """Premium of a year over that of the year before, of the branches that gave it in both: at least four of five."""
    premium = feeds.exposure.pivot(index="branch_code", columns="exposure_year", values="premium_yuan")
    needed = 0.8 * len(reading.reference("branches"))
    return {
        year: premium[year][premium[year - 1] > 0].sum() / premium[year - 1][premium[year] > 0].sum()
        for year in premium.columns
        if year - 1 in premium.columns and ((premium[year] > 0) & (premium[year - 1] > 0)).sum() >= needed
    }


def change_decomposition(feeds: RawFeeds) -> pd.DataFrame:
    exposure = premium_change(feeds)
    rows = []
    for period in periods(feeds.complaints):
        if period.before is None:
            continue
        for scope in scopes(period, COMPANY_AND_LINES):
            frame, before = within(period.complaints, scope), within(period.before, scope)
            if not is_compared(period, scope):
                continue
            grown = exposure.get(period.report_year) if period.is_full_year else None
            for category in within(period.all_years, scope).category.unique():
                complaints, prior = int((frame.category == category).sum()), int((before.category == category).sum())
                share, share_before = ratio(complaints, len(frame)), ratio(prior, len(before))
                share, share_before = (
                    share_before if share is None else share,
                    share if share_before is None else share_before,
                )
                effects = _average_over_orders(
                    [(1.0, grown or 1.0), (len(before), len(frame) / (grown or 1.0)), (share_before or 0, share or 0)]
                )
                rows.append(
                    {
                        **period.keys,
                        **scope,
                        "category_code": category,
                        "complaints": complaints,
                        "complaints_prior_year": prior,
                        "yoy_change": complaints - prior,
                        "exposure_effect": effects[0] if grown else None,
                        "rate_effect": effects[1],
                        "mix_effect": effects[2],
                        "is_comparable": is_compared(period, {"scope_level": "category", "scope_code": category}),
                        "change_with_scope": effects[0] + effects[1],
                        "change_beyond_scope": effects[2],
                        "own_rate_effect": effects[1] + effects[2],
                    }
                )
    return table(rows)


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
