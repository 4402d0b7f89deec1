"""Row counts and first rows of built tables, for people who look at an asset."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

PREVIEW_ROWS = 5


@dataclass(frozen=True)
class TablePreview:
    """`rows` in the table; `markdown` shows the first few where the table is one that others read."""

    rows: int
    markdown: str | None


def preview_tables(warehouse: Path, schemas_shown: Collection[str]) -> dict[tuple[str, str], TablePreview]:
    """Previews by (schema, table). Views are left out: counting one would run it over the whole lake.

    Only tables of `schemas_shown` show rows; the others are working tables of no interest to a reader.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        tables = connection.execute("select schema_name, table_name from duckdb_tables() order by all").fetchall()
        return {
            (schema, table): TablePreview(
                rows=connection.execute(f'select count(*) from "{schema}"."{table}"').fetchone()[0],
                markdown=_markdown(connection, schema, table) if schema in schemas_shown else None,
            )
            for schema, table in tables
        }


def _markdown(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> str:
    cursor = connection.execute(f'select * from "{schema}"."{table}" limit {PREVIEW_ROWS}')
    columns = [column[0] for column in cursor.description]
    lines = [columns, ["---"] * len(columns), *cursor.fetchall()]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines)


def _cell(value: object) -> str:
    return "" if value is None else str(value).replace("|", "\\|").replace("\n", " ")
