"""A published release, as a report reads it: cells, totals and counts by their source, and rows to find the keys of."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from orchestration.release.manifest import Manifest
from orchestration.release.tables import DATABASE
from orchestration.report.functions import FUNCTIONS
from orchestration.report.grouping import Grouped
from orchestration.report.sources import Cell, Count, Derived, Given, Key, Range, Rows, Scalar, Source, Total
from orchestration.settings import Settings
from orchestration.sql_text import identifier

# a table's name alone is that of the first schema that has it
_SCHEMAS = ("marts", "core", "bi")

# tables that may be as long as the fact are asked for one cell at a time
_LONG = frozenset(
    {
        *("figure_revisions", "repeat_complainants", "fct_complaints", "cases", "complaints_monthly", "open_cases"),
        "quarantined_rows",
    }
)

# so many rows are remembered
_FEW = 1000

Value = Scalar
Keys = tuple[tuple[str, Key], ...]


class NoSuchCellError(LookupError):
    """A source names a table, a column or a row that the release does not have, or several rows."""


@dataclass
class ReleaseReader:
    """Answers what a release holds. What was asked once is remembered."""

    connection: duckdb.DuckDBPyConnection
    release_id: str
    release_hash: str
    manifest: Manifest
    _indexes: dict[tuple[str, tuple[str, ...]], dict[tuple[Any, ...], list[dict[str, Any]]]] = field(
        default_factory=dict
    )
    _aggregates: dict[str, Value] = field(default_factory=dict)
    _tables: dict[str, str] = field(default_factory=dict)
    _found: dict[tuple[str, str, Keys], list[dict[str, Any]]] = field(default_factory=dict)
    _grouped: Grouped = field(init=False)

    def __post_init__(self) -> None:
        self._grouped = Grouped(lambda query: self._fetch(query, []))

    def rows(self, table: str, order_by: str = "", /, **keys: Key) -> list[dict[str, Any]]:
        """The rows of a table that have the keys; in no order unless columns to order by are given."""
        known = (table, order_by, tuple(keys.items()))
        if known in self._found:
            return list(self._found[known])
        condition, parameters = _condition(known[2])
        order = f" order by {order_by}" if order_by else ""
        found = self._fetch(f"from {self._qualified(table)}{condition}{order}", parameters)
        if len(found) <= _FEW:
            self._found[known] = found
        return list(found)

    def one_of_each(self, table: str, columns: Sequence[str], order_by: str, /, **keys: Key) -> list[dict[str, Any]]:
        """Of the rows that have the keys the first by `order_by` for each combination of values in some columns."""
        condition, parameters = _condition(tuple(keys.items()))
        each = ", ".join(map(identifier, columns))
        rank = f"row_number() over (partition by {each} order by {order_by})"
        return self._fetch(f"from {self._qualified(table)}{condition} qualify {rank} = 1 order by {each}", parameters)

    def sums(self, table: str, column: str, by: Sequence[str], /, **keys: Key) -> list[dict[str, Any]]:
        """A column added up over the rows that have the keys, for each combination of values in some columns."""
        condition, parameters = _condition(tuple(keys.items()))
        each = ", ".join(map(identifier, by))
        total = f"sum({identifier(column)}) as {identifier(column)}"
        query = f"select {each}, {total} from {self._qualified(table)}{condition} group by {each} order by {each}"
        return self._fetch(query, parameters)

    def value(self, source: Source) -> Value:
        """What a source is in this release. None where the cell is empty or a function has nothing to go by.

        Raises `NoSuchCellError` if the release has no such row, or more than one.
        """
        match source:
            case Given(value=value):
                return value
            case Cell():
                return self._cell(source)
            case Derived(function=name, of=parts):
                function = FUNCTIONS.get(name)
                if function is None:
                    raise NoSuchCellError(f"No function is called {name}")
                values = [self.value(part) for part in parts]
                return None if any(value is None for value in values) else function(*values)
            case Total(cell=cell):
                return self._aggregate(f"coalesce(sum({identifier(cell.column)}), 0)", cell.table, cell.keys, cell)
            case Count(rows=rows):
                return self._aggregate("count(*)", rows.table, rows.keys, rows)

    def _cell(self, cell: Cell) -> Value:
        found = self._rows_with(cell.table, cell.keys)
        if len(found) != 1:
            raise NoSuchCellError(f"{len(found)} rows of the release are {cell.table}[…] as {cell} names it")
        if cell.column not in found[0]:
            raise NoSuchCellError(f"The release's {cell.table} has no column {cell.column}")
        value: Value = found[0][cell.column]
        return value

    def _rows_with(self, table: str, keys: Keys) -> list[dict[str, Any]]:
        if table in _LONG or any(isinstance(value, Range) for _, value in keys):
            return self.rows(table, **dict(keys))
        names = tuple(name for name, _ in keys)
        index = self._indexes.get((table, names))
        if index is None:
            index = {}
            for row in self.rows(table):
                if not set(names) <= set(row):
                    raise NoSuchCellError(f"The release's {table} has no column {', '.join(set(names) - set(row))}")
                index.setdefault(tuple(row[name] for name in names), []).append(row)
            self._indexes[table, names] = index
        return index.get(tuple(value for _, value in keys), [])

    def _aggregate(self, expression: str, table: str, keys: Keys, named: Cell | Rows) -> Value:
        known = f"{expression} {named}"
        if known not in self._aggregates:
            value: Value = self._grouped.value(expression, self._qualified(table), keys)
            if value is None:
                condition, parameters = _condition(keys)
                query = f"select {expression} as value from {self._qualified(table)}{condition}"
                # sums of whole numbers are HUGEINT in DuckDB and int here
                value = self._fetch(query, parameters)[0]["value"]
            self._aggregates[known] = value
        return self._aggregates[known]

    def _fetch(self, query: str, parameters: list[Any]) -> list[dict[str, Any]]:
        try:
            cursor = self.connection.execute(query, parameters)
        except (duckdb.BinderException, duckdb.CatalogException, duckdb.ConversionException) as error:
            raise NoSuchCellError(str(error).splitlines()[0]) from None
        names = [column[0] for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def has_table(self, table: str) -> bool:
        """Whether the release publishes a table or view of this name."""
        return bool(self._known_tables().get(table))

    def _qualified(self, table: str) -> str:
        known = self._known_tables().get(table)
        if known is None:
            raise NoSuchCellError(f"The release has no table {table}")
        return known

    def _known_tables(self) -> Mapping[str, str]:
        if not self._tables:
            found = self._fetch("select table_schema as s, table_name as t from information_schema.tables", [])
            for schema in reversed(_SCHEMAS):
                for row in found:
                    if row["s"] == schema:
                        self._tables[row["t"]] = f"{identifier(schema)}.{identifier(row['t'])}"
        return self._tables


def _condition(keys: Keys) -> tuple[str, list[Any]]:
    conditions: list[str] = []
    parameters: list[Any] = []
    for name, value in keys:
        match value:
            case None:
                conditions.append(f"{identifier(name)} is null")
            case Range(first=first, last=last):
                conditions.append(f"{identifier(name)} between ? and ?")
                parameters += [first, last]
            case _:
                conditions.append(f"{identifier(name)} = ?")
                parameters.append(value)
    return (f" where {' and '.join(conditions)}" if conditions else ""), parameters


@contextmanager
def opened(settings: Settings, release: Manifest) -> Iterator[ReleaseReader]:
    """A kept release, to be read. Raises `duckdb.Error` if its file cannot be."""
    with opened_file(settings.releases / release.release_id / DATABASE, release) as reader:
        yield reader


@contextmanager
def opened_file(database: Path, release: Manifest) -> Iterator[ReleaseReader]:
    """The release that a database file holds."""
    with duckdb.connect(str(database), read_only=True, config={"memory_limit": "400MB", "threads": 2}) as connection:
        yield ReleaseReader(connection, release.release_id, hash_of(release), release)


def hash_of(release: Manifest) -> str:
    """Twelve hexadecimal digits that stand for all that a release publishes."""
    contents = json.dumps(release.content_hashes, sort_keys=True)
    return hashlib.sha256(contents.encode()).hexdigest()[:12]
