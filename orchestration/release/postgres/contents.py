"""What of a release a PostgreSQL database is to hold: its tables and views as tables, with the keys that hold in it.

The views of `bi` become tables: a view can have no key, and a second wording of each in another SQL could say something
else. Reads the release only.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

import duckdb

from orchestration.model_keys import keys_of_models
from orchestration.release.catalog import PUBLISHED_SCHEMAS, Table, published_tables
from orchestration.release.references import Reference, references_of
from orchestration.release.views import VIEWS
from orchestration.sql_rows import count_of, only_row
from orchestration.sql_text import identifier

SCHEMAS = (VIEWS, *PUBLISHED_SCHEMAS)


@dataclass(frozen=True)
class Content:
    """A table as it is to be: `rows` is DuckDB's query for what it holds.

    `key` tells its rows apart, and is empty where none is declared or rows of this release agree in it;
    `key_is_given` says that no row lacks a part of it.
    """

    table: Table
    rows: str
    key: tuple[str, ...] = ()
    key_is_given: bool = False
    references: tuple[Reference, ...] = ()

    @property
    def name(self) -> str:
        """`schema.table`."""
        return self.table.qualified_name


def contents_of(release: duckdb.DuckDBPyConnection, manifest: Mapping[str, Any]) -> list[Content]:
    """The contents of the release that is open, in order of name; `manifest` is dbt's.

    A key or reference that does not hold in this release, since it was made by another version of the models, is left
    out: a release that was published can always be loaded.
    """
    (database,) = only_row(release, "select current_database()")
    tables = published_tables(release, database, SCHEMAS)
    keys = keys_of_models(manifest["nodes"])
    contents = {
        table.qualified_name: Content(
            table, f"from {_sql_name(table)}", *_key_in(release, table, keys.get(table.qualified_name, ()))
        )
        for table in tables
    }
    references: dict[str, list[Reference]] = {}
    for one in references_of(manifest, tables):
        if _holds(release, one, contents):
            references.setdefault(one.table, []).append(one)
    return [replace(content, references=tuple(references.get(name, ()))) for name, content in contents.items()]


def _key_in(
    release: duckdb.DuckDBPyConnection, table: Table, declared: tuple[str, ...]
) -> tuple[tuple[str, ...], bool]:
    """The declared key if the rows differ in it, and whether each has all of it."""
    if not declared or not set(declared) <= {column.name for column in table.columns}:
        return (), False
    columns, name = _listed(declared), _sql_name(table)
    twice = f"select count(*) from (select 1 from {name} group by {columns} having count(*) > 1 limit 1)"
    if count_of(release, twice):
        return (), False
    lacks = " or ".join(f"{identifier(column)} is null" for column in declared)
    return declared, not count_of(release, f"select count(*) from {name} where {lacks}")


def _holds(release: duckdb.DuckDBPyConnection, one: Reference, contents: Mapping[str, Content]) -> bool:
    here, there = contents[one.table], contents[one.to_table]
    if there.key != (one.to_column,) or not there.key_is_given:
        return False
    column, key = identifier(one.column), identifier(one.to_column)
    known = f"select {key} from {_sql_name(there.table)}"
    return not count_of(
        release,
        f"select count(*) from {_sql_name(here.table)} where {column} is not null and {column} not in ({known})",
    )


def _sql_name(table: Table) -> str:
    return f"{identifier(table.schema)}.{identifier(table.name)}"


def _listed(columns: Iterable[str]) -> str:
    return ", ".join(map(identifier, columns))
