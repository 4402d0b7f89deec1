"""What chance and exposure make of the branches' counts: the oracle's ranking with its statistics, by SciPy."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from scipy import optimize, stats

from tests.marts import oracle_scopes
from tests.marts.oracle_statistics import SCOPE_YEAR
from tests.marts.periods import once
from tests.marts.raw_feeds import RawFeeds

SIGNIFICANT = 0.05
Z = {"95": stats.norm.ppf(0.975), "998": stats.norm.ppf(0.999)}
# what winsorising a tenth on each side leaves of the variance of a normal variable
_CUT = stats.norm.ppf(0.9)
WINSORISED = stats.norm.expect(lambda z: min(z * z, _CUT**2), lb=-9, ub=9)

FUNNEL = ("overdispersion_factor", "funnel_index_sd", "funnel_p_value", "funnel_p_value_adjusted")
SHRUNKEN = ("index_sd", *(f"complaint_index_shrunken{side}" for side in ("", "_low", "_high")))


@once
def branch_ranking(feeds: RawFeeds) -> pd.DataFrame:
    """Ranks are not simulated here: the interval is compared with a simulation elsewhere."""
    frame = oracle_scopes.branch_ranking(feeds)
    exposure = feeds.exposure.rename(columns={"exposure_year": "report_year"})
    frame = frame.merge(exposure, how="left", on=["report_year", "branch_code"])
    groups = [_compared(_rated(group.copy())) for _, group in frame.groupby(SCOPE_YEAR)]
    rated = pd.concat(groups).astype(object)
    return rated.where(rated.notna(), None)


def _rated(scope: pd.DataFrame) -> pd.DataFrame:
    observed = scope.complaints.astype(float)
    low, high = observed.map(_poisson_low), observed.map(_poisson_high)
    for name, base, unit in (("10k_policies", "policies_in_force", 1e4), ("100m_premium", "premium_yuan", 1e8)):
        of_year = scope[base].where(scope.is_full_year.astype(bool))
        scope[f"complaints_per_{name}"] = unit * observed / of_year
        scope[f"complaints_per_{name}_low"] = unit * low / of_year
        scope[f"complaints_per_{name}_high"] = unit * high / of_year
    expected = scope.premium_yuan / scope.premium_yuan.sum() * observed[scope.premium_yuan.notna()].sum()
    scope["exposure_base"] = scope.premium_yuan.notna().map({True: "premium", False: None})
    scope["expected_complaints"] = expected
    scope["complaint_index"] = observed / expected.where(expected > 0)
    scope["index_rank"] = scope.complaint_index.map(lambda index: 1 + int((scope.complaint_index > index).sum()))
    scope.loc[scope.complaint_index.isna(), "index_rank"] = None
    for band in ("funnel_band", "funnel_band_multiplicative"):
        scope[band] = expected.notna().map({True: "within", False: "no_exposure"})
    for column in (*FUNNEL, *SHRUNKEN):
        scope[column] = None
    scope["is_funnel_outlier"] = None
    rated = expected > 0
    if rated.any():
        _into_funnel(scope, observed[rated], expected[rated])
        _shrunken(scope, observed[rated], expected[rated])
    return scope


def _into_funnel(scope: pd.DataFrame, observed: pd.Series, expected: pd.Series) -> None:
    factor, variance = _overdispersion(observed.to_numpy(), expected.to_numpy())
    rated = observed.index
    scope.loc[rated, "overdispersion_factor"] = factor
    scope.loc[rated, "funnel_index_sd"] = math.sqrt(variance)
    pairs = list(zip(observed, expected, strict=True))
    additive = [math.sqrt(1 + variance * mean) for mean in expected]
    p_values = [2 * stats.norm.sf(abs(_z(*pair, width))) for pair, width in zip(pairs, additive, strict=True)]
    adjusted = stats.false_discovery_control(p_values)
    scope.loc[rated, "funnel_p_value"] = p_values
    scope.loc[rated, "funnel_p_value_adjusted"] = adjusted
    scope.loc[rated, "is_funnel_outlier"] = pd.Series(adjusted <= SIGNIFICANT, index=rated, dtype=object)
    scope.loc[rated, "funnel_band"] = [_band(*pair, width) for pair, width in zip(pairs, additive, strict=True)]
    scope.loc[rated, "funnel_band_multiplicative"] = [_band(*pair, math.sqrt(factor)) for pair in pairs]


def _overdispersion(observed: np.ndarray, expected: np.ndarray) -> tuple[float, float]:
    """Factor on the variance of z-scores, and the variance of indices that four steps of the method of moments find."""
    z, branches, variance, factor = 2 * (np.sqrt(observed + 0.25) - np.sqrt(expected)), len(observed), 0.0, 1.0
    for step in range(4):
        score, weight = z / np.sqrt(1 + variance * expected), expected / (1 + variance * expected)
        square = np.mean(np.clip(score, *np.quantile(score, (0.1, 0.9))) ** 2) / WINSORISED
        factor = max(square, 1.0) if step == 0 else factor
        reach = weight.sum() - (weight**2).sum() / weight.sum()
        variance = max(variance + (branches * square - (branches - 1)) / reach, 0.0) if branches > 1 else 0.0
    return factor, variance


def index_distribution(observed: np.ndarray, expected: np.ndarray) -> tuple[float, float, float]:
    """Mean of the true indices, the variance of that estimate, and the variance of the indices, by moments."""
    index, mean, variance = observed / expected, 1.0, 0.0
    for step in range(3):
        weight = 1 / (variance + 1 / expected)
        mean = mean if step == 0 else np.average(index, weights=weight)
        precision = 1 / ((variance + 1 / expected) ** 2 + 1 / (2 * expected**3))
        raw = np.average((index - mean) ** 2 - mean / expected + 1 / weight.sum(), weights=precision)
        variance = max(raw, 0.0)
    error = math.sqrt(2 / precision.sum())
    # the mean of a normal distribution of the variance that is cut off at 0
    likely = stats.truncnorm(max(-raw / error, -np.inf), np.inf, loc=raw, scale=error).mean()
    return float(mean), float(1 / weight.sum()), min(float(likely), 2 * float(mean) ** 2)


def _shrunken(scope: pd.DataFrame, observed: pd.Series, expected: pd.Series) -> None:
    mean, mean_variance, variance = index_distribution(observed.to_numpy(), expected.to_numpy())
    shape, rate = mean**2 / variance + observed, mean / variance + expected
    # the cube root of a gamma variable is nearly normal; the mean's own variance comes on top
    center, spread = np.cbrt(shape / rate) * (1 - 1 / (9 * shape)), np.cbrt(shape / rate) / (3 * np.sqrt(shape))
    own = (mean / variance) / rate
    spread = spread * np.sqrt(1 + own**2 * mean_variance * rate**2 / shape)
    scope.loc[observed.index, "index_sd"] = math.sqrt(variance)
    scope.loc[observed.index, "complaint_index_shrunken"] = shape / rate
    scope.loc[observed.index, "complaint_index_shrunken_low"] = np.maximum(center - Z["95"] * spread, 0) ** 3
    scope.loc[observed.index, "complaint_index_shrunken_high"] = (center + Z["95"] * spread) ** 3


def _count_at(z: float, expected: float, width: float) -> float:
    return (math.sqrt(expected) + z * width / 2) ** 2 - (z * z + 2) / 12


def _z(count: float, expected: float, width: float) -> float:
    """The z whose limit the count is; below where limits turn upwards again there is none."""
    turn = -math.sqrt(expected) * width / (width**2 / 2 - 1 / 6)
    return optimize.brentq(lambda z: _count_at(z, expected, width) - count, turn, 1e6, xtol=1e-12, rtol=1e-14)


def _band(count: float, expected: float, width: float) -> str:
    for band in ("998", "95"):
        if count > _count_at(Z[band], expected, width):
            return f"above_{band}"
        if 2 * math.sqrt(expected) > Z[band] * width and count < _count_at(-Z[band], expected, width):
            return f"below_{band}"
    return "within"


def _compared(scope: pd.DataFrame) -> pd.DataFrame:
    """Changes and shares of the branches of a scope, with tests and limits."""
    year, before = scope.complaints.astype(float), scope.complaints_prior_year.astype(float)
    scope["share_low"], scope["share_high"] = _wilson(year)
    scope["share_prior_year"] = before / before.sum() if before.sum() > 0 else None
    scope["share_change"] = change = year / year.sum() - scope.share_prior_year.astype(float)
    low, high = _wilson(before)
    share, share_before = change + scope.share_prior_year.astype(float), scope.share_prior_year.astype(float)
    scope["share_change_low"] = change - np.hypot(share - scope.share_low, high - share_before)
    scope["share_change_high"] = change + np.hypot(scope.share_high - share, share_before - low)
    for column in ("yoy_p_value", "yoy_p_value_adjusted", "yoy_rate_low", "yoy_rate_high"):
        scope[column] = None
    scope["is_significant"] = scope["is_significant_unadjusted"] = None
    tested = scope.index[year + before > 0]
    if len(tested):
        p_values = [float(stats.binomtest(int(year[i]), int(year[i] + before[i])).pvalue) for i in tested]
        adjusted = stats.false_discovery_control(p_values)
        scope.loc[tested, "yoy_p_value"], scope.loc[tested, "yoy_p_value_adjusted"] = p_values, adjusted
        scope.loc[tested, "is_significant"] = pd.Series(adjusted <= SIGNIFICANT, index=tested, dtype=object)
        plain = pd.Series(np.array(p_values) <= SIGNIFICANT, index=tested, dtype=object)
        scope.loc[tested, "is_significant_unadjusted"] = plain
        for i in tested[before[tested] > 0]:
            low, high = stats.binomtest(int(year[i]), int(year[i] + before[i])).proportion_ci(method="exact")
            scope.loc[i, "yoy_rate_low"], scope.loc[i, "yoy_rate_high"] = low / (1 - low) - 1, high / (1 - high) - 1
    return scope


def _wilson(counts: pd.Series) -> tuple[pd.Series, pd.Series]:
    whole = counts.sum()
    if not whole > 0:
        return pd.Series(np.nan, index=counts.index), pd.Series(np.nan, index=counts.index)
    limits = [stats.binomtest(int(count), int(whole)).proportion_ci(method="wilson") for count in counts]
    low, high = zip(*limits, strict=True)
    return pd.Series(low, index=counts.index), pd.Series(high, index=counts.index)


def _poisson_low(count: float) -> float:
    if count < 10:
        return stats.chi2.ppf(0.025, 2 * count) / 2 if count else 0.0
    return count * (1 - 1 / (9 * count) - Z["95"] / (3 * count**0.5)) ** 3


def _poisson_high(count: float) -> float:
    if count < 10:
        return stats.chi2.ppf(0.975, 2 * count + 2) / 2
    return (count + 1) * (1 - 1 / (9 * (count + 1)) + Z["95"] / (3 * (count + 1) ** 0.5)) ** 3
