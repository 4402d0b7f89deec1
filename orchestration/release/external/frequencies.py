"""What an external edition counts: complaints of a feed and year by two dimensions at a time, with all their totals."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product

import duckdb

from orchestration.sql_rows import only_row

# what a cell is about: a member of each dimension in order, without those of which it is the total
Cell = tuple[str, ...]


@dataclass(frozen=True)
class Member:
    """A code of a level of a dimension, with its names and the member that it is a part of, None if of the total."""

    level: str
    code: str
    name: str
    name_zh: str
    part_of: str | None

    @property
    def key(self) -> str:
        """The member among those of all dimensions."""
        return f"{self.level}:{self.code}"


# the members of a dimension by key, wholes before their parts
Dimension = Mapping[str, Member]

# each member's whole, None for the total
Wholes = Mapping[str, str | None]


@dataclass(frozen=True)
class Sum:
    """A count that is the sum of others."""

    whole: Cell
    parts: tuple[Cell, ...]

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The whole and its parts."""
        return (self.whole, *self.parts)


@dataclass(frozen=True)
class Frequencies:
    """Complaints of one feed and year: the count of each cell of all tables, and all sums among them."""

    counts: Mapping[Cell, int]
    sums: tuple[Sum, ...]


# the tables of an edition: its name, and the dimensions that stand in its rows and columns
TABLES = {
    "branches_by_category": ("branch", "category"),
    "months_by_line": ("month", "line"),
    "channels_by_line": ("channel", "line"),
    "controllability_by_category": ("controllability", "category"),
}

# levels of a dimension from the largest, each with the column of `bi` that has its code
_LEVELS = {
    "branch": {"region": "region", "branch": "branch_code"},
    "category": {"line": "line_code", "category": "category_code"},
    "line": {"line": "line_code"},
    "month": {"quarter": "quarter", "month": "month_key"},
    "channel": {"channel_group": "channel_group", "channel": "channel_code"},
    "controllability": {"controllability": "controllability"},
}
_LISTED_IN = {
    "branch": "bi.dim_branch",
    "category": "bi.dim_category",
    "line": "bi.dim_category",
    "month": "bi.dim_month",
    "channel": "bi.dim_channel",
    "controllability": "bi.complaints_monthly",
}
_HAVE_NO_NAMES = ("quarter", "month_key")


def feeds_and_years(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, int]]:
    """Each feed and year of which a release holds complaints, in order."""
    query = "select distinct source_system, report_year from bi.complaints_monthly order by all"
    return connection.execute(query).fetchall()


def dimensions(connection: duckdb.DuckDBPyConnection, source_system: str, report_year: int) -> dict[str, Dimension]:
    """The members of each dimension; of months, those of the year up to the feed's latest complaint."""
    latest = "select max(month_start) from bi.complaints_monthly where source_system = ?"
    (month,) = only_row(connection, latest, [source_system])
    among = {"month": f"report_year = {report_year:d} and month_start <= date '{month:%Y-%m-%d}'"}
    return {name: _members(connection, name, among.get(name, "true")) for name in _LEVELS}


def frequencies(
    connection: duckdb.DuckDBPyConnection,
    source_system: str,
    report_year: int,
    of_dimensions: Mapping[str, Dimension],
) -> Frequencies:
    """Count the complaints of a feed and year in each cell of each table. Cells that two tables share are one."""
    counts: dict[Cell, int] = {}
    sums: dict[Sum, None] = {}
    for rows, columns in TABLES.values():
        of_table = dict.fromkeys(_cells(of_dimensions[rows], of_dimensions[columns]), 0)
        for row, column, complaints in _counted(connection, source_system, report_year, rows, columns):
            for cell in product(_ancestry(of_dimensions[rows], row), _ancestry(of_dimensions[columns], column)):
                of_table[_cell(*cell)] += complaints
        counts |= of_table
        sums |= dict.fromkeys(sums_of(wholes(of_dimensions[rows]), wholes(of_dimensions[columns])))
    return Frequencies(counts, tuple(sums))


def wholes(members: Dimension) -> Wholes:
    """What each member is a part of."""
    return {key: member.part_of for key, member in members.items()}


def sums_of(rows: Wholes, columns: Wholes) -> Iterator[Sum]:
    """Each count of a table that is the sum of counts below it, or beside it."""
    for whole, parts in _parts(rows).items():
        for column in (None, *columns):
            yield Sum(_cell(whole, column), tuple(_cell(part, column) for part in parts))
    for whole, parts in _parts(columns).items():
        for row in (None, *rows):
            yield Sum(_cell(row, whole), tuple(_cell(row, part) for part in parts))


def cell_of(row: Member | None, column: Member | None) -> Cell:
    """The cell of a row and a column of a table; None stands for the total."""
    return _cell(row.key if row else None, column.key if column else None)


def _members(connection: duckdb.DuckDBPyConnection, dimension: str, among: str) -> dict[str, Member]:
    members: dict[str, Member] = {}
    parent_level, parent_column = "", "null"
    for level, column in _LEVELS[dimension].items():
        name = column if column in _HAVE_NO_NAMES else f"{column.removesuffix('_code')}_name"
        name_zh = column if column in _HAVE_NO_NAMES else f"{name}_zh"
        found = connection.execute(
            f"""
            select {column}, any_value({name}), any_value({name_zh}), any_value({parent_column})
            from {_LISTED_IN[dimension]} where {column} is not null and {among}
            group by all order by {column}
            """
        ).fetchall()
        for code, in_english, in_chinese, parent in found:
            member = Member(level, code, in_english, in_chinese, parent and f"{parent_level}:{parent}")
            members[member.key] = member
        parent_level, parent_column = level, column
    return members


def _counted(
    connection: duckdb.DuckDBPyConnection, source_system: str, report_year: int, rows: str, columns: str
) -> list[tuple[str, str, int]]:
    """Complaints by the smallest members of two dimensions."""
    (row_level, row), (column_level, column) = (list(_LEVELS[name].items())[-1] for name in (rows, columns))
    counted = connection.execute(
        f"""
        select '{row_level}:' || {row}, '{column_level}:' || {column}, cast(sum(complaints) as bigint)
        from bi.complaints_monthly where source_system = ? and report_year = ? group by all order by all
        """,
        [source_system, report_year],
    )
    return counted.fetchall()


def _cells(rows: Dimension, columns: Dimension) -> Iterator[Cell]:
    return (_cell(*cell) for cell in product((None, *rows), (None, *columns)))


def _cell(row: str | None, column: str | None) -> Cell:
    return tuple(member for member in (row, column) if member)


def _ancestry(members: Dimension, key: str) -> list[str | None]:
    """A member and all that it is a part of, the total last."""
    found: list[str | None] = []
    at: str | None = key
    while at:
        found.append(at)
        at = members[at].part_of
    return [*found, None]


def _parts(members: Wholes) -> dict[str | None, list[str]]:
    parts: dict[str | None, list[str]] = defaultdict(list)
    for key, whole in members.items():
        parts[whole].append(key)
    return parts
