"""Rows that a query of DuckDB gives, where it is known how many there are."""

from __future__ import annotations

from typing import Any

import duckdb

Row = tuple[Any, ...]


def only_row(connection: duckdb.DuckDBPyConnection, query: str, parameters: object = None) -> Row:
    """The row of a query that has exactly one, such as one of totals. Raises `ValueError` for any other number."""
    (row,) = connection.execute(query, parameters).fetchall()
    return row


def count_of(connection: duckdb.DuckDBPyConnection, query: str, parameters: object = None) -> int:
    """The number that is all a query gives; raises as `only_row` does."""
    (count,) = only_row(connection, query, parameters)
    return int(count)
