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
    """SHA-256 (hex) of each published table's columns and rows, by `schema.table`.

    Rows count as a multiset: their order does not matter, how often each occurs does. Floating-point values count to
    12 significant digits. Memory does not grow with the number of rows.
    """
    with duckdb.connect(str(database), read_only=True) as connection:
        (name,) = only_row(connection, "select current_database()")
        return {table.qualified_name: _hash(connection, table, name) for table in published_tables(connection, name)}


def release_hash(hashes: dict[str, str]) -> str:
    """One SHA-256 (hex) over the hashes of all tables."""
    return hashlib.sha256("\n".join(f"{table} {hashes[table]}" for table in sorted(hashes)).encode()).hexdigest()


def _hash(connection: duckdb.DuckDBPyConnection, table: Table, database: str) -> str:
    fields = ", ".join(_canonical(column) for column in table.columns)
    sums = connection.execute(
        f"""
        with rows as (select sha256(to_json([{fields}])::varchar) as digest from {table.sql_name(database)}),
        lanes as (
            select unnest([('0x' || substr(digest, 1 + 16 * lane, 16))::ubigint for lane in range(4)]) as number,
                   unnest(range(4)) as lane
            from rows
        )
        select lane, count(*), sum(number) from lanes group by lane order by lane
        """
    ).fetchall()
    shape = [(column.name, column.data_type) for column in table.columns]
    return hashlib.sha256(repr((shape, sums)).encode()).hexdigest()


def _canonical(column: Column) -> str:
    name = identifier(column.name)
    if column.data_type in ("DOUBLE", "FLOAT"):
        # adding 0 makes one value of the two zeros
        return f"format('{{:.{_SIGNIFICANT_DIGITS}g}}', {name} + 0)"
    return f"{name}::varchar"
