"""Whether two releases say the same: table by table, on the columns that both have, to so many significant digits."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

_SIGNIFICANT_DIGITS = 12
_ROWS_SHOWN = 3
_OF_TABLE = """
    select schema_name || '.' || table_name as name, column_name, data_type from duckdb_columns()
    where database_name = ? and schema_name in ('core', 'marts') order by name, column_index
"""


@dataclass(frozen=True)
class Compared:
    """A table of both releases: the columns compared, those that only the second has, and rows in which they differ."""

    table: str
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    differences: tuple[str, ...]


def compare(
    first: Path, second: Path, without: Collection[str] = (), digits: int = _SIGNIFICANT_DIGITS
) -> list[Compared]:
    """Compare every table of the first release with that of the second, but for tables and columns named in `without`.

    Raises ValueError where the second lacks a table or a column of the first. Rows count as a multiset. An
    enumeration is the text that it stands for.
    """
    with duckdb.connect() as connection:
        for name, path in {"one": first, "other": second}.items():
            connection.execute(f"attach '{path}' as {name} (read_only)")
        ours, theirs = (_columns(connection, name, without) for name in ("one", "other"))
        missing = [f"{table}.{name}" for table in ours for name in ours[table] if name not in theirs.get(table, {})]
        if missing:
            raise ValueError(f"{second} lacks {', '.join(missing)}")
        return [_compared(connection, table, ours[table], theirs[table], digits) for table in ours]


def _columns(
    connection: duckdb.DuckDBPyConnection, database: str, without: Collection[str]
) -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    for table, column, data_type in connection.execute(_OF_TABLE, [database]).fetchall():
        if not {table, f"{table}.{column}"} & set(without):
            tables.setdefault(table, {})[column] = data_type
    return tables


def _compared(
    connection: duckdb.DuckDBPyConnection, table: str, ours: dict[str, str], theirs: dict[str, str], digits: int
) -> Compared:
    values = ", ".join(f"{_shown(column, theirs[column], digits)} as {column}" for column in ours)
    one, other = (f"select {values} from {database}.{table}" for database in ("one", "other"))
    differences: list[str] = []
    if _content(connection, one) != _content(connection, other):
        for place, rows, others in (("first", one, other), ("second", other, one)):
            found = connection.execute(f"{rows} except all {others} limit {_ROWS_SHOWN}").fetchall()
            differences += [f"only in the {place}: {dict(zip(ours, row, strict=True))}" for row in found]
    left_out = tuple(column for column in theirs if column not in ours)
    return Compared(table, tuple(ours), left_out, tuple(differences))


def _content(connection: duckdb.DuckDBPyConnection, rows: str) -> list[tuple]:
    return connection.execute(f"select count(*), sum(hash(row)) from ({rows}) as row").fetchall()


def _shown(column: str, data_type: str, digits: int) -> str:
    if data_type in ("DOUBLE", "FLOAT"):
        # adding 0 makes one value of the two zeros
        return f"format('{{:.{digits}g}}', {column}::double + 0)"
    return f"{column}::varchar"
