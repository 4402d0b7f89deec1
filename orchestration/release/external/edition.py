"""An external edition as files: a CSV and a Parquet file for each table, and what they are."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import product
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb

from orchestration.durable import sync
from orchestration.release.external.alternatives import Edition, NoAlternativeError
from orchestration.release.external.editions import ExternalEditionError, Handed, Year, handed_out, remember
from orchestration.release.external.frequencies import (
    TABLES,
    Dimension,
    Frequencies,
    Member,
    cell_of,
    dimensions,
    feeds_and_years,
    frequencies,
    wholes,
)
from orchestration.release.external.suppression import withheld_cells
from orchestration.release.manifest import Manifest
from orchestration.release.tables import DATABASE, write_parquet
from orchestration.settings import Settings
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

Release {release_id}. Counts of complaints by feed, year and two dimensions at a time, with all totals.

- Where the number is above 0 and below {minimum}, or would give such a number away, `complaints` is empty and
  `is_withheld` true.
- A count of 0 is shown.
- Rows and columns are parts of the one that `row_part_of` and `column_part_of` name: a branch of its region, a category
  of its line.
- Complaints that were recorded by mistake are not counted. What has no code in the register is `unmapped`, what was not
  given `unspecified`.
- Feeds are not added up: a complaint may be in both.
- A year is counted up to the day below. Where it is not covered whole, a count of 0 may be a gap.

| feed | source_system | year | counted up to | covered |
|---|---|---|---|---|
{english}

# 投诉件数（对外版）

版本 {release_id}。按数据来源、年度和每两个维度统计投诉件数，含各级合计。

- 件数大于 0 且小于 {minimum}，或可据以推算出此类件数的，不予公布：`complaints` 为空，`is_withheld` 为 true。
- 件数为 0 的照常公布。
- `row_part_of`、`column_part_of` 为上一级代码，如机构所属大区、类别所属条线。
- 误录（作废）的投诉不计。无法对应到代码的记为 `unmapped`，未填写的记为 `unspecified`。
- 各数据来源不可相加：同一投诉可能在两处均有记录。
- 各年度统计至下表所列日期；数据不完整的年度，0 可能表示缺数据。

| 数据来源 | source_system | 年度 | 统计至 | 完整性 |
|---|---|---|---|---|
{chinese}
"""


def write_edition(
    settings: Settings, release: Manifest, minimum: int, folder: Path, say: Callable[[str], None]
) -> Mapping[Year, Edition]:
    """Write the external edition of a release into a new `folder`, remember it, and return what it holds and withholds.

    Counts above 0 and below `minimum` cannot be found out from it and the editions before. The same release with the
    same minimum gives the same edition again. `say` is told how many counts differ by less from those of the edition
    before. Raises `ExternalEditionError` where an edition is out that would be given
    away, or `folder` is there and no empty folder.
    """
    folder = folder.resolve()
    _require_new(folder)
    before = handed_out(settings)
    _require_order(release, minimum, before)
    earlier = [edition for edition in before if edition.release_id != release.release_id]
    again = next((edition for edition in before if edition.release_id == release.release_id), None)
    with duckdb.connect(str(settings.releases / release.release_id / DATABASE), read_only=True) as connection:
        if not connection.execute("select 1 from duckdb_views() where schema_name = 'bi'").fetchone():
            raise ExternalEditionError(f"Release {release.release_id} has no schema bi yet: take a newer one.")
        members = {year: dimensions(connection, *year) for year in feeds_and_years(connection)}
        counted = {year: frequencies(connection, *year, of_year) for year, of_year in members.items()}
        readme = _readme(connection, release, minimum)
    _require_names(members)
    years = again.years if again else _withheld(counted, minimum, earlier)
    if {year: edition.frequencies.counts for year, edition in years.items()} != {
        year: of_year.counts for year, of_year in counted.items()
    }:
        raise ExternalEditionError(
            f"The edition of release {release.release_id} that is out was counted by another version of this program: "
            "make the next one of a newer release."
        )
    tables = {
        year: [(wholes(of_year[rows]), wholes(of_year[columns])) for rows, columns in TABLES.values()]
        for year, of_year in members.items()
    }
    handed = Handed(release.release_id, earlier[-1].release_id if earlier else None, minimum, years)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
        # others cannot read it until it is complete, and in its place
        with TemporaryDirectory(prefix=f".{folder.name}.", dir=folder.parent) as private:
            complete = Path(private) / "edition"
            _write(complete, members, years, readme)
            # before anybody can read it: an edition that nobody remembers may be given away by the next one
            remember(settings, handed, tables)
            complete.rename(folder)
            sync(folder.parent)
    except (OSError, duckdb.Error) as error:
        raise ExternalEditionError(
            f"The edition was not written to {folder}: {str(error).splitlines()[0]}. "
            "Make room or take another folder, and run again."
        ) from error
    for line in _steps_shown(years, minimum, earlier):
        say(line)
    return years


def _steps_shown(years: Mapping[Year, Edition], minimum: int, earlier: Sequence[Handed]) -> Iterator[str]:
    """Of how many counts of each year the difference from the edition before is shown, and small."""
    for year, edition in years.items():
        before = next((handed.years[year] for handed in reversed(earlier) if year in handed.years), None)
        if before is None:
            continue
        shown = [
            abs(count - before.frequencies.counts.get(cell, count))
            for cell, count in edition.frequencies.counts.items()
            if cell not in edition.withheld | before.withheld
        ]
        if small := sum(0 < step < minimum for step in shown):
            yield (
                f"{year[0]} {year[1]}: {small:,} counts differ by less than {minimum} from the edition before. "
                "Who has both sees which complaints came in between: hand out editions rarely."
            )


def _require_new(folder: Path) -> None:
    is_empty = folder.is_dir() and not folder.is_mount() and not any(folder.iterdir())
    if folder.exists() and not is_empty:
        raise ExternalEditionError(f"{folder} holds something already, or is no folder: name a new one.")


def _require_names(members: Mapping[Year, Mapping[str, Dimension]]) -> None:
    listed = [member for of_year in members.values() for among in of_year.values() for member in among.values()]
    for member in listed:
        for name in (member.name, member.name_zh):
            if name and name[0] in "=+-@\t\r":
                raise ExternalEditionError(
                    f"The {member.level} {member.code} is called {name!r}, which Excel takes for a formula: "
                    "give it another name in the reference data, and run again."
                )


def _withheld(counted: Mapping[Year, Frequencies], minimum: int, earlier: Sequence[Handed]) -> dict[Year, Edition]:
    years = {}
    for year, of_year in counted.items():
        past = [edition.years[year] for edition in earlier if year in edition.years]
        try:
            years[year] = Edition(of_year, withheld_cells(of_year, minimum, past), minimum)
        except NoAlternativeError as error:
            raise ExternalEditionError(
                f"Nothing but the counts of {year[0]} {year[1]} agrees with what earlier editions showed of them: "
                "no edition can follow those. Wait for a release with more complaints."
            ) from error
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


def _readme(connection: duckdb.DuckDBPyConnection, release: Manifest, minimum: int) -> str:
    covered = connection.execute("""
        select source_system_name, source_system_name_zh, source_system, report_year,
               coalesce(cast(period_end_date as varchar), ''), coverage_name, coverage_name_zh
        from bi.year_on_year
        where scope_level = 'company'
            and (source_system, report_year) in (select (source_system, report_year) from bi.complaints_monthly)
        order by source_system, report_year
    """).fetchall()
    english = [f"| {name} | {code} | {year} | {end} | {how} |" for name, _, code, year, end, how, _ in covered]
    chinese = [f"| {name} | {code} | {year} | {end} | {how} |" for _, name, code, year, end, _, how in covered]
    return _README.format(
        release_id=release.release_id, minimum=minimum, english="\n".join(english), chinese="\n".join(chinese)
    )


def _write(
    folder: Path, members: Mapping[Year, Mapping[str, Dimension]], years: Mapping[Year, Edition], readme: str
) -> None:
    folder.mkdir()
    for name, (rows, columns) in TABLES.items():
        path = folder / f"{name}.csv"
        # Excel takes UTF-8 for what it is only with this mark
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(_COLUMNS)
            for year, edition in years.items():
                writer.writerows(_rows(year, edition, members[year][rows], members[year][columns]))
        with duckdb.connect() as connection:
            # as it was written; DuckDB guesses from the first rows otherwise
            as_written = "header = true, auto_detect = false, delim = ',', quote = '\"', escape = '\"'"
            read = f"from read_csv({literal(str(path))}, {as_written}, columns = {_COLUMNS})"
            write_parquet(connection, read, path.with_suffix(".parquet"))
    (folder / "README.md").write_text(readme, encoding="utf-8")


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
