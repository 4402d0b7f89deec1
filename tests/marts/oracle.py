"""Every mart, computed with pandas straight from the raw files, and the comparison with a built database."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import duckdb
import pandas as pd

from tests.marts import (
    oracle_branches,
    oracle_changes,
    oracle_closure,
    oracle_coverage,
    oracle_figures,
    oracle_months,
    oracle_people,
    oracle_priorities,
    oracle_reasons,
    oracle_records,
    oracle_revisions,
    oracle_scopes,
    oracle_statistics,
    oracle_taxonomy,
)
from tests.marts.raw_feeds import RawFeeds

TOLERANCE = 1e-9
SCOPE_YEAR = ("source_system", "report_year", "scope_level", "scope_code")


@dataclass(frozen=True)
class Oracle:
    """How one mart is computed, what identifies its rows, and how it is read from a database.

    `read` replaces columns whose content is free (a message, a hash) by what can be said of them beforehand.
    """

    compute: Callable[[RawFeeds], pd.DataFrame]
    keys: tuple[str, ...]
    read: str = "select * from marts.{mart}"
    tolerance: float = TOLERANCE


def _rounding(*p_values: str) -> str:
    """The warehouse's p-values of shares rest on a normal distribution that is good to seven digits."""
    columns = ", ".join(f"printf('%.5g', {name})::double as {name}" for name in p_values)
    return f"select * replace ({columns}) from marts.{{mart}}"


ORACLES = {
    "yearly_comparison": Oracle(
        oracle_changes.yearly_comparison,
        SCOPE_YEAR,
        "select * replace (printf('%.5g', yoy_gap_p_value)::double as yoy_gap_p_value), "
        "comparability_note is not null as has_comparability_note from marts.{mart}",
    ),
    "category_share": Oracle(
        oracle_scopes.category_share,
        (*SCOPE_YEAR, "parent_level", "parent_code"),
        _rounding("share_change_p_value"),
    ),
    # the tails of two large counts are computed to a hundred-thousandth
    "branch_ranking": Oracle(oracle_branches.branch_ranking, (*SCOPE_YEAR, "branch_code"), tolerance=1e-5),
    # the normal distribution is a fit
    "monthly_distribution": Oracle(oracle_months.monthly_distribution, (*SCOPE_YEAR, "month"), tolerance=1e-6),
    "channel_mix": Oracle(
        oracle_reasons.channel_mix,
        (*SCOPE_YEAR, "channel_group", "channel_code"),
        _rounding("share_change_p_value", "group_share_change_p_value"),
    ),
    "controllability": Oracle(
        oracle_reasons.controllability,
        SCOPE_YEAR,
        _rounding("controllable_rate_change_p_value", "uncontrollable_rate_change_p_value"),
    ),
    "cause_breakdown": Oracle(
        oracle_reasons.cause_breakdown,
        (*SCOPE_YEAR, "cause_group_code", "cause_code"),
        _rounding("share_change_p_value"),
    ),
    "grievance_breakdown": Oracle(
        oracle_reasons.grievance_breakdown, (*SCOPE_YEAR, "grievance_code"), _rounding("share_change_p_value")
    ),
    "case_closure": Oracle(oracle_closure.case_closure, SCOPE_YEAR),
    "improvement_priority": Oracle(
        oracle_priorities.improvement_priority,
        ("report_year", "category_code", "service_item_code"),
        "select * replace (round(quadrant_chance, 6) as quadrant_chance) from marts.{mart}",
    ),
    "typical_cases": Oracle(
        oracle_reasons.typical_cases,
        ("source_system", "complaint_number"),
        "select mart.*, complaint_number from marts.{mart} as mart left join core.fct_complaints using (complaint_key)",
    ),
    "change_decomposition": Oracle(oracle_statistics.change_decomposition, (*SCOPE_YEAR, "category_code")),
    "repeat_complainants": Oracle(
        oracle_people.repeat_complainants,
        ("keys",),
        "select *, array_to_string(complaint_keys, ',') as keys from marts.{mart}",
    ),
    "repeat_rates": Oracle(oracle_people.repeat_rates, ("source_system", "report_year")),
    "open_cases": Oracle(oracle_people.open_cases, ("source_system", "complaint_key")),
    "feed_overlap": Oracle(oracle_records.feed_overlap, ("report_year", "scope_level", "scope_code")),
    "figure_reconciliation": Oracle(oracle_figures.figure_reconciliation, ("figure_id",)),
    "figure_revisions": Oracle(oracle_revisions.figure_revisions, ("mart", "measure", *oracle_revisions.ALL_KEYS)),
    "feed_coverage": Oracle(oracle_coverage.feed_coverage, ("source_system", "report_year", "month")),
    "feed_ledger": Oracle(
        oracle_records.feed_ledger,
        ("feed", "file_name", "content_hash"),
        "select *, error is not null as has_error from marts.{mart}",
    ),
    "quarantined_rows": Oracle(oracle_records.quarantined_rows, ("content_hash", "row_number")),
    "taxonomy_changes": Oracle(oracle_taxonomy.taxonomy_changes, SCOPE_YEAR),
    "unmapped_values": Oracle(oracle_records.unmapped_values, ("source_system", "report_year", "domain", "value")),
}


def differences(mart: str, feeds: RawFeeds, database: Path) -> list[str]:
    """What a database's mart says otherwise than the oracle; empty where every row and column agrees."""
    oracle = ORACLES[mart]
    expected = _by_key(oracle.compute(feeds).to_dict("records"), oracle.keys)
    with duckdb.connect(str(database), read_only=True) as connection:
        cursor = connection.execute(oracle.read.format(mart=mart))
        columns = [column[0] for column in cursor.description]
        built = _by_key([dict(zip(columns, row, strict=True)) for row in cursor.fetchall()], oracle.keys)
    found = [f"{key} is missing" for key in expected.keys() - built.keys()]
    found += [f"{key} should not exist" for key in built.keys() - expected.keys()]
    for key in expected.keys() & built.keys():
        for column, value in expected[key].items():
            if not _agree(value, built[key][column], oracle.tolerance):
                found.append(f"{key} {column}: {built[key][column]!r}, by the oracle {value!r}")
    return sorted(found)


def _by_key(rows: list[dict], keys: tuple[str, ...]) -> dict[tuple, dict]:
    by_key = {tuple(row[key] for key in keys): row for row in rows}
    assert len(by_key) == len(rows), f"{len(rows) - len(by_key)} rows repeat a key of {keys}"
    return by_key


def _agree(expected: object, built: object, tolerance: float) -> bool:
    if isinstance(expected, tuple):
        return expected == tuple(sorted(str(built).split(", ")))
    if isinstance(expected, float) and isinstance(built, float):
        return abs(expected - built) <= tolerance * max(abs(expected), 1)
    if isinstance(expected, bool) or isinstance(built, bool):
        return expected is built
    return expected == built
