"""The answers to the questions of `docs/questions.md`, counted in plain Python.

Limits, funnel bands and what a feed covers are taken from marts and core: `tests/marts` computes them a second time.
"""

from __future__ import annotations

from calendar import month_name
from collections import defaultdict
from collections.abc import Callable
from statistics import mean, median
from typing import Any

from tests.bi.facts import SOURCES, Facts, Row, is_of

CALLS = {"source_system": "call_center", "report_year": 2011}
HQ = {"source_system": "hq", "report_year": 2011}
OPERATIONS = {**HQ, "line_code": "operations"}
UNLISTED = ("unspecified", "unmapped")


def most(counts: dict[tuple, Any], limit: int | None = None) -> list[tuple]:
    """Keys and counts, the largest first, and those of one size by name."""
    return [(*key, count) for key, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))][:limit]


def by_name(counts: dict[tuple, Any]) -> list[tuple]:
    """Keys and counts in the order of the keys."""
    return [(*key, count) for key, count in sorted(counts.items())]


def shares(counts: dict[tuple, int]) -> dict[tuple, float]:
    """Each count over their sum."""
    return {key: count / sum(counts.values()) for key, count in counts.items()}


def changes(facts: Facts, column: str, **where: Any) -> dict[str, tuple[int, int]]:
    """Complaints of 2010 and of 2011 by the values of a column."""
    counts = facts.count(column, "report_year", where=is_of(**where))
    return {key: (counts[key, 2010], counts[key, 2011]) for key in {name for name, _ in counts}}


def how_many(facts: Facts) -> dict[int, list[tuple]]:
    underwriting = is_of(source_system="hq", category_code="underwriting")
    return {
        1: by_name(facts.count("source_system_name", "source_system_name_zh", "report_year")),
        2: [(facts.count(where=is_of(**OPERATIONS))[()],)],
        3: most(facts.count("line_name", "line_name_zh", where=is_of(**CALLS))),
        4: most(facts.count("category_name", where=is_of(**CALLS)), 5),
        5: by_name(facts.count("report_year", "subcategory_name", where=underwriting)),
    }


def year_on_year(facts: Facts) -> dict[int, list[tuple]]:
    feeds = changes(facts, "source_system_name")
    lines = changes(facts, "line_name", source_system="call_center")
    before, now = feeds["Call center"]
    company = now / before - 1
    gaps = [(line, new / old - 1, company, new / old - 1 - company) for line, (old, new) in lines.items()]
    categories = changes(facts, "category_name", source_system="hq")
    steps = [(name, old, new, new - old) for name, (old, new) in categories.items() if new != old]
    named = facts.names("categories", "category")
    tested = facts.table("marts.yearly_comparison", lambda row: row["report_year"] == 2011 and row["is_significant"])
    significant = [
        (
            named[row["scope_code"]][0],
            categories[named[row["scope_code"]][0]][1] / categories[named[row["scope_code"]][0]][0] - 1,
            row["yoy_rate_low"],
            row["yoy_rate_high"],
        )
        for row in tested
        if row["source_system"] == "hq" and row["scope_level"] == "category"
    ]
    # the company, three lines, twelve categories, two subcategories
    scopes = 1 + sum(len(facts.listed(name)) for name in ("lines", "categories", "subcategories"))
    operations = changes(facts, "branch_name", source_system="call_center", line_code="operations")
    rises = [(branch, old, new, new - old) for branch, (old, new) in operations.items()]
    return {
        6: [(feed, new, old, new / old - 1) for feed, (old, new) in sorted(feeds.items())],
        7: sorted(gaps, key=lambda row: -row[-1]),
        8: sorted(steps, key=lambda row: (-row[-1], row[0])),
        9: sorted(significant),
        10: [(names[0], 2010, "The feed has no data for the year before.", scopes) for names in SOURCES.values()],
        11: sorted(rises, key=lambda row: (-row[-1], row[0]))[:5],
    }


def shares_of(facts: Facts) -> dict[int, list[tuple]]:
    categories = facts.count("category_name", where=is_of(**CALLS))
    years = facts.count("source_system_name", "report_year")
    operations = facts.count("source_system_name", "report_year", where=is_of(line_code="operations"))
    regions = facts.count("region_name", "region_name_zh", where=is_of(**CALLS))
    return {
        12: [(*row, row[-1] / sum(categories.values())) for row in most(categories)],
        13: by_name({key: operations[key] / count for key, count in years.items()}),
        14: most(shares(regions)),
    }


def branches(facts: Facts) -> dict[int, list[tuple]]:
    register = {row["branch_code"]: row for row in facts.listed("branches")}
    counts = facts.count("branch_code", where=is_of(**OPERATIONS))
    before = facts.count("branch_code", where=is_of(**{**OPERATIONS, "report_year": 2010}))
    high = [(1 + sum(other > n for other in counts.values()), code, n) for (code,), n in counts.items() if n >= 6]
    zero = [code for code in register if not counts[code,]]
    banded = facts.table("marts.branch_ranking", is_of(**HQ, scope_code="operations"))
    bands = {"above_95": "More than expected (95 %)", "above_998": "Far more than expected (99.8 %)"}
    above = [row for row in banded if row["funnel_band"] in bands]
    calls = facts.count("branch_code", where=is_of(**CALLS))
    exposure = facts.table("core.fct_branch_exposure", is_of(exposure_year=2011))
    premium = {row["branch_code"]: row["premium_yuan"] for row in exposure}
    rates = {code: calls[code,] / premium[code] * 1e8 for code in premium}
    regions: dict[str, list[float]] = defaultdict(lambda: [0, 0])
    for code, yuan in premium.items():
        totals = regions[register[code]["region_name"]]
        totals[0] += calls[code,]
        totals[1] += yuan
    claims = facts.count("branch_name", where=is_of(**CALLS, category_code="claims"))
    north = facts.count("branch_name", "category_name", where=is_of(**CALLS, region="north"))
    leading = {branch: most({key: n for key, n in north.items() if key[0] == branch}, 1)[0] for branch, _ in north}

    def name(code: str) -> str:
        return register[code]["branch_name"]

    return {
        15: sorted((rank, name(code), n) for rank, code, n in high),
        16: sorted((name(code), register[code]["branch_name_zh"]) for code in zero),
        17: sorted((name(code), 2) for code in zero if not before[code,]),
        18: sorted(
            (
                name(row["branch_code"]),
                counts[row["branch_code"],],
                row["expected_complaints"],
                bands[row["funnel_band"]],
            )
            for row in above
        ),
        19: [(name(code), calls[code,], rate) for code, rate in sorted(rates.items(), key=lambda item: -item[1])[:5]],
        20: sorted(((name, n, n / yuan * 1e8) for name, (n, yuan) in regions.items()), key=lambda row: -row[-1]),
        21: most(claims, 10),
        22: [leading[branch] for branch in sorted(leading)],
    }


def months(facts: Facts) -> dict[int, list[tuple]]:
    operations = facts.count("month", where=is_of(**OPERATIONS))
    peak = max(operations.values())
    beyond = facts.table("marts.monthly_distribution", is_of(**HQ, scope_code="operations", is_peak=True))
    calls = facts.count("report_year", "month", where=is_of(source_system="call_center"))
    earlier = {month: calls[2011, month - 1] if month > 1 else calls[2010, 12] for month in range(1, 13)}
    steps = [(month, old, calls[2011, month], calls[2011, month] / old - 1) for month, old in earlier.items()]
    years = [(month, calls[2010, month], calls[2011, month]) for month in range(1, 13)]
    return {
        23: [(month, month_name[month], operations[month,]) for month in range(1, 13)],
        24: [
            (f"2011-{month:02}", n, beyond[0]["is_peak_beyond_chance"])
            for (month,), n in sorted(operations.items())
            if n == peak
        ],
        25: [(f"2011-{month:02}", *rest) for month, *rest in sorted(steps, key=lambda row: -row[-1])[:3]],
        26: [(month, old, new, new / old - 1) for month, old, new in years],
        27: by_name(facts.count("quarter", where=is_of(source_system="call_center", branch_code="guangdong"))),
    }


def channels(facts: Facts) -> dict[int, list[tuple]]:
    groups = {"direct": ("Direct", "自行受理"), "referred": ("Referred", "外部转来")}
    counts = facts.count("channel_group", where=is_of(**OPERATIONS))
    through = changes(facts, "channel_name", source_system="hq", line_code="operations")
    order = [row["channel_name"] for row in facts.listed("channels")]
    regulator = facts.count("branch_name", where=is_of(**CALLS, channel_code="regulator"))
    return {
        28: [(*groups[group], n) for group, n in most(counts)],
        29: [(name, *through[name]) for name in order if name in through],
        30: most(regulator, 5),
    }


def causes(facts: Facts) -> dict[int, list[tuple]]:
    judged = facts.count("category_name", "controllability", where=is_of(**OPERATIONS))
    controllable = is_of(**CALLS, controllability="controllable")
    frequent = facts.count("category_name", "cause_name", "cause_name_zh", where=controllable)
    unhappy = facts.count("grievance_name", "grievance_name_zh", where=is_of(**HQ, category_code="claims"))
    all_of = facts.count("branch_name", where=is_of(**CALLS, line_code="operations"))
    could = facts.count("branch_name", where=is_of(**CALLS, line_code="operations", controllability="controllable"))
    rates = [(*branch, n, could[branch] / n) for branch, n in all_of.items() if n >= 50]
    return {
        31: [(category, judgement.capitalize(), n) for category, judgement, n in by_name(judged)],
        32: most(frequent, 5),
        33: most(unhappy),
        34: sorted(rates, key=lambda row: (-row[-1], row[0])),
    }


def closure(facts: Facts) -> dict[int, list[tuple]]:
    days: dict[str, list[int]] = defaultdict(list)
    for row in facts.complaints:
        if row["closed_date"] and is_of(**CALLS)(row):
            days[row["line_name"]].append((row["closed_date"] - row["received_date"]).days)
    standing: dict[tuple, list[bool]] = defaultdict(list)
    overdue: dict[tuple, int] = defaultdict(int)
    for row in facts.open_cases:
        standing[row["source_system_name"], row["line_name"]].append(row["is_overdue"])
        if row["is_overdue"]:
            overdue[row["branch_name"],] += 1
    oldest = sorted(facts.open_cases, key=lambda row: (-row["days_open"], row["complaint_number"]))[:5]
    return {
        35: [(line, len(found), mean(found), median(found)) for line, found in sorted(days.items())],
        36: [(*key, len(found), sum(found)) for key, found in sorted(standing.items())],
        37: [(row["complaint_number"], row["branch_name"], row["category_name"], row["days_open"]) for row in oldest],
        38: most(overdue, 5),
    }


def coverage(facts: Facts) -> dict[int, list[tuple]]:
    names = {"covered": ("Covered", "完整"), "partly": ("Partly covered", "部分")}
    years = facts.table("core.dim_feed_year")
    lacking: dict[str, Callable[[Row], bool]] = {
        "branch": lambda row: row["branch_code"] in UNLISTED,
        "category": lambda row: row["category_code"] == "unmapped",
        "channel": lambda row: row["channel_code"] in UNLISTED,
        "cause": lambda row: row["cause_code"] in UNLISTED,
    }
    without = [facts.count("source_system_name", where=condition) for condition in lacking.values()]
    return {
        39: sorted(
            (SOURCES[row["source_system"]][0], row["report_year"], *names[row["coverage"]], row["period_end_date"])
            for row in years
        ),
        40: [(name, *(counts[name,] for counts in without)) for name, _ in SOURCES.values()],
    }


GROUPS = (how_many, year_on_year, shares_of, branches, months, channels, causes, closure, coverage)
