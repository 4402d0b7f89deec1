"""What tables a DuckDB file offers, and how their names are written in SQL. Reads the catalogue only, never rows."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

import duckdb

from orchestration.sql_text import identifier, literal

PUBLISHED_SCHEMAS = ("core", "marts")


@dataclass(frozen=True)
class Column:
    """A column with its DuckDB type, as text, and its comment, if it has one."""

    name: str
    data_type: str
    comment: str | None


@dataclass(frozen=True)
class Table:
    """A table or view of a published schema, with its columns in their order."""

    schema: str
    name: str
    comment: str | None
    columns: tuple[Column, ...]

    @property
    def qualified_name(self) -> str:
        """`schema.table`, as people and manifests write it."""
        return f"{self.schema}.{self.name}"

    def sql_name(self, database: str) -> str:
        """The quoted name within the attached `database`."""
        return ".".join(map(identifier, (database, self.schema, self.name)))


def published_tables(
    connection: duckdb.DuckDBPyConnection, database: str, schemas: Collection[str] = PUBLISHED_SCHEMAS
) -> list[Table]:
    """Every table and view of the published schemas, or of those given, in the attached `database`, by name."""
    relations = connection.execute(
        """
        select schema_name, table_name, comment from duckdb_tables() where database_name = $database
        union all
        select schema_name, view_name, comment from duckdb_views() where database_name = $database and not internal
        order by 1, 2
        """,
        {"database": database},
    ).fetchall()
    columns: dict[tuple[str, str], list[Column]] = {}
    for schema, table, *column in connection.execute(
        """
        select schema_name, table_name, column_name, data_type, comment
        from duckdb_columns() where database_name = ? order by schema_name, table_name, column_index
        """,
        [database],
    ).fetchall():
        columns.setdefault((schema, table), []).append(Column(*column))
    return [
        Table(schema, name, comment, tuple(columns[schema, name]))
        for schema, name, comment in relations
        if schema in schemas
    ]


def describe(connection: duckdb.DuckDBPyConnection, table: Table, name: str, kind: Literal["table", "view"]) -> None:
    """Give the table or view `name` (SQL) the comments of `table`, and its columns those that they have there."""
    if table.comment:
        connection.execute(f"comment on {kind} {name} is {literal(table.comment)}")
    for column in table.columns:
        if column.comment:
            connection.execute(f"comment on column {name}.{identifier(column.name)} is {literal(column.comment)}")
