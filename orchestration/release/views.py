"""The views that analysts open: written into a release over its own tables, in the schema `bi` and again in `main`.

They hold no data of their own: what a release counts, exports and searches for personal data are its tables.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

import duckdb

from orchestration.release.catalog import Table, describe, published_tables
from orchestration.sql_text import identifier

VIEWS = "bi"
# where clients look that were told no schema
_UNNAMED = "main"


@dataclass(frozen=True)
class View:
    """A view with its columns and comments, and the statement that makes it within its database."""

    table: Table
    statement: str

    def statement_for(self, database: str, schema: str) -> str:
        """The statement that makes the view in a schema of another attached database, which has the same tables."""
        begin = f"CREATE VIEW {VIEWS}."
        if not self.statement.startswith(begin):
            raise ValueError(f"{self.table.qualified_name} is no view of {VIEWS}: {self.statement[:80]}")
        return f"create view {identifier(database)}.{identifier(schema)}.{self.statement.removeprefix(begin)}"


def published_views(connection: duckdb.DuckDBPyConnection, database: str) -> list[View]:
    """The views of `bi` in the attached `database`, in order of name.

    DuckDB leaves the name of a view's own database out of its statement, which therefore holds under any other.
    """
    statements = dict(
        connection.execute(
            "select view_name, sql from duckdb_views() where database_name = ? and schema_name = ?", [database, VIEWS]
        ).fetchall()
    )
    return [View(table, statements[table.name]) for table in published_tables(connection, database, (VIEWS,))]


def write_views(connection: duckdb.DuckDBPyConnection, views: Collection[View], database: str) -> None:
    """Make the views over the tables of the attached `database`, with their comments."""
    if not views:
        return
    # each comment would be written to disk by itself
    connection.execute("begin")
    connection.execute(f"create schema {identifier(database)}.{VIEWS}")
    for schema in (VIEWS, _UNNAMED):
        for view in views:
            connection.execute(view.statement_for(database, schema))
            name = ".".join(map(identifier, (database, schema, view.table.name)))
            describe(connection, view.table, name, "view")
    connection.execute("commit")
