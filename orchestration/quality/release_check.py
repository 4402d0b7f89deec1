"""The check on the way out: do the tables that are about to be published make sense together."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from pathlib import Path

import duckdb

from expectations.outcome import PLACES_SHOWN, SuiteOutcome
from expectations.release_rules import EXPECTED_TABLES, PERSONAL_DATA, RELEASE_RULES, SWING
from orchestration import progress
from orchestration.quality.personal_data_search import (
    feeds_that_look_personal,
    kinds_published,
    rows_with_personal_data,
)
from orchestration.quality.site import Judge, documented
from orchestration.settings import Settings
from orchestration.sql_rows import count_of
from orchestration.sql_text import identifier, literal

# What tells a row from others, and is made or chosen by the warehouse.
_TELLING = ("complaint_key", "load_id", "content_hash", "feed", "source_system", "report_year", "domain", "scope_code")

_COMPLAINT_FEEDS = ("call_center", "hq")
_MAY_BE_NEGATIVE = ("change", "gap", "difference", "revision")
_NOT_A_SHARE = (*_MAY_BE_NEGATIVE, "yoy", "mom")

# schema.table -> {column: type}
_Tables = dict[str, dict[str, str]]


def check_release(
    settings: Settings,
    database: Path,
    expected_tables: Collection[str] = (),
    judge: Judge = documented,
    to_search: Mapping[str, str] | None = None,
) -> SuiteOutcome:
    """Check the candidate file `database`, which is opened read-only.

    `expected_tables` (`schema.table`) are the tables of `core` and `marts` that the file must hold, no more and no
    less; without them that rule is left out. A mart that a rule needs and the file lacks counts as empty. `judge` holds
    the numbers against the rules, and documents them unless it is another one. `to_search` tells, by table, which rows
    (SQL) are to be searched for personal data: others were so for an earlier release. All of a table not named are.
    """
    progress.begin("checking the release")
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = _tables(connection)
        personal_rows, places = _personal_data(settings, connection, tables, to_search or {})
        swings = _swings(connection, tables)
        profile: dict[str, float] = {
            PERSONAL_DATA.column: personal_rows,
            "negative_count_rows": _count(connection, _marts(tables), _has_negative_count),
            "impossible_share_rows": _count(connection, _marts(tables), _has_impossible_share),
            "sources_without_totals": _sources_without_totals(connection, tables),
            "complaint_count": _complaint_count(connection, tables),
            SWING.column: max((abs(rate) for _, rate in swings), default=0),
        }
    rules = RELEASE_RULES
    if expected_tables:
        rules = (EXPECTED_TABLES, *rules)
        profile["tables_not_as_expected"] = len(set(expected_tables) ^ set(tables))
    swung = tuple(f"{place} ({rate:+.1%})" for place, rate in swings if not SWING.is_kept_by(abs(rate)))
    outcome = judge(settings, "release", rules, [profile])
    return outcome.with_places({PERSONAL_DATA.sentence: places, SWING.sentence: swung})


def _personal_data(
    settings: Settings, connection: duckdb.DuckDBPyConnection, tables: _Tables, to_search: Mapping[str, str]
) -> tuple[int, tuple[str, ...]]:
    """How many rows hold personal data, and where the first of them are: table, columns, and what tells the row."""
    exempt = feeds_that_look_personal(settings)
    rows = 0
    places: list[str] = []
    for name, types in tables.items():
        kinds = kinds_published(settings, [column for column, data_type in types.items() if "VARCHAR" in data_type])
        told_by = [column for column in _TELLING if column in types][:3]
        exempt_here = {column: exempt[column] for column in kinds if column in exempt}
        searched = _searched(name, types, exempt_here, to_search.get(name))
        for found in rows_with_personal_data(connection, searched, kinds, [*map(identifier, told_by), "rowid"]):
            rows += 1
            if len(places) < PLACES_SHOWN:
                key = [f"{c} {v}" for c, v in zip(told_by, found.row, strict=False) if c not in found.columns]
                places.append(f"{name}, {', '.join([*key, f'row {found.row[-1] + 1}'])}: {', '.join(found.columns)}")
    return rows, tuple(places)


def _searched(name: str, types: dict[str, str], exempt: Mapping[str, Sequence[str]], which: str | None) -> str:
    """The rows to search (`which`, or all), without the numbers that a feed's contract calls no personal data."""
    table = ".".join(map(identifier, name.split(".", 1)))
    of_others = "case when source_system not in ({feeds}) then {column} end" if "source_system" in types else "''"
    left = [
        f"{of_others.format(feeds=', '.join(map(literal, feeds)), column=identifier(column))} as {identifier(column)}"
        for column, feeds in exempt.items()
    ]
    columns = f"* replace ({', '.join(left)})" if left else "*"
    return f"(select rowid, {columns} from {table} where {which or 'true'})"


def _tables(connection: duckdb.DuckDBPyConnection) -> _Tables:
    tables: _Tables = {}
    for schema, table, column, data_type in connection.execute(
        """
        select schema_name, table_name, column_name, data_type from duckdb_columns()
        where database_name = current_database() and schema_name in ('core', 'marts')
        order by schema_name, table_name, column_index
        """
    ).fetchall():
        tables.setdefault(f"{schema}.{table}", {})[column] = data_type
    return tables


def _marts(tables: _Tables) -> _Tables:
    return {name: columns for name, columns in tables.items() if name.startswith("marts.")}


def _count(connection: duckdb.DuckDBPyConnection, tables: _Tables, condition: Callable[[dict[str, str]], str]) -> int:
    """Rows of all `tables` for which `condition`, made from a table's columns, holds; one scan of each table."""
    total = 0
    for name, columns in tables.items():
        where = condition(columns)
        if where:
            table = ".".join(map(identifier, name.split(".", 1)))
            total += count_of(connection, f"select count(*) from {table} where {where}")
    return total


def _has_negative_count(columns: dict[str, str]) -> str:
    counts = [
        name
        for name, data_type in columns.items()
        if data_type.endswith("INT") or data_type == "INTEGER"
        if not any(word in name for word in _MAY_BE_NEGATIVE)
    ]
    return " or ".join(f"{identifier(name)} < 0" for name in counts)


def _has_impossible_share(columns: dict[str, str]) -> str:
    shares = [
        name
        for name, data_type in columns.items()
        if data_type.startswith(("DOUBLE", "FLOAT", "DECIMAL"))
        if "share" in name or name.endswith("_rate")
        if not any(word in name for word in _NOT_A_SHARE)
    ]
    # the margin is what rounding may add to a sum of shares
    return " or ".join(f"{identifier(name)} not between -1e-9 and 1 + 1e-9" for name in shares)


def _sources_without_totals(connection: duckdb.DuckDBPyConnection, tables: _Tables) -> int:
    if "marts.feed_ledger" not in tables:
        return 0
    totals = "select null as source_system where false"
    if "marts.yearly_comparison" in tables:
        totals = "select source_system from marts.yearly_comparison where scope_level = 'company' and complaints > 0"
    void = "select null as source_system where false"
    if "is_void" in tables.get("core.fct_complaints", {}):
        void = "select source_system from core.fct_complaints group by source_system having bool_and(is_void)"
    return count_of(
        connection,
        f"""
        select count(*) from (
            select feed from marts.feed_ledger where feed in {_COMPLAINT_FEEDS}
            group by feed having sum(rows_accepted) > 0
        ) where feed not in ({totals}) and feed not in ({void})
        """,
    )


def _complaint_count(connection: duckdb.DuckDBPyConnection, tables: _Tables) -> int:
    if "marts.yearly_comparison" not in tables:
        return 0
    query = "select coalesce(sum(complaints), 0)::bigint from marts.yearly_comparison where scope_level = 'company'"
    return count_of(connection, query)


def _swings(connection: duckdb.DuckDBPyConnection, tables: _Tables) -> list[tuple[str, float]]:
    """Each source and year with the company's relative change against the year before, the largest first."""
    if "marts.yearly_comparison" not in tables:
        return []
    return connection.execute(
        """
        select source_system || ' ' || report_year, yoy_change_rate::double as rate
        from marts.yearly_comparison where scope_level = 'company' and yoy_change_rate is not null
        order by abs(rate) desc, 1
        """
    ).fetchall()
