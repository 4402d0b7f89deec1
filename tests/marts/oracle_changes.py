"""What chance makes of a change against the year before: tests, limits and verdicts, by SciPy."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy import optimize, stats

from tests.benchmarks import reading
from tests.marts import oracle_scopes
from tests.marts.oracle_shares import Z, rounded, share_change_p_value, wilson
from tests.marts.oracle_statistics import SCOPE_YEAR, premium_change
from tests.marts.oracle_taxonomy import counted_with
from tests.marts.periods import ALL_LEVELS, less, once, periods, scopes, table
from tests.marts.raw_feeds import RawFeeds

SIGNIFICANT = 0.05
RULES = reading.reference("rules").set_index("rule_code").rule_value.astype(float)


@once
def yearly_comparison(feeds: RawFeeds) -> pd.DataFrame:
    exposure = premium_change(feeds)
    months = _months(feeds)
    rows = [
        {
            **row,
            **_change_test(row, "", 1.0),
            **_change_test(row, "_given_exposure", _grown(row, exposure)),
            **_dispersed(row, months[tuple(row[key] for key in SCOPE_YEAR)]),
            "exposure_change_rate": _growth(row, exposure),
            "yoy_change_rate_given_exposure": _change_given_exposure(row, exposure),
            "is_material": _is_material(row),
        }
        for row in oracle_scopes.yearly_comparison(feeds).to_dict("records")
    ]
    for suffix, ratios in (("", None), ("_given_exposure", exposure)):
        _adjust(rows, suffix, ratios)
    _gaps(rows)
    for row in rows:
        row["is_significant_unadjusted"] = _is_significant(row["yoy_p_value"])
    return table(rows)


def _grown(row: dict, exposure: dict[int, float]) -> float | None:
    """Premium over that of the year before; the premium of a year says nothing of a part of it."""
    return exposure.get(row["report_year"]) if row["is_full_year"] else None


def _growth(row: dict, exposure: dict[int, float]) -> float | None:
    was_tested = row["is_comparable"] and row["complaints_compared"] + row["complaints_prior_year"] > 0
    return less(_grown(row, exposure), 1) if was_tested else None


def _change_given_exposure(row: dict, exposure: dict[int, float]) -> float | None:
    if row["yoy_change_rate"] is None or _grown(row, exposure) is None:
        return None
    return (1 + row["yoy_change_rate"]) / _grown(row, exposure) - 1


def _is_material(row: dict) -> bool | None:
    if not row["is_comparable"]:
        return None
    is_large = abs(row["yoy_change"]) >= RULES["material_change_complaints"]
    rate = row["yoy_change_rate"]
    return is_large and (rate is None or abs(rate) >= RULES["material_change_rate"])


def _is_significant(p_value: float | None) -> bool | None:
    return None if p_value is None else p_value <= SIGNIFICANT


def _change_test(row: dict, suffix: str, expected_ratio: float | None) -> dict[str, float | None]:
    year, before = row["complaints_compared"], row["complaints_prior_year"]
    p_value, limits = None, (None, None)
    if row["is_comparable"] and expected_ratio is not None and year + before > 0:
        part = expected_ratio / (1 + expected_ratio)
        tails = stats.binom.cdf(year, year + before, part), stats.binom.sf(year - 1, year + before, part)
        p_value = min(2 * float(min(tails)), 1.0)
        limits = _limits(year, before, expected_ratio, SIGNIFICANT)
    return {f"yoy_rate_low{suffix}": limits[0], f"yoy_rate_high{suffix}": limits[1], f"yoy_p_value{suffix}": p_value}


def _limits(year: int, before: int, expected_ratio: float, level: float) -> tuple[float | None, float | None]:
    """Clopper and Pearson's, as rates of change; none on a base of zero."""
    if not before:
        return None, None
    interval = stats.binomtest(year, year + before).proportion_ci(1 - level)
    low, high = (float(part / (1 - part)) / expected_ratio - 1 for part in interval)
    return low, high


def _adjust(rows: list[dict], suffix: str, ratios: dict[int, float] | None) -> None:
    compared: dict[tuple, list[dict]] = {}
    for row in rows:
        row[f"yoy_p_value_adjusted{suffix}"] = row[f"is_significant{suffix}"] = None
        row[f"yoy_rate_low_adjusted{suffix}"] = row[f"yoy_rate_high_adjusted{suffix}"] = None
        if row[f"yoy_p_value{suffix}"] is not None:
            compared.setdefault(tuple(row[key] for key in SCOPE_YEAR[:3]), []).append(row)
    for group in compared.values():
        adjusted = stats.false_discovery_control([row[f"yoy_p_value{suffix}"] for row in group])
        significant = int((adjusted <= SIGNIFICANT).sum())
        for row, p_value in zip(group, adjusted.tolist(), strict=True):
            row[f"yoy_p_value_adjusted{suffix}"], row[f"is_significant{suffix}"] = p_value, _is_significant(p_value)
            ratio = 1.0 if ratios is None else ratios[row["report_year"]]
            year, before = row["complaints_compared"], row["complaints_prior_year"]
            limits = _limits(year, before, ratio, SIGNIFICANT * max(significant, 1) / len(group))
            row[f"yoy_rate_low_adjusted{suffix}"], row[f"yoy_rate_high_adjusted{suffix}"] = limits


def _gaps(rows: list[dict]) -> None:
    """The gap to the company as the company's ratio of the two years times what the share's own ratio is above 1."""
    companies = {(row["source_system"], row["report_year"]): row for row in rows if row["scope_level"] == "company"}
    for row in rows:
        company = companies[row["source_system"], row["report_year"]]
        row["yoy_gap_low"] = row["yoy_gap_high"] = row["yoy_gap_p_value"] = None
        if row is company or row["yoy_gap_vs_company"] is None or not company["complaints_compared"]:
            continue
        now = row["complaints_compared"], company["complaints_compared"]
        base = row["complaints_prior_year"], company["complaints_prior_year"]
        p_value, (low, high) = share_change_p_value(*now, *base), _ratio_limits(now, base)
        ratio = now[1] / base[1]
        excess = now[0] / base[0] / ratio - 1
        below, above = ratio - 1 - company["yoy_rate_low"], company["yoy_rate_high"] + 1 - ratio
        if excess < 0:
            below, above = above, below
        both_below = (below * (excess - low)) ** 2 if excess > 0 else 0
        both_above = (above * (high - excess)) ** 2 if excess < 0 else 0
        down = (ratio * (excess - low)) ** 2 + (excess * below) ** 2 - both_below
        up = (ratio * (high - excess)) ** 2 + (excess * above) ** 2 - both_above
        row["yoy_gap_low"], row["yoy_gap_high"] = ratio * excess - down**0.5, ratio * excess + up**0.5
        row["yoy_gap_p_value"] = rounded(p_value)


def _ratio_limits(now: tuple[int, int], base: tuple[int, int]) -> tuple[float, float]:
    """Where Newcombe's limits of share - ratio x base share touch zero, less 1."""

    def touches(ratio: float) -> float:
        """Below zero while the ratio is within its limits."""
        share, prior = now[0] / now[1], base[0] / base[1]
        (low, high), (prior_low, prior_high) = (wilson(*pair, Z) for pair in (now, base))
        miss = share - ratio * prior
        if miss > 0:
            return miss**2 - (share - low) ** 2 - ratio**2 * (prior_high - prior) ** 2
        return miss**2 - (high - share) ** 2 - ratio**2 * (prior - prior_low) ** 2

    found = now[0] / now[1] / (base[0] / base[1])
    highest = found + 1
    while touches(highest) < 0:
        highest *= 2
    low = optimize.brentq(touches, 0, found, xtol=1e-15, rtol=1e-13) if now[0] else 0.0
    return low - 1, optimize.brentq(touches, found, highest, xtol=1e-15, rtol=1e-13) - 1


def _months(feeds: RawFeeds) -> dict[tuple, np.ndarray | None]:
    """Complaints of each month in the year and the year before, with whatever is counted together with the scope."""
    found = {}
    for period in periods(feeds.complaints):
        for scope in scopes(period, ALL_LEVELS):
            level, code = scope.values()
            codes = counted_with(period, level, code) if period.before is not None else {code}
            frames = (period.complaints, period.before)
            found[(*period.keys.values(), level, code)] = (
                None
                if period.before is None
                else np.array(
                    [
                        frame[frame[level].isin(codes)]
                        .received.dt.month.value_counts()
                        .reindex(range(1, 13), fill_value=0)
                        for frame in frames
                    ]
                )
            )
    return found


def _dispersed(row: dict, months: np.ndarray | None) -> dict[str, float | None]:
    """How far the months miss the year's part of both years; score test and Wilson's limits with Student's t."""
    names = ("dispersion", "dispersion_degrees_of_freedom", "yoy_p_value_dispersed")
    names += ("yoy_rate_low_dispersed", "yoy_rate_high_dispersed")
    if months is None or not row["is_comparable"]:
        return dict.fromkeys(names)
    months = months[:, months.sum(axis=0) > 0]
    year, base = months.sum(axis=1).astype(float)
    degrees = months.shape[1] - 1
    if degrees < 2 or not year or not base:
        return dict.fromkeys(names)
    dispersion = max(stats.chi2_contingency(months, correction=False).statistic / degrees, 1)
    z = (year - base) / np.sqrt((year + base) * dispersion)
    reach = stats.t.ppf(0.975, degrees) * np.sqrt(dispersion)
    part, total = year / (year + base), year + base
    center = (part + reach**2 / (2 * total)) / (1 + reach**2 / total)
    width = reach / (1 + reach**2 / total) * np.sqrt(part * (1 - part) / total + reach**2 / (4 * total**2))
    low, high = (float(limit / (1 - limit) - 1) for limit in (center - width, center + width))
    return dict(
        zip(names, (float(dispersion), degrees, float(2 * stats.t.sf(abs(z), degrees)), low, high), strict=True)
    )
