"""Tables written from one DuckDB file to another with their comments, and marts to Parquet."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from orchestration import progress
from orchestration.release.catalog import PUBLISHED_SCHEMAS, Table, describe, published_tables
from orchestration.release.parquet_metadata import metadata_option
from orchestration.release.views import View, write_views
from orchestration.sql_rows import count_of, only_row
from orchestration.sql_text import identifier, literal

DATABASE = "complaints.duckdb"

# DuckDB 2 writes by default a format that the 1.x clients inside BI tools cannot read.
STORAGE_VERSION = "v1.0.0"

# no warehouse file bears this name, under which its own has to be attached
TARGET = "written_tables"


def write_database(
    connection: duckdb.DuckDBPyConnection,
    tables: Iterable[tuple[Table, str]],
    target: Path,
    views: Collection[View] = (),
) -> None:
    """Write a new file `target`: tables, each with the query for its rows, views over them, and the comments of all."""
    connection.execute(f"attach {literal(str(target))} as {TARGET} (storage_version {literal(STORAGE_VERSION)})")
    for schema in PUBLISHED_SCHEMAS:
        connection.execute(f"create schema {TARGET}.{identifier(schema)}")
    tables = list(tables)
    progress.begin("writing the release", "tables", len(tables))
    for number, (table, rows) in enumerate(tables):
        progress.advance(number, table.qualified_name)
        write_table(connection, table, rows)
    write_views(connection, views, TARGET)
    connection.execute(f"checkpoint {TARGET}")
    connection.execute(f"detach {TARGET}")


def export_marts(database: Path, folder: Path, only: Collection[str] = ()) -> dict[str, int]:
    """Write each mart as Parquet and return the row counts of all published tables by `schema.table`.

    `only` names the marts to write; without it, all are.
    """
    counts = {}
    with duckdb.connect(str(database), read_only=True) as connection:
        (name,) = only_row(connection, "select current_database()")
        for table in published_tables(connection, name):
            counts[table.qualified_name] = count_of(connection, f"select count(*) from {table.sql_name(name)}")
            if table.schema == "marts" and (not only or table.name in only):
                write_parquet(connection, f"from {table.sql_name(name)}", folder / f"{table.name}.parquet", table)
    return counts


def write_parquet(
    connection: duckdb.DuckDBPyConnection, query: str, path: Path, described_by: Table | None = None
) -> None:
    """Write the rows of a query as Parquet, with the descriptions of a table and its columns, if one is given."""
    described = f", {metadata_option(connection, query, described_by)}" if described_by else ""
    connection.execute(f"copy ({query}) to {literal(str(path))} (format parquet, compression zstd{described})")


def read_parquet(path: Path) -> str:
    """A Parquet file as SQL reads it."""
    return f"read_parquet({literal(str(path))})"


def timestamp(moment: datetime) -> str:
    """A moment as SQL has it in the tables of a release: in UTC, without a zone, to the second."""
    return literal(moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S")) + "::timestamp"


def write_table(connection: duckdb.DuckDBPyConnection, table: Table, rows: str) -> None:
    """Write a new table of the attached `TARGET` with the rows of a query, and its comments."""
    name = table.sql_name(TARGET)
    # each comment would be written to disk by itself
    with _in_one_transaction(connection):
        connection.execute(f"create table {name} as {rows}")
        describe(connection, table, name, "table")


@contextmanager
def _in_one_transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    connection.execute("begin")
    try:
        yield
    except BaseException:
        connection.execute("rollback")
        raise
    connection.execute("commit")
