"""Marts that count complaints by scope and year: comparison, shares, branches, months."""

from __future__ import annotations

import pandas as pd

from tests.benchmarks import reading
from tests.marts.oracle_shares import is_compared, share_columns
from tests.marts.oracle_taxonomy import compared, verdict
from tests.marts.periods import (
    ALL_LEVELS,
    COMPANY_AND_LINES,
    Period,
    change_rate,
    less,
    once,
    periods,
    periods_with,
    rank_within,
    ratio,
    scopes,
    size,
    table,
    with_occurring,
    within,
)
from tests.marts.raw_feeds import RawFeeds

SCOPE_YEAR = ("source_system", "report_year", "scope_level", "scope_code")
NO_BRANCHES = pd.DataFrame(
    {"branch_name": ["Not given", "Not in the branch register"], "branch_name_zh": ["未填写", "未匹配"]},
    index=["unspecified", "unmapped"],
)
HIGH_INCIDENCE = int(reading.reference("rules").set_index("rule_code").rule_value["high_incidence_complaints"])


@once
def yearly_comparison(feeds: RawFeeds) -> pd.DataFrame:
    rows = []
    for period in periods(feeds.complaints):
        company_rate = (
            None
            if verdict(period, "company", "company") is False
            else change_rate(len(period.complaints), size(period.before))
        )
        for scope in scopes(period, ALL_LEVELS):
            complaints, before = (compared(frame, period, scope) for frame in (period.complaints, period.before))
            found = verdict(period, *scope.values())
            is_comparable = before is not None and found is not False
            rate = change_rate(complaints, before) if is_comparable else None
            rows.append(
                {
                    **period.keys,
                    **scope,
                    "period_end_date": period.end_date.date(),
                    "is_full_year": period.is_full_year,
                    "complaints": len(within(period.complaints, scope)),
                    "complaints_compared": complaints,
                    "complaints_prior_year": before,
                    "yoy_change": less(complaints, before),
                    "yoy_change_rate": rate,
                    "company_yoy_change_rate": company_rate,
                    "yoy_gap_vs_company": less(rate, company_rate),
                    "coverage": "covered" if period.is_full_year else "partly",
                    "is_covered": True,
                    "is_comparable": is_comparable,
                    "has_comparability_note": not (is_comparable and period.is_full_year) or found is not None,
                }
            )
    return table(rows)


def _share_limits(period: Period, scope: dict[str, str], parent: dict[str, str]) -> dict[str, float | None]:
    now, before = (
        None if frame is None else (len(within(frame, scope)), len(within(frame, parent)))
        for frame in (period.complaints, period.before)
    )
    can_be_compared = is_compared(period, scope) and is_compared(period, parent)
    columns = share_columns("share", *now, now, before if can_be_compared else None)
    return {name: value for name, value in columns.items() if name.endswith(("_low", "_high", "_p_value"))}


@once
def category_share(feeds: RawFeeds) -> pd.DataFrame:
    lines = reading.reference("categories").set_index("category_code").line_code.to_dict()
    parents = reading.reference("subcategories").set_index("subcategory_code").category_code.map(lines)
    line_of = {"category": {**lines, "unmapped": "unmapped"}, "subcategory": parents.to_dict()}
    rows = []
    for period in periods(feeds.complaints):
        for scope in scopes(period, ALL_LEVELS[1:]):
            level, code = scope.values()
            wholes = [("company", "company")] + ([("line", line_of[level][code])] if level in line_of else [])
            for parent_level, parent_code in wholes:
                parent = {"scope_level": parent_level, "scope_code": parent_code}
                complaints, whole = len(within(period.complaints, scope)), len(within(period.complaints, parent))
                share = ratio(complaints, whole)
                share_before = ratio(size(within(period.before, scope)), size(within(period.before, parent)))
                is_comparable = all(is_compared(period, one) for one in (scope, parent))
                rows.append(
                    {
                        **period.keys,
                        "parent_level": parent_level,
                        "parent_code": parent_code,
                        **scope,
                        "complaints": complaints,
                        "parent_complaints": whole,
                        **_share_limits(period, scope, parent),
                        "share": share,
                        "share_prior_year": share_before,
                        "share_compared": share if is_comparable else None,
                        "share_change": less(share, share_before) if is_comparable else None,
                        "is_covered": True,
                        "is_comparable": is_comparable,
                    }
                )
    return table(
        rank_within(rows, ("source_system", "report_year", "parent_level", "parent_code", "scope_level"), "rank")
    )


@once
def branch_ranking(feeds: RawFeeds) -> pd.DataFrame:
    register = reading.reference("branches").set_index("branch_code")
    names = pd.concat([register, NO_BRANCHES])
    rows = []
    zero_years: dict[tuple, int] = {}
    for period in periods_with(feeds.complaints, "branch_code"):
        for scope in scopes(period, COMPANY_AND_LINES):
            frame, before = within(period.complaints, scope), within(period.before, scope)
            counts = frame.branch_code.value_counts()
            counts_before = None if before is None else before.branch_code.value_counts()
            for branch in with_occurring(register.index.tolist(), period.all_years.branch_code):
                complaints = int(counts.get(branch, 0))
                prior = None if counts_before is None else int(counts_before.get(branch, 0))
                key = (period.source_system, *scope.values(), branch)
                zero_years[(*key, period.report_year)] = (
                    0 if complaints else 1 + zero_years.get((*key, period.report_year - 1), 0)
                )
                rows.append(
                    {
                        **period.keys,
                        **scope,
                        "branch_code": branch,
                        "branch_name": names.branch_name[branch],
                        "branch_name_zh": names.branch_name_zh[branch],
                        "complaints": complaints,
                        "share": ratio(complaints, len(frame)),
                        "complaints_compared": complaints,
                        "complaints_prior_year": prior,
                        "yoy_change": less(complaints, prior),
                        "yoy_change_rate": change_rate(complaints, prior),
                        "is_high_incidence": complaints >= HIGH_INCIDENCE,
                        "is_zero": complaints == 0,
                        "consecutive_zero_years": zero_years[(*key, period.report_year)],
                        "is_covered": True,
                        "is_full_year": period.is_full_year,
                        "is_comparable": is_compared(period, scope),
                    }
                )
    return table(rank_within(rows, SCOPE_YEAR, "rank"))


@once
def monthly_distribution(feeds: RawFeeds) -> pd.DataFrame:
    rows = []
    for period in periods(feeds.complaints):
        for scope in scopes(period, COMPANY_AND_LINES):
            frame = within(period.complaints, scope)
            counts = _by_month(frame)
            same_days = _by_month(within(period.before, scope))
            december = within(period.whole_year_before, scope)
            for month in range(1, 13):
                is_there = month <= period.end_date.month
                month_before = _in_month(frame, month - 1) if month > 1 else _in_month(december, 12)
                if month == period.end_date.month and not period.end_date.is_month_end:
                    month_before = _up_to(month_before, period.end_date.day)
                prior_month = size(month_before) if is_there else None
                same_month = same_days.get(month) if is_there else None
                rows.append(
                    {
                        **period.keys,
                        **scope,
                        "month": month,
                        "complaints": counts[month],
                        "share_of_year": ratio(counts[month], len(frame)),
                        "complaints_prior_month": prior_month,
                        "mom_change_rate": change_rate(counts[month], prior_month),
                        "complaints_prior_year": same_month,
                        "yoy_change_rate": change_rate(counts[month], same_month),
                        "is_covered": is_there,
                        "is_comparable": same_month is not None,
                        "is_comparable_with_prior_month": prior_month is not None,
                    }
                )
    rows = rank_within(rows, SCOPE_YEAR, "rank_in_year")
    return table([{**row, "is_peak": row["rank_in_year"] == 1 and row["complaints"] > 0} for row in rows])


def _in_month(frame: pd.DataFrame | None, month: int) -> pd.DataFrame | None:
    return None if frame is None else frame[frame.received.dt.month == month]


def _up_to(frame: pd.DataFrame | None, day: int) -> pd.DataFrame | None:
    return None if frame is None else frame[frame.received.dt.day <= day]


def _by_month(frame: pd.DataFrame | None) -> dict[int, int]:
    if frame is None:
        return {}
    return frame.received.dt.month.value_counts().reindex(range(1, 13), fill_value=0).to_dict()
