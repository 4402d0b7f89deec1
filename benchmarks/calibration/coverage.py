"""Feeds of which something is missing, mistyped or late: is a change between two years that is published still true?

A feed has two years. Its complaints come at random around a pace that has weekdays and a season, the same in both
years, and changes by a drawn factor from one year to the next: that is the truth. Then the feed is damaged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd
import pyarrow as pa

from benchmarks.calibration.measured import Measured
from benchmarks.calibration.models import built
from tests.dbt_project.compiled import CompiledProject

MODELS = (
    "int_feed_calendar",
    "int_received_islands",
    "int_feed_gaps",
    "int_coverage_gaps",
    "int_feed_latest_days",
    "int_closing_delays",
    "int_closed_only_days",
    "int_covered_days",
    "int_feed_months",
    "dim_feed_year",
    "agg_complaints_monthly",
    "int_complaints_to_cutoff",
    "int_complaints_by_scope",
    "int_feed_year_scopes",
    "int_scope_years",
    "int_scope_comparisons",
    "int_change_p_values",
    "int_yoy_significance",
)

FIRST, DAYS = np.datetime64("2010-01-01"), 730
# complaints a year, and the standard deviation of the logarithm of a year's pace over that of the year before
SIZES, CHANGE = (60, 4_000), 0.2
DRAWS = 1_000
CLAIM = "a change that is published lies outside its 95 % limits"

Random = np.random.Generator
# days on which complaints were received, counted from the first, and days until they were closed; what is left of them
Damage = Callable[[Random, np.ndarray, np.ndarray], tuple[np.ndarray, np.ndarray]]


def whole(random: Random, days: np.ndarray, delays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Nothing happens."""
    return days, delays


def truncated(random: Random, days: np.ndarray, delays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The feed begins late, or ends early; four months of it are left at least."""
    cut = random.integers(120, DAYS - 120)
    kept = days >= cut if random.random() < 0.5 else days < cut
    return days[kept], delays[kept]


def with_gap(random: Random, days: np.ndarray, delays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Between a week and half a year is missing, somewhere."""
    length = random.integers(7, 183)
    start = random.integers(0, DAYS - length)
    kept = (days < start) | (days >= start + length)
    return days[kept], delays[kept]


def mistyped(random: Random, days: np.ndarray, delays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The year of one to three complaints is wrong, and the feed truncated or not."""
    if random.random() < 0.5:
        days, delays = truncated(random, days, delays)
    moved = days.copy()
    for place in random.integers(0, len(days), random.integers(1, 4)):
        moved[place] += 365 * random.choice([-14, -9, -3, 2, 3])
    return moved, delays


def closed_only(random: Random, days: np.ndarray, delays: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """A complaint stands in the register once it is closed; it was copied on some day of the last half-year."""
    late = np.ceil(random.exponential(random.uniform(5, 40), len(days))).astype(int)
    seen = days + late < random.integers(DAYS - 183, DAYS + 1)
    return days[seen], late[seen]


DAMAGES: dict[str, Damage] = {
    "a whole feed": whole,
    "a feed that begins late or ends early": truncated,
    "a feed of which days or months are missing": with_gap,
    "a feed with mistyped years": mistyped,
    "a register of closed complaints": closed_only,
}


def measure(project: CompiledProject, random: Random, draws: int) -> Iterator[Measured]:
    """Every kind of damage."""
    for name, damage in DAMAGES.items():
        found = changes(project, random, damage, draws)
        is_false = ~found["truth"].between(found["yoy_rate_low"], found["yoy_rate_high"])
        yield Measured(
            CLAIM, f"{name}, {len(found):,} of {draws:,} published", (0.0, 0.06), round(is_false.mean(), 5), draws
        )


def changes(project: CompiledProject, random: Random, damage: Damage, draws: int) -> pd.DataFrame:
    """The changes of the drawn feeds that are published, with the true one."""
    feeds = [_drawn(random, f"draw_{number:05}", damage) for number in range(draws)]
    truth = pd.DataFrame([(name, true) for name, true, _ in feeds], columns=["source_system", "truth"])
    drawn = {**NOTHING_ELSE, "dim_scope": COMPANY, "fct_complaints": pa.concat_tables(table for *_, table in feeds)}
    with built(project, drawn, MODELS) as warehouse:
        published = warehouse.execute("from intermediate.int_yoy_significance").df()
    return published.merge(truth, on="source_system").dropna(subset=["yoy_rate_low"])


def _drawn(random: Random, name: str, damage: Damage) -> tuple[str, float, pd.DataFrame]:
    """A feed by its name: its true change, and the complaints that are left of it."""
    ratio = np.exp(random.normal(0, CHANGE))
    calendar = FIRST + np.arange(DAYS)
    months = pd.DatetimeIndex(calendar).month.to_numpy()
    weekdays = np.where(pd.DatetimeIndex(calendar).day_of_week < 5, 1, random.choice([0.01, 0.5, 1]))
    pace = np.exp(random.normal(0, 0.15, 12))[months - 1] * weekdays
    pace *= np.exp(random.uniform(*np.log(SIZES))) / pace[:365].sum()
    pace[365:] *= ratio
    days = np.repeat(np.arange(DAYS), random.poisson(pace))
    days, delays = damage(random, days, random.integers(0, 30, len(days)))
    return name, ratio - 1, complaints_of(name, FIRST + days, delays, open_share=0 if damage is closed_only else 0.05)


def complaints_of(name: str, received: np.ndarray, delays: np.ndarray, open_share: float) -> pa.Table:
    """The fact's rows of complaints, a share of which is still open."""
    is_open = np.arange(len(received)) % 100 < 100 * open_share
    constant = {"source_system": name, "is_void": False, **dict.fromkeys(CODES, "any")}
    return pa.table(
        {
            **{
                column: pa.array([value]).take(pa.array(np.zeros(len(received), int)))
                for column, value in constant.items()
            },
            "report_year": received.astype("datetime64[Y]").astype("int32") + 1970,
            "received_date": received.astype("datetime64[D]"),
            "received_month": received.astype("datetime64[M]").astype("datetime64[D]"),
            "closed_date": pa.array(received + delays.astype("timedelta64[D]"), mask=is_open),
            "days_to_close": pa.array(delays, mask=is_open),
            "is_closed": ~is_open,
        }
    )


CODES = (
    "branch_code",
    "line_code",
    "category_code",
    "subcategory_code",
    "channel_group",
    "channel_code",
    "cause_group_code",
    "cause_code",
    "grievance_code",
    "controllability",
)
_TEXT, _DATE, _WHOLE = pa.string(), pa.date32(), pa.int64()
COMPANY = pa.table(
    {
        "scope_level": ["company"],
        "scope_code": ["company"],
        "line_code": pa.array([None], _TEXT),
        "category_code": pa.array([None], _TEXT),
    }
)
SCOPE_YEAR = {"source_system": _TEXT, "report_year": _WHOLE, "scope_level": _TEXT, "scope_code": _TEXT}
NOTHING_ELSE = {
    name: pa.schema(columns).empty_table()
    for name, columns in {
        "int_affected_months": {"received_month": _DATE},
        "int_load_latest_days": {"source_system": _TEXT, "latest_day": _DATE},
        "int_coverage_declared": {
            **dict.fromkeys(("source_system", "coverage", "evidence", "note"), _TEXT),
            **dict.fromkeys(("covered_from", "covered_to"), _DATE),
            "precedence": _WHOLE,
        },
        "int_taxonomy_breaks_crossed": {**SCOPE_YEAR, "is_bridged": pa.bool_(), "note": _TEXT},
        "int_taxonomy_bridges_crossed": {**SCOPE_YEAR, "member_code": _TEXT},
        "int_company_exposure_years": {
            "report_year": _WHOLE,
            **dict.fromkeys(("premium_yuan", "premium_yuan_prior_year"), pa.float64()),
        },
    }.items()
}
