"""What of the reference data decides whether a row is usable at all: names of branches and survey items, and a year.

A name that the marts count as unmapped keeps no row out, and is not looked at here.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.contracts import ContractError
from orchestration.landing.reasons import BRANCHES, SERVICE_ITEMS
from orchestration.reference_text import Problem, UnreadableError, read_records
from orchestration.sql_rows import only_row
from orchestration.sql_text import cleaned, literal


def add_known_names(connection: duckdb.DuckDBPyConnection, reference: Path) -> frozenset[str]:
    """Make a table of each list of names whose files are there, and return the names of these tables.

    Raises `ContractError` for files that the warehouse could not read either, naming file, line and column.
    """
    added = set()
    for table, (files, query) in _TABLES.items():
        paths = {name: reference / f"{name}.csv" for name in files}
        if all(path.is_file() for path in paths.values()):
            for name, path in paths.items():
                _read(connection, name, path)
            connection.execute(f"create table {table} as {query}")
            added.add(table)
    return frozenset(added)


def earliest_year(reference: Path) -> int | None:
    """The year before which no complaint can be dated; None where no rule says it. Raises as `add_known_names` does."""
    rules = reference / "rules.csv"
    if not rules.is_file():
        return None
    with duckdb.connect() as connection:
        _read(connection, "rules", rules)
        year = "select max(try_cast(rule_value as double))::integer from rules"
        found: int | None = only_row(connection, f"{year} where trim(rule_code) = 'earliest_received_year'")[0]
    return found


def _read(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    """Make a table of a list."""
    problems: list[Problem] = []
    try:
        read_records(path, _COLUMNS[name], problems)
    except UnreadableError as error:
        problems.append(error.problem)
    if problems:
        raise ContractError("\n".join(f"{path.parent}/{problem}" for problem in problems))
    connection.execute(f"create or replace temp table {name} as {_source(path)}")


def _source(path: Path) -> str:
    """The list as dbt reads it."""
    options = "header = true, all_varchar = true, delim = ',', quote = '\"', strict_mode = true"
    return f"select * from read_csv({literal(str(path))}, {options})"


def _upper(column: str) -> str:
    return f"upper({cleaned(column)})"


_COLUMNS = {
    "rules": ("rule_code", "rule_value"),
    "branches": ("branch_name", "branch_name_zh"),
    "aliases": ("domain", "alias", "canonical_value"),
    "categories": ("category_code", "category_name", "category_name_zh"),
    "service_items": ("category_code", "service_item_name_zh"),
}

_TABLES = {
    BRANCHES: (
        ("branches", "aliases"),
        f"""
        with names as (
            select {_upper("branch_name_zh")} as branch from branches union select {_upper("branch_name")} from branches
        )
        select branch from names where branch is not null
        union
        select {_upper("alias")} from aliases
        where domain = 'branch' and {_upper("canonical_value")} in (select branch from names where branch is not null)
        """,
    ),
    SERVICE_ITEMS: (
        ("categories", "service_items"),
        f"""
        with names as (
            select category_code, {_upper("category_name_zh")} as category from categories
            union select category_code, {_upper("category_name")} from categories
        ),
        items as (
            select category_code, {_upper("service_item_name_zh")} as service_item from service_items
            union select category_code, {_upper("service_item_name")} from service_items
        )
        select distinct category, service_item from names inner join items using (category_code)
        where category is not null and service_item is not null
        """,
    ),
}
