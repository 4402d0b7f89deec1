"""An external edition as files: a CSV and a Parquet file for each table, and what they are."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Iterator, Mapping
from itertools import product
from pathlib import Path

import duckdb

from orchestration.durable import temporary_for
from orchestration.release.external.alternatives import Edition
from orchestration.release.external.editions import Handed, Year, handed_out, remember
from orchestration.release.external.frequencies import (
    TABLES,
    Dimension,
    Member,
    cell_of,
    dimensions,
    feeds_and_years,
    frequencies,
    wholes,
)
from orchestration.release.external.suppression import withheld_cells
from orchestration.release.manifest import Manifest
from orchestration.release.refusal import ReleaseRefusedError
from orchestration.release.tables import DATABASE, write_parquet
from orchestration.settings import Settings
from orchestration.sql_rows import only_row
from orchestration.sql_text import literal

_TOTAL = Member("total", "total", "Total", "合计", None)

_COLUMNS = {
    "source_system": "varchar",
    "report_year": "integer",
    **{
        f"{side}_{part}": "varchar"
        for side in ("row", "column")
        for part in ("level", "code", "name", "name_zh", "part_of")
    },
    "complaints": "bigint",
    "is_withheld": "boolean",
}

_README = """\
# Complaints, external edition

Release {release_id}, up to {until}. Counts of complaints by feed, year and two dimensions at a time, with all totals.

- Where the number is above 0 and below {minimum}, or would give such a number away, `complaints` is empty and
  `is_withheld` true.
- A count of 0 is shown.
- Rows and columns are parts of the one that `row_part_of` and `column_part_of` name: a branch of its region, a category
  of its line.
- The year of the latest complaint is counted as far as it goes.

# 投诉件数（对外版）

版本 {release_id}，数据截至 {until}。按数据来源、年度和每两个维度统计投诉件数，含各级合计。

- 件数大于 0 且小于 {minimum}，或可据以推算出此类件数的，不予公布：`complaints` 为空，`is_withheld` 为 true。
- 件数为 0 的照常公布。
- `row_part_of`、`column_part_of` 为上一级代码，如机构所属大区、类别所属条线。
- 最近一年统计至最近一件投诉的收到日期。
"""


class ExternalEditionError(ReleaseRefusedError):
    """No such edition can be made. The message says why, and what to do."""


def write_edition(settings: Settings, release: Manifest, minimum: int, folder: Path) -> Mapping[Year, Edition]:
    """Write the external edition of a release into a new `folder`, remember it, and return what it holds and withholds.

    Counts above 0 and below `minimum` cannot be found out from it and the editions before. The same release with the
    same minimum gives the same edition again. Raises `ExternalEditionError` where an edition is out that would be given
    away, or `folder` holds something.
    """
    if folder.is_dir() and any(folder.iterdir()):
        raise ExternalEditionError(f"{folder} holds something already: name a new folder.")
    before = handed_out(settings)
    _require_order(release, minimum, before)
    earlier = [edition for edition in before if edition.release_id != release.release_id]
    again = next((edition for edition in before if edition.release_id == release.release_id), None)
    with duckdb.connect(str(settings.releases / release.release_id / DATABASE), read_only=True) as connection:
        if not connection.execute("select 1 from duckdb_views() where schema_name = 'bi'").fetchone():
            raise ExternalEditionError(f"Release {release.release_id} has no schema bi yet: take a newer one.")
        members = {year: dimensions(connection, *year) for year in feeds_and_years(connection)}
        years = {}
        for year, of_year in members.items():
            counted = frequencies(connection, *year, of_year)
            past = [edition.years[year] for edition in earlier if year in edition.years]
            withheld = again.years[year].withheld if again else withheld_cells(counted, minimum, past)
            years[year] = Edition(counted, withheld, minimum)
        (until,) = only_row(connection, "select max(received_date) from bi.cases")
    tables = {
        year: [(wholes(of_year[rows]), wholes(of_year[columns])) for rows, columns in TABLES.values()]
        for year, of_year in members.items()
    }
    # before anybody can read it: an edition that nobody remembers may be given away by the next one
    remember(settings, Handed(release.release_id, minimum, years), tables)
    _write(folder, members, years, _README.format(release_id=release.release_id, until=until, minimum=minimum))
    return years


def _require_order(release: Manifest, minimum: int, before: list[Handed]) -> None:
    if later := [edition.release_id for edition in before if edition.release_id > release.release_id]:
        raise ExternalEditionError(
            f"An edition of release {later[-1]} is out already: one of an earlier release would show what came since."
        )
    for edition in before:
        if edition.minimum > minimum or (edition.release_id == release.release_id and edition.minimum != minimum):
            raise ExternalEditionError(
                f"The edition of release {edition.release_id} withholds counts below {edition.minimum}: "
                f"one with {minimum} would give them away. Keep to {edition.minimum}"
                f"{'' if edition.release_id == release.release_id else ' or more'}."
            )


def _write(
    folder: Path, members: Mapping[Year, Mapping[str, Dimension]], years: Mapping[Year, Edition], readme: str
) -> None:
    """Write all files beside `folder`, then put them there at once."""
    temporary = temporary_for(folder)
    shutil.rmtree(temporary, ignore_errors=True)
    temporary.mkdir(parents=True)
    for name, (rows, columns) in TABLES.items():
        path = temporary / f"{name}.csv"
        # Excel takes UTF-8 for what it is only with this mark
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_COLUMNS)
            for year, edition in years.items():
                writer.writerows(_rows(year, edition, members[year][rows], members[year][columns]))
        with duckdb.connect() as connection:
            read = f"from read_csv({literal(str(path))}, header = true, columns = {_COLUMNS})"
            write_parquet(connection, read, path.with_suffix(".parquet"))
    (temporary / "README.md").write_text(readme, encoding="utf-8")
    if folder.is_dir():
        folder.rmdir()
    temporary.rename(folder)


def _rows(year: Year, edition: Edition, rows: Dimension, columns: Dimension) -> Iterator[list[object]]:
    for row, column in product((None, *rows.values()), (None, *columns.values())):
        cell = cell_of(row, column)
        is_withheld = cell in edition.withheld
        count = "" if is_withheld else edition.frequencies.counts[cell]
        yield [*year, *_described(row, rows), *_described(column, columns), count, str(is_withheld).lower()]


def _described(member: Member | None, among: Dimension) -> list[str]:
    if member is None:
        return [_TOTAL.level, _TOTAL.code, _TOTAL.name, _TOTAL.name_zh, ""]
    part_of = among[member.part_of] if member.part_of else _TOTAL
    return [member.level, member.code, member.name, member.name_zh, part_of.code]
