"""Content hashes: whether two files say the same, whatever the order of their rows and the layout of their bytes."""

from __future__ import annotations

import hashlib
from pathlib import Path

import duckdb

from orchestration.release.catalog import Column, Table, published_tables
from orchestration.sql_rows import only_row
from orchestration.sql_text import identifier

# Sums of floating-point numbers depend on the order in which threads deliver them; that must not look like new content.
_SIGNIFICANT_DIGITS = 12


def content_hashes(database: Path) -> dict[str, str]:
    """A hash (64 hexadecimal digits) of each published table's columns and rows, by `schema.table`.

    It is made of sums over the rows of DuckDB's own hashes of 64 bits: rows count as a multiset, whose order does not
    matter. It tells whether something changed, not whether somebody forged it; another version of DuckDB may give
    another. Floating-point values count to 12 significant digits. Memory does not grow with the number of rows.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        (name,) = only_row(connection, "select current_database()")
        return {table.qualified_name: _hash(connection, table, name) for table in published_tables(connection, name)}


def release_hash(hashes: dict[str, str]) -> str:
    """One SHA-256 (hex) over the hashes of all tables."""
    return hashlib.sha256("\n".join(f"{table} {hashes[table]}" for table in sorted(hashes)).encode()).hexdigest()


def _hash(connection: duckdb.DuckDBPyConnection, table: Table, database: str) -> str:
    fields = ", ".join(_canonical(column) for column in table.columns)
    sums = only_row(
        connection,
        f"select count(*), sum(hash({fields})), sum(hash('another lane', {fields})) from {table.sql_name(database)}",
    )
    shape = [(column.name, column.data_type) for column in table.columns]
    return hashlib.sha256(repr((shape, sums)).encode()).hexdigest()


def _canonical(column: Column) -> str:
    name = identifier(column.name)
    if column.data_type in ("DOUBLE", "FLOAT"):
        # adding 0 makes one value of the two zeros
        return f"format('{{:.{_SIGNIFICANT_DIGITS}g}}', {name} + 0)"
    return name
