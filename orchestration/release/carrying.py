"""What a candidate takes over from the newest release, so that a day costs what came and not what there is.

Of the tables that grow with every load, a build changes the rows of what came. Where it took in new loads, on top of
the very build that the newest release was made from, and nothing changed by which rows are published, the candidate is
that release's file with these rows exchanged. All other tables are written anew, and views stay. What comes out holds
the same rows as a file that is written from the start; where their number says otherwise, it is not used.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration import progress
from orchestration.release.audit import Build
from orchestration.release.catalog import Table
from orchestration.release.files import copy_to
from orchestration.release.hashes import RowSums, row_sums
from orchestration.release.makers import made_by
from orchestration.release.manifest import Manifest
from orchestration.release.tables import TARGET, write_table
from orchestration.settings import Settings
from orchestration.sql_rows import count_of
from orchestration.sql_text import literal

_OF_THIS_USER = 0o600

# no row, as a condition
NONE = "false"


class NotCarriedError(Exception):
    """A table would not hold the rows that the build left: the candidate has to be written from the start."""


@dataclass(frozen=True)
class _Growing:
    """A table that grows with every load. What a build changed of it are rows with certain values in `column`, which
    `values` (a query of the warehouse) gives, and they take the place of rows with the same `key`. Without a key, the
    table is written anew whenever there are any.
    """

    column: str
    values: str
    key: str | None


_COMPLAINT_LOADS = "select distinct load_id from {source}.intermediate.int_complaints_conformed"
_SURVEY_LOADS = "select distinct load_id from {source}.intermediate.int_survey_answers_conformed"
_MONTHS = "select received_month from {source}.intermediate.int_affected_months"

_GROWING = {
    "core.fct_complaints": _Growing("load_id", _COMPLAINT_LOADS, "complaint_key"),
    "core.complaint_lines": _Growing("load_id", _COMPLAINT_LOADS, "complaint_key"),
    "core.agg_complaints_monthly": _Growing("received_month", _MONTHS, "received_month"),
    # without tokens, the key of an answer is another in each version
    "core.fct_satisfaction_answers": _Growing("load_id", _SURVEY_LOADS, None),
}


@dataclass(frozen=True)
class Carried:
    """A table of which the earlier rows stand: `is_new` (SQL) tells those that the build made, `is_stale` those of the
    earlier release whose place they take, in which `changed` is the table of the new ones. `sums` are of the earlier.
    """

    is_new: str
    is_stale: str
    sums: RowSums


def carried_tables(
    connection: duckdb.DuckDBPyConnection,
    settings: Settings,
    source: str,
    build: Build,
    newest: Manifest,
    tables: Sequence[Table],
) -> dict[str, Carried]:
    """The tables whose rows in the release `newest`, but for some, are those of the warehouse `source`; often none."""
    names = {table.qualified_name for table in tables}
    if build.continues != newest.release_id or names != set(newest.row_sums) or newest.made_by != made_by(settings):
        return {}
    carried = {}
    for name in names & _GROWING.keys():
        growing = _GROWING[name]
        found = connection.execute(growing.values.format(source=source)).fetchall()
        values = ", ".join(sorted(literal(str(value)) for (value,) in found if value is not None))
        if values and not growing.key:
            continue
        is_new = f"{growing.column} in ({values})" if values else NONE
        by_key = f"{growing.key} in (select {growing.key} from changed)"
        is_stale = is_new if growing.key in (growing.column, None) else by_key
        carried[name] = Carried(is_new, is_stale, RowSums.read(newest.row_sums[name]))
    return carried


def write_onto(
    connection: duckdb.DuckDBPyConnection,
    earlier: Path,
    tables: Sequence[tuple[Table, str]],
    carried: Mapping[str, Carried],
    target: Path,
) -> dict[str, RowSums]:
    """Write `target` as a copy of the file `earlier`, in which `tables`, each with the query for its rows, take the
    place of their like; of those `carried`, what changed. Returns the sums of the latter.

    Raises `NotCarriedError` where one of these would not hold as many rows as its query gives.
    """
    copy_to(earlier, target)
    target.chmod(_OF_THIS_USER)
    connection.execute(f"attach {literal(str(target))} as {TARGET}")
    progress.begin("writing the release", "tables", len(tables))
    sums = {}
    try:
        for table, _ in tables:
            if table.qualified_name not in carried:
                connection.execute(f"drop table {table.sql_name(TARGET)}")
        # from here on their space is taken before the file grows
        connection.execute(f"checkpoint {TARGET}")
        for number, (table, rows) in enumerate(tables):
            progress.advance(number, table.qualified_name)
            if table.qualified_name in carried:
                sums[table.qualified_name] = _exchange(connection, table, rows, carried[table.qualified_name])
            else:
                write_table(connection, table, rows)
        connection.execute(f"checkpoint {TARGET}")
    finally:
        connection.execute(f"detach {TARGET}")
    return sums


def _exchange(connection: duckdb.DuckDBPyConnection, table: Table, rows: str, carried: Carried) -> RowSums:
    name, sums = table.sql_name(TARGET), carried.sums
    if carried.is_new != NONE:
        connection.execute(f"create temp table changed as select * from ({rows}) where {carried.is_new}")
        # the key of every row is looked at once; the other columns are read where a row is found
        connection.execute(f"create temp table stale as select rowid as place from {name} where {carried.is_stale}")
        is_stale = "rowid in (select place from stale)"
        sums -= row_sums(connection, table.columns, f"(from {name} where {is_stale})")
        sums += row_sums(connection, table.columns, "changed")
        connection.execute(f"delete from {name} where {is_stale}")
        connection.execute(f"insert into {name} from changed")
        connection.execute("drop table changed")
        connection.execute("drop table stale")
    counts = {count_of(connection, f"select count(*) from {counted}") for counted in (name, f"({rows})")}
    if counts != {sums.rows}:
        raise NotCarriedError(table.qualified_name)
    return sums
