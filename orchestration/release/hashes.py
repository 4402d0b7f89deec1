"""Content hashes: whether two files say the same, whatever the order of their rows and the layout of their bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from pathlib import Path

import duckdb

from orchestration.release.catalog import Column, published_tables
from orchestration.release.views import published_views
from orchestration.sql_rows import only_row
from orchestration.sql_text import identifier

# Sums of floating-point numbers depend on the order in which threads deliver them; that must not look like new content.
_SIGNIFICANT_DIGITS = 12


@dataclass(frozen=True)
class RowSums:
    """Rows as a multiset: how many they are, and two sums of their hashes. Of two sets together the sums add up."""

    rows: int = 0
    hashes: int = 0
    hashes_of_another_lane: int = 0

    def __add__(self, other: RowSums) -> RowSums:
        return RowSums(
            self.rows + other.rows,
            self.hashes + other.hashes,
            self.hashes_of_another_lane + other.hashes_of_another_lane,
        )

    def __sub__(self, other: RowSums) -> RowSums:
        return self + RowSums(-other.rows, -other.hashes, -other.hashes_of_another_lane)

    def to_text(self) -> str:
        """As it stands in a manifest: numbers of up to 128 bits, which few readers of JSON know."""
        return f"{self.rows} {self.hashes} {self.hashes_of_another_lane}"

    @classmethod
    def read(cls, text: str) -> RowSums:
        """Read `to_text`; `ValueError` for any other text."""
        rows, hashes, of_another_lane = map(int, text.split())
        return cls(rows, hashes, of_another_lane)


@dataclass(frozen=True)
class Contents:
    """The hash of each published table and view (64 hexadecimal digits), by `schema.table`, and the sums of the rows of
    tables that it was made of.
    """

    hashes: dict[str, str]
    sums: dict[str, RowSums]


def contents_of(
    connection: duckdb.DuckDBPyConnection, database: str, known: Mapping[str, RowSums] | None = None
) -> Contents:
    """What each published table of the attached `database` holds, columns and rows; of a view its SQL.

    The sums are of DuckDB's own hashes of 64 bits: the order of rows does not matter. They tell whether something
    changed, not whether somebody forged it; another version of DuckDB may give others. Floating-point values count to
    12 significant digits. Memory does not grow with the number of rows. `known` are sums that need not be made again.
    A view has none, since its rows are the tables'.
    """
    known, hashes, sums = known or {}, {}, {}
    for table in published_tables(connection, database):
        of_rows = known.get(table.qualified_name) or row_sums(connection, table.columns, table.sql_name(database))
        shape = [(column.name, column.data_type) for column in table.columns]
        sums[table.qualified_name] = of_rows
        hashes[table.qualified_name] = _sha256(repr((shape, astuple(of_rows))))
    for view in published_views(connection, database):
        hashes[view.table.qualified_name] = _sha256(view.statement)
    return Contents(hashes, sums)


def content_hashes(database: Path) -> dict[str, str]:
    """The hash of each published table of a file, made of all its rows, and of each view."""
    with duckdb.connect(str(database), read_only=True) as connection:
        (name,) = only_row(connection, "select current_database()")
        return contents_of(connection, name).hashes


def row_sums(connection: duckdb.DuckDBPyConnection, columns: Iterable[Column], rows: str) -> RowSums:
    """The sums of `rows`, a table or a query in brackets, over these columns."""
    fields = ", ".join(_canonical(column) for column in columns)
    count, hashes, of_another_lane = only_row(
        connection, f"select count(*), sum(hash({fields})), sum(hash('another lane', {fields})) from {rows}"
    )
    return RowSums(count, hashes or 0, of_another_lane or 0)


def release_hash(hashes: dict[str, str]) -> str:
    """One SHA-256 (hex) over the hashes of all tables."""
    return _sha256("\n".join(f"{table} {hashes[table]}" for table in sorted(hashes)))


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def _canonical(column: Column) -> str:
    name = identifier(column.name)
    if column.data_type in ("DOUBLE", "FLOAT"):
        # adding 0 makes one value of the two zeros
        return f"format('{{:.{_SIGNIFICANT_DIGITS}g}}', {name} + 0)"
    return name
