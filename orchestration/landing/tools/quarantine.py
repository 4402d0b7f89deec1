"""What the published release has in quarantine, and the rows of a file to be corrected and dropped in again."""

from __future__ import annotations

import csv
import hashlib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.contracts import Contract, contract_path, load_contract
from orchestration.landing.errors import FileRejectedError, HeaderMismatchError
from orchestration.landing.headers import match_header
from orchestration.landing.landing_zone import files_by_name
from orchestration.landing.purged import PURGED
from orchestration.landing.reading import WRONG_FIELD_COUNT, Table, read_tables
from orchestration.landing.reading.corrections import (
    CARRIED,
    FILE_ROW,
    MISSING,
    REASONS,
    SURPLUS,
    export_header,
    export_row,
)
from orchestration.landing.tools.errors import ToolError
from orchestration.landing.tools.layout import aligned, counted
from orchestration.landing.tools.new_files import PRIVATE_FILE, new_file
from orchestration.settings import FEEDS, Settings

EXPORTED = ("feed", "file_name", "row_number", "reasons")


@dataclass(frozen=True)
class QuarantinedRow:
    """A row that the release does not count, by its place in its file."""

    feed: str
    file_name: str
    content_hash: str
    row_number: int
    reasons: str


def quarantined_rows(settings: Settings, feed: str | None = None) -> list[QuarantinedRow]:
    """The rows in quarantine by the published release, in order of file and row. Raises `ToolError` without one."""
    if feed not in (None, *FEEDS):
        raise ToolError(f"There is no feed {feed}; the feeds are {', '.join(FEEDS)}.")
    database = settings.published_database
    if not database.is_file():
        raise ToolError(f"Nothing has been published yet under {settings.published}; run `make run` first.")
    with duckdb.connect(str(database), read_only=True) as connection:
        found = connection.execute(
            """
            select feed, file_name, content_hash, row_number, reasons from marts.quarantined_rows
            where feed = coalesce($feed, feed)
            order by feed, file_name, content_hash, row_number
            """,
            {"feed": feed},
        ).fetchall()
    return [QuarantinedRow(*row) for row in found]


def render(rows: Sequence[QuarantinedRow]) -> str:
    """The number of rows by feed, file and reason, as plain text. A row counts once for each of its reasons."""
    if not rows:
        return "No row is in quarantine.\n"
    counts = Counter((row.feed, row.file_name, reason) for row in rows for reason in row.reasons.split(", "))
    lines = [("feed", "file", "reason", "rows"), *((*key, f"{count:,}") for key, count in sorted(counts.items()))]
    files = len({(row.feed, row.file_name, row.content_hash) for row in rows})
    head = f"{counted(len(rows), 'row')} of {counted(files, 'file')} in quarantine, by reason:"
    return "\n".join([head, "", *aligned(lines)]) + "\n"


def export(rows: Iterable[QuarantinedRow], target: Path) -> None:
    """Write the list as CSV that Excel opens; it holds no personal data. Raises `ToolError` where the file exists."""
    _write(target, EXPORTED, ([row.feed, row.file_name, row.row_number, row.reasons] for row in rows), ",")


def export_for_correction(settings: Settings, file_name: str, feed: str | None, target: Path) -> list[str]:
    """Write the quarantined rows of a landed file with all cells that they came with, and return what to know of it.

    The new file holds personal data and is readable by its owner only. Raises `ToolError` where it cannot be written
    there, or where the landed file is no longer what the release was built from.
    """
    _refuse_place(settings, target)
    rows = [row for row in quarantined_rows(settings, feed) if row.file_name == file_name and row.reasons != PURGED]
    if not rows:
        raise ToolError(f"No row of a file {file_name} is in quarantine; `quarantine` alone lists the files.")
    if len({(row.feed, row.content_hash) for row in rows}) > 1:
        raise ToolError(f"Several files {file_name} have rows in quarantine; name one feed with --feed.")
    folder = settings.landing / rows[0].feed
    source = files_by_name(folder, settings.token_key).get(file_name, folder / file_name)
    contract = load_contract(contract_path(settings.contracts, rows[0].feed))
    _refuse_changed(source, rows[0].content_hash)
    header, cells = _cells(source, contract, {row.row_number: row.reasons for row in rows})
    width = max([len(row) for row in cells] + [len(export_header(header, 0))])
    widest = export_header(header, width - len(export_header(header, 0)))
    _write(target, widest, [[*row, *[""] * (width - len(row))] for row in cells], contract.delimiter or ",")
    notes = [
        f"{counted(len(cells), 'row')} written to {target}, which holds personal data: remove it after use.",
        f"Correct the cells, leave {FILE_ROW} and {REASONS} where they are, and drop the file in under a new name.",
    ]
    garbled = sum(WRONG_FIELD_COUNT in row[1].split(", ") for row in cells)
    if garbled:
        notes.append(
            f"{counted(garbled, 'row')} had too many or too few cells, and will be quarantined until each is in its "
            f"column: nothing is left under {SURPLUS.format(1)} and further, and no cell says {MISSING}."
        )
    damaged = sum(not set(CARRIED).isdisjoint(row[1].split(", ")) for row in cells)
    if damaged:
        notes.append(
            f"{counted(damaged, 'row')} had damage that no cell shows ({', '.join(CARRIED)}), and will be quarantined "
            f"until {REASONS} is emptied: compare the row with the source system first."
        )
    if "csv" not in contract.formats:
        notes.append(f"The contract of {contract.feed} takes {', '.join(contract.formats)} only: save it as such.")
    return notes


def _refuse_place(settings: Settings, target: Path) -> None:
    place = target.resolve()
    if place.is_relative_to(settings.home) and not place.is_relative_to(settings.landing):
        raise ToolError(f"{target} lies in {settings.home}, beside what is published; choose a folder of your own.")


def _refuse_changed(source: Path, content_hash: str) -> None:
    if not source.is_file():
        raise ToolError(f"{source} is no longer there; put it back, or take the rows from the source system.")
    with source.open("rb") as file:
        if hashlib.file_digest(file, "sha256").hexdigest() != content_hash:
            raise ToolError(f"{source} has changed since the release was built; run `make run`, then ask again.")


def _cells(source: Path, contract: Contract, wanted: Mapping[int, str]) -> tuple[tuple[str, ...], list[list[str]]]:
    """The file's header, and the wanted rows as `export_row` gives them."""
    with closing(read_tables(source, contract)) as attempts:
        for table in attempts:
            try:
                match_header(table.header, contract)
                return table.header, list(_rows(table, wanted))
            except (UnicodeDecodeError, HeaderMismatchError):
                continue
    raise FileRejectedError("its text fits none of the encodings tried; take the rows from the source system")


def _rows(table: Table, wanted: Mapping[int, str]) -> Iterator[list[str]]:
    for batch in table.batches:
        for index, number in enumerate(batch.row_numbers.to_pylist()):
            if number in wanted:
                yield export_row(batch, index, wanted[number])


def _write(target: Path, header: Sequence[str], rows: Iterable[Sequence[object]], delimiter: str) -> None:
    """A new CSV file for its owner alone; the byte order mark tells Excel that it is UTF-8."""
    with new_file(target, PRIVATE_FILE, "utf-8-sig") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(header)
        writer.writerows(rows)
