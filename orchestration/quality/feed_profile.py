"""The profile of a feed's new loads: one row of counts and shares per load, computed by DuckDB in one scan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import duckdb

from expectations.outcome import PLACES_SHOWN
from orchestration.contracts import find_contract
from orchestration.personal_data.fields import FREE_TEXT
from orchestration.quality.personal_data_search import kinds_in_lake, masked_in, rows_with_personal_data
from orchestration.settings import DateReading, Settings, clock_not_before
from orchestration.sql_text import cleaned, identifier, literal, parsed_date, parsed_number

# Columns of names that the reference data knows: whoever stands there stands in the wrong place.
_NAMES = ("branch", "category", "cause", "grievance", "controllable", "channel", "status")

_DATE_COLUMN = {"call_center": "received_at", "hq": "received_at", "satisfaction_survey": "surveyed_on"}

PERSONAL_DATA = "rows_with_personal_data"

# a clock that was behind when a file arrived may have been put right since
_TODAY = f"greatest(current_date, {literal(clock_not_before().isoformat())}::date) + 1"
_FUTURE = f"day > greatest(last_day, {_TODAY})"

_REFERENCE = ("aliases", "branches", "category_crosswalk", "service_items")


@dataclass(frozen=True)
class LoadProfile:
    """A load in numbers: its rows, the latest day that it reports on, and a number for each rule.

    `places` tells for a rule where it is broken: the first few rows.
    """

    sequence: int
    row_count: int
    latest_day: date | None
    numbers: dict[str, float] = field(default_factory=dict)
    places: dict[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Measure:
    """An aggregate over the rows of a load, and its harmless value for a nil return, which is no fault."""

    expression: str
    without_rows: float


def profile_loads(settings: Settings, feed: str, loads: Sequence[str]) -> list[LoadProfile]:
    """Profile the lake files of `loads`, in order of their sequence."""
    scan = _scan([settings.lake / feed / f"{load}.parquet" for load in loads])
    with duckdb.connect() as connection:
        for table in _REFERENCE:
            path = literal(str(settings.reference / f"{table}.csv"))
            connection.execute(f"create table {table} as from read_csv({path}, header = true, all_varchar = true)")
        columns = [name for name, *_ in connection.execute(f"describe from {scan}").fetchall() if name[0] != "_"]
        measures = _measures(feed, columns)
        rows = connection.execute(
            f"""
            with landed as (
                -- of a row that was purged nothing is left to judge
                select *, {_day(settings, feed)} as day from {scan} where _row_problems is distinct from 'purged'
            ),
            arrived as ({_arrivals(settings, feed)})
            select _load_id, count(*), max(day) filter (not coalesce({_FUTURE}, false)),
                   {", ".join(measure.expression for measure in measures.values())}
            from landed left join arrived on load_id = _load_id
            group by _load_id
            """
        ).fetchall()
        personal = _personal_data(connection, settings, feed, scan, columns)
    found = {load: (count, day, numbers) for load, count, day, *numbers in rows}
    nothing = (0, None, [measure.without_rows for measure in measures.values()])
    profiles = []
    for load in loads:
        row_count, latest_day, numbers = found.get(load, nothing)
        personal_rows, places = personal.get(load, (0, ()))
        numbers_by_rule = dict(zip(measures, numbers, strict=True)) | {PERSONAL_DATA: personal_rows}
        shown = {PERSONAL_DATA: places}
        profiles.append(LoadProfile(load_sequence(load), row_count, latest_day, numbers_by_rule, shown))
    return sorted(profiles, key=lambda profile: profile.sequence)


def load_sequence(load: str) -> int:
    """The number in a load's id, in which order the feed's loads landed."""
    return int(load.rpartition("-")[2])


def _personal_data(
    connection: duckdb.DuckDBPyConnection, settings: Settings, feed: str, scan: str, columns: Sequence[str]
) -> dict[str, tuple[int, tuple[str, ...]]]:
    """By load how many rows hold personal data in a column that is kept readable, and where the first of them are."""
    kinds = kinds_in_lake(settings, feed)
    searched = {name: kinds.get(name, FREE_TEXT) for name in columns if not name.endswith("_token")}
    places: dict[str, tuple[int, tuple[str, ...]]] = {}
    for found in rows_with_personal_data(connection, scan, searched, ["_load_id", "_file_name", "_row_number"]):
        load, file_name, row_number = found.row
        rows, shown = places.get(load, (0, ()))
        if rows < PLACES_SHOWN:
            shown += (f"{file_name}, row {row_number}: {', '.join(found.columns)}",)
        places[load] = (rows + 1, shown)
    return places


def _scan(files: Sequence[Path]) -> str:
    return f"read_parquet([{', '.join(literal(str(file)) for file in files)}], union_by_name = true)"


def _day(settings: Settings, feed: str) -> str:
    if feed not in _DATE_COLUMN:
        return "null::date"
    contract = find_contract(settings.contracts, feed)
    return f"{parsed_date(_DATE_COLUMN[feed], contract.date_reading if contract else DateReading())}::date"


def _arrivals(settings: Settings, feed: str) -> str:
    """The day on which each load arrived, and one more: the ledger's clock is UTC, the rows' is local."""
    ledger = settings.ledger / f"{feed}.jsonl"
    if not ledger.is_file():
        return "select null::varchar as load_id, null::date as last_day where false"
    return f"""
        select load_id, max(received_at)::date + 1 as last_day
        from read_json({literal(str(ledger))}, format = 'newline_delimited', ignore_errors = true,
                       columns = {{load_id: 'VARCHAR', received_at: 'TIMESTAMP'}})
        where load_id is not null
        group by load_id
    """


def _measures(feed: str, columns: Sequence[str]) -> dict[str, _Measure]:
    distinct = f"count(distinct hash({', '.join(map(identifier, columns))}))"
    measures = {
        "repeated_share": _Measure(f"1 - {distinct} / count(*)", 0),
        "row_problem_share": _share("_row_problems is not null", without_rows=0),
    }
    if feed in _DATE_COLUMN:
        measures |= {
            "readable_date_share": _share("day is not null", without_rows=1),
            "future_date_share": _share(_FUTURE, without_rows=0),
            "future_date_rows": _Measure(_rows(_FUTURE), 0),
        }
    if feed in ("call_center", "hq"):
        known = f"select source_value from category_crosswalk where source_system = '{feed}'"
        measures |= {
            "numbered_share": _share(f"{cleaned('complaint_number')} is not null", without_rows=1),
            "masked_name_share": _share(masked_in(set(_NAMES) & set(columns)), without_rows=0),
            "known_branch_share": _known_branch_share(of_rows_naming_one=True),
            "known_category_share": _share(_known("category", known, "category", feed), without_rows=1),
        }
    if feed == "satisfaction_survey":
        items = _names("service_items", "service_item_name")
        measures |= {
            "score_share": _share(f"{parsed_number('score')} in (1, 2, 3, 4, 5)", without_rows=1),
            "known_item_share": _share(_known("service_item", items, "service_item", feed), without_rows=1),
        }
    if feed == "branch_exposure":
        positive = f"{parsed_number('policies_in_force')} > 0 or {parsed_number('premium_yuan')} > 0"
        names = f"count(distinct {_canonical('branch', 'branch', feed)})"
        listed = "(select count(*) from branches)"
        measures |= {
            "positive_exposure_share": _share(positive, without_rows=1),
            "known_branch_share": _known_branch_share(of_rows_naming_one=False),
            "branches_present_share": _Measure(f"coalesce({names} / nullif({listed}, 0), 1)", 1),
        }
    return measures


def _rows(condition: str) -> str:
    # count_if is NULL, not 0, where the condition is NULL in every row
    return f"coalesce(count_if({condition}), 0)"


def _share(condition: str, *, without_rows: float) -> _Measure:
    return _Measure(f"{_rows(condition)} / count(*)", without_rows)


def _known_branch_share(*, of_rows_naming_one: bool) -> _Measure:
    """A complaint may well come without a branch, and a feed without that column; exposure has no use without one."""
    is_known = _known("branch", _names("branches", "branch_name"), "branch", "")
    if not of_rows_naming_one:
        return _share(is_known, without_rows=1)
    named = _rows(f"{cleaned('branch')} is not null")
    return _Measure(f"coalesce({_rows(is_known)} / nullif({named}, 0), 1)", 1)


def _names(table: str, column: str) -> str:
    """What a table of the reference data calls its entries, in Chinese and in English."""
    return f"select {column}_zh from {table} union all select {column} from {table}"


def _known(column: str, names: str, domain: str, feed: str) -> str:
    known = f"select * from ({names}) union all select alias from {_aliases(domain, feed)}"
    return f"upper({cleaned(column)}) in (select upper({cleaned('name')}) from ({known}) as known (name))"


def _canonical(column: str, domain: str, feed: str) -> str:
    aliases = f"(select map(list(alias), list(canonical_value)) from {_aliases(domain, feed)})"
    return f"coalesce({aliases}[{cleaned(column)}], {cleaned(column)})"


def _aliases(domain: str, feed: str) -> str:
    return f"aliases where domain = '{domain}' and coalesce(source_system, '') in ('', '{feed}')"
