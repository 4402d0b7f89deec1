"""Columns, row counts and first rows of built tables, for people who look at an asset.

What is shown stays in Dagster's event log for as long as that is kept; `shown_columns` says which columns may be.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.shown_columns import is_shown
from orchestration.sql_rows import count_of

PREVIEW_ROWS = 5


@dataclass(frozen=True)
class TablePreview:
    """`rows` in the table; `markdown` shows the first few, without texts, where the table is one that others read.

    A view has neither. `columns` are names, types and comments.
    """

    rows: int | None
    markdown: str | None
    columns: tuple[tuple[str, str, str | None], ...]


def preview_tables(warehouse: Path, schemas_shown: Collection[str]) -> dict[tuple[str, str], TablePreview]:
    """Previews by (schema, table). The rows of views are not counted: that would run one over the whole lake.

    Only tables of `schemas_shown` show rows; the others are working tables of no interest to a reader.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        previews = {}
        for relation, columns in _columns(connection).items():
            schema, table = relation
            is_table = relation in tables
            previews[relation] = TablePreview(
                rows=count_of(connection, f'select count(*) from "{schema}"."{table}"') if is_table else None,
                markdown=_markdown(connection, schema, table) if is_table and schema in schemas_shown else None,
                columns=tuple(columns),
            )
        return previews


def _columns(connection: duckdb.DuckDBPyConnection) -> dict[tuple[str, str], list[tuple[str, str, str | None]]]:
    columns: dict[tuple[str, str], list[tuple[str, str, str | None]]] = {}
    for schema, relation, *column in connection.execute(
        """
        select schema_name, table_name, column_name, data_type, comment from duckdb_columns()
        where not internal order by schema_name, table_name, column_index
        """
    ).fetchall():
        name, data_type, comment = column
        columns.setdefault((schema, relation), []).append((name, data_type, comment))
    return columns


def _markdown(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> str | None:
    described = connection.execute(f'describe "{schema}"."{table}"').fetchall()
    columns = [name for name, data_type, *_ in described if is_shown(name, data_type)]
    if not columns:
        return None
    names = ", ".join(f'"{name}"' for name in columns)
    cursor = connection.execute(f'select {names} from "{schema}"."{table}" limit {PREVIEW_ROWS}')
    lines = [columns, ["---"] * len(columns), *cursor.fetchall()]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
