"""Names of the reference data that decide whether a row is usable at all: branches, and items of the survey.

A name that the marts count as unmapped keeps no row out, and is not looked at here.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from orchestration.landing.errors import ContractError
from orchestration.landing.reasons import BRANCHES, SERVICE_ITEMS
from orchestration.sql_text import cleaned, literal


def add_known_names(connection: duckdb.DuckDBPyConnection, reference: Path) -> frozenset[str]:
    """Make a table of each list of names whose files are there, and return the names of these tables.

    Raises `ContractError` for files that the warehouse could not read either.
    """
    added = set()
    try:
        for table, (files, query) in _TABLES.items():
            paths = {name: reference / f"{name}.csv" for name in files}
            if all(path.is_file() for path in paths.values()):
                for name, path in paths.items():
                    connection.execute(f"create or replace temp view {name} as {_source(path)}")
                connection.execute(f"create table {table} as {query}")
                added.add(table)
    except duckdb.Error as error:
        raise ContractError(f"{reference}: its lists cannot be read; `make run` says where they are wrong") from error
    return frozenset(added)


def _source(path: Path) -> str:
    return f"select * from read_csv({literal(str(path))}, header = true, all_varchar = true, nullstr = '')"


def _upper(column: str) -> str:
    return f"upper({cleaned(column)})"


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
