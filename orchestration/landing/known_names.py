"""Names of the reference data that decide whether a row is usable at all: branches, and items of the survey.

A name that the marts count as unmapped keeps no row out, and is not looked at here.
"""

from __future__ import annotations

import csv
from pathlib import Path

import duckdb

from orchestration.contracts import ContractError
from orchestration.landing.reasons import BRANCHES, SERVICE_ITEMS
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


def _read(connection: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    """Make a table of a list."""
    line = 1
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.reader(file, strict=True, skipinitialspace=True)
            header = [column.strip().lower() for column in next(rows, [])]
            for cells in rows:
                line = rows.line_num
                if cells and len(cells) != len(header):
                    raise ContractError(f"{path}, line {line}: {len(cells)} cells where the header has {len(header)}")
        missing = [column for column in _COLUMNS[name] if column not in header]
        if missing:
            raise ContractError(f"{path}, line 1: no column {', '.join(missing)}")
        connection.execute(f"create or replace temp table {name} as {_source(path)}")
    except (csv.Error, UnicodeError, duckdb.Error) as error:
        raise ContractError(f"{path}, after line {line}: cannot be read as a list in UTF-8") from error


def _source(path: Path) -> str:
    """The list as dbt reads it."""
    options = "header = true, all_varchar = true, delim = ',', quote = '\"', strict_mode = true"
    return f"select * from read_csv({literal(str(path))}, {options})"


def _upper(column: str) -> str:
    return f"upper({cleaned(column)})"


_COLUMNS = {
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
