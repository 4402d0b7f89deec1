"""Whether two releases say the same: table by table, on the columns that both have, ratios as far as is asked for."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.release.catalog import PUBLISHED_SCHEMAS
from orchestration.release.views import VIEWS

RELATIVE = 1e-12
_ROWS_SHOWN = 3
_OF_TABLE = """
    select schema_name || '.' || table_name as name, column_name, data_type from duckdb_columns()
    where database_name = ? and list_contains(?, schema_name) order by name, column_index
"""
_RATIOS = ("DOUBLE", "FLOAT")


@dataclass(frozen=True)
class Compared:
    """A table of both releases: the columns compared, those that only the second has, and rows in which they differ."""

    table: str
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    differences: tuple[str, ...]


def compare(
    first: Path,
    second: Path,
    without: Collection[str] = (),
    relative: float = RELATIVE,
    schemas: Collection[str] = ("core", "marts"),
) -> list[Compared]:
    """Compare every table of the first release with that of the second, but for tables and columns named in `without`.

    Rows count as a multiset, and an enumeration is the text that it stands for. Doubles are the same if they differ by
    no more than `relative` of the larger; all else is the same if its text is.

    Raises ValueError where the second lacks a table or a column of the first.
    """
    with duckdb.connect() as connection:
        for name, path in {"one": first, "other": second}.items():
            connection.execute(f"attach '{path}' as {name} (read_only)")
        ours, theirs = (_columns(connection, name, schemas, without) for name in ("one", "other"))
        missing = [f"{table}.{name}" for table in ours for name in ours[table] if name not in theirs.get(table, {})]
        if missing:
            raise ValueError(f"{second} lacks {', '.join(missing)}")
        return [_compared(connection, table, ours[table], theirs[table], relative) for table in ours]


def differences(first: Path, second: Path, relative: float, without: Collection[str] = ()) -> dict[str, list[str]]:
    """In what two releases differ, by table of any published schema: rows, columns, and whole tables of one alone."""
    schemas = (*PUBLISHED_SCHEMAS, VIEWS)
    found: dict[str, list[str]] = {}
    tables = [_tables_and_columns(path, schemas, without) for path in (first, second)]
    for place, own, others in zip(("first", "second"), tables, reversed(tables), strict=True):
        for table, columns in own.items():
            if table not in others:
                found.setdefault(table, []).append(f"only in the {place}")
            elif lone := [column for column in columns if column not in others[table]]:
                found.setdefault(table, []).append(f"only in the {place}: {', '.join(lone)}")
    for compared in compare(first, second, [*without, *found], relative, schemas):
        if compared.differences:
            found[compared.table] = list(compared.differences)
    return found


def _tables_and_columns(path: Path, schemas: Collection[str], without: Collection[str]) -> dict[str, dict[str, str]]:
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as release (read_only)")
        return _columns(connection, "release", schemas, without)


def _columns(
    connection: duckdb.DuckDBPyConnection, database: str, schemas: Collection[str], without: Collection[str]
) -> dict[str, dict[str, str]]:
    tables: dict[str, dict[str, str]] = {}
    for table, column, data_type in connection.execute(_OF_TABLE, [database, list(schemas)]).fetchall():
        if not {table, f"{table}.{column}"} & set(without):
            tables.setdefault(table, {})[column] = data_type
    return tables


def _compared(
    connection: duckdb.DuckDBPyConnection, table: str, ours: dict[str, str], theirs: dict[str, str], relative: float
) -> Compared:
    ratios = [column for column in ours if {ours[column], theirs[column]} & set(_RATIOS)]
    # adding 0 makes one value of the two zeros
    values = ", ".join(
        f"{column}::double + 0 as {column}" if column in ratios else f"{column}::varchar as {column}" for column in ours
    )
    one, other = (f"select {values} from {database}.{table}" for database in ("one", "other"))
    differences: tuple[str, ...] = ()
    if _content(connection, one) != _content(connection, other):
        exact = [column for column in ours if column not in ratios]
        differences = tuple(_differing(connection, one, other, exact, ratios, relative))
    left_out = tuple(column for column in theirs if column not in ours)
    return Compared(table, tuple(ours), left_out, differences)


def _content(connection: duckdb.DuckDBPyConnection, rows: str) -> list[tuple]:
    return connection.execute(f"select count(*), sum(hash(row)) from ({rows}) as row").fetchall()


def _differing(
    connection: duckdb.DuckDBPyConnection, one: str, other: str, exact: list[str], ratios: list[str], relative: float
) -> list[str]:
    """Some rows that have no partner: one with the same exact values, and ratios as near as is asked for.

    Rows of the same exact values are partners in the order of their ratios.
    """
    parts = f"partition by {', '.join(exact)} " if exact else ""
    order = f"order by {', '.join(ratios)}" if ratios else ""
    nth = f"row_number() over ({parts}{order}) as nth"
    same = " and ".join(f"a.{column} is not distinct from b.{column}" for column in [*exact, "nth"])
    near = " and ".join(
        f"(a.{column} is not distinct from b.{column} or coalesce(abs(a.{column} - b.{column}) "
        f"<= {relative} * greatest(abs(a.{column}), abs(b.{column})), false))"
        for column in ratios
    )
    found = connection.execute(f"""
        with a as (select *, {nth} from ({one})), b as (select *, {nth} from ({other}))
        select a, b from a full join b on {same} where a.nth is null or b.nth is null or not ({near or "true"})
        order by all limit {_ROWS_SHOWN}
    """).fetchall()
    return [_told(first, second, exact) for first, second in found]


def _told(first: dict, second: dict, exact: list[str]) -> str:
    if first["nth"] is None or second["nth"] is None:
        only, place = (second, "second") if first["nth"] is None else (first, "first")
        return f"only in the {place}: { {column: value for column, value in only.items() if column != 'nth'} }"
    apart = {column: (first[column], second[column]) for column in first if first[column] != second[column]}
    return f"of { {column: first[column] for column in exact} }: {apart}"
