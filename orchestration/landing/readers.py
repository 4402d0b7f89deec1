"""Read feed files as batches of text columns, in bounded memory. What the columns mean is not known here."""

from __future__ import annotations

import csv
import datetime as dt
import gzip
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from io import TextIOWrapper
from itertools import chain, islice
from pathlib import Path
from typing import Any, BinaryIO, TextIO

import python_calamine

from orchestration.landing.contracts import Contract
from orchestration.landing.encodings import encoding_label, encodings_to_try
from orchestration.landing.errors import FileRejectedError

BATCH_ROWS = 1_024  # small enough for a batch to stay in the processor's cache
LONGEST_FIELD = 16 * 1024 * 1024  # characters; the csv module's own limit is 128 thousand
BUFFER_BYTES = 1024 * 1024
END_OF_FILE = "\x00end of file\x00"
SUFFIXES = {".csv": "csv", ".csv.gz": "csv", ".xlsx": "xlsx"}

Rows = list[list[str]]


@dataclass(frozen=True)
class Batch:
    """Some rows of a file, as columns in the order of its header.

    `row_numbers` count as a spreadsheet shows them, from 1. `misplaced` maps an index in this batch to how many fields
    the row has too many (or too few, negative); its values were cut off or padded. `undecodable` holds the indexes of
    rows with bytes that are no text.
    """

    row_numbers: list[int]
    columns: list[tuple[str, ...]]
    misplaced: dict[int, int] = field(default_factory=dict)
    undecodable: set[int] = field(default_factory=set)


@dataclass(frozen=True)
class Table:
    """A file opened under one encoding (None for a workbook). The batches can be read once."""

    encoding: str | None
    header: tuple[str, ...]
    batches: Iterator[Batch]


def read_tables(path: Path, contract: Contract) -> Iterator[Table]:
    """Yield the file under each encoding worth trying: the first that reads to its end without error is the one.

    Reading a table's batches raises `UnicodeDecodeError` when its encoding does not fit, and `FileRejectedError`, as
    this function does, when the file cannot be read under any.
    """
    suffix = next((suffix for suffix in SUFFIXES if path.name.lower().endswith(suffix)), None)
    if suffix is None:
        raise FileRejectedError(
            f"files of the type {path.suffix or '(no suffix)'} cannot be read; save it as {', '.join(SUFFIXES)}"
        )
    if SUFFIXES[suffix] not in contract.formats:
        raise FileRejectedError(
            f"the contract allows {', '.join(contract.formats)} only; export the file so, or add {SUFFIXES[suffix]} "
            f"to formats in {contract.path}"
        )
    if suffix == ".xlsx":
        yield _read_workbook(path)
    else:
        opener = gzip.open if suffix == ".csv.gz" else partial(open, buffering=BUFFER_BYTES)
        yield from _read_texts(partial(opener, path, "rb"), contract)


def _read_texts(open_bytes: Callable[[], BinaryIO], contract: Contract) -> Iterator[Table]:
    with _reading_errors_as_rejections():
        for encoding, errors in encodings_to_try(open_bytes, contract.encodings):
            with TextIOWrapper(open_bytes(), encoding=encoding, errors=errors, newline="") as stream:
                chunks = _csv_chunks(stream)
                try:
                    first, header, rest = _split_header(chunks)
                except UnicodeDecodeError:
                    continue
                batches = _batches(chain([rest], chunks), first, len(header), may_be_replaced=errors == "replace")
                yield Table(encoding_label(encoding), header, batches)


def _csv_chunks(stream: TextIO) -> Iterator[Rows]:
    """Records of a CSV, blank lines included as empty records."""
    # The csv module says nothing of a quote that is still open at the end: this last record would be swallowed by it.
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(chain(stream, [END_OF_FILE]))
    count, is_whole = 0, False
    with _reading_errors_as_rejections():
        while chunk := list(islice(reader, BATCH_ROWS)):
            count += len(chunk)
            if chunk[-1] == [END_OF_FILE]:
                chunk.pop()
                is_whole = True
            yield chunk
    if not is_whole:
        raise FileRejectedError(
            f"a quotation mark that opens in row {count} is never closed; close it, or double it if it is text"
        )


@contextmanager
def _reading_errors_as_rejections() -> Iterator[None]:
    try:
        yield
    except csv.Error as error:
        raise FileRejectedError(
            f"not readable as comma-separated text ({error}); look for a quotation mark that is never closed"
        ) from error
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise FileRejectedError("the compressed data is damaged or cut off; copy or export the file again") from error
    except FileNotFoundError:
        raise
    except OSError as error:
        raise FileRejectedError(f"cannot be read ({error.strerror}); check the file and its permissions") from error


def _read_workbook(path: Path) -> Table:
    try:
        with _reading_errors_as_rejections():
            workbook = python_calamine.load_workbook(path)
            sheets = [workbook.get_sheet_by_index(index) for index in range(len(workbook.sheet_names))]
    except python_calamine.PasswordError as error:
        raise FileRejectedError("the workbook is protected by a password; save it without one") from error
    except python_calamine.CalamineError as error:
        raise FileRejectedError("not a readable Excel workbook; open it and save it again as .xlsx") from error
    filled = [sheet for sheet in sheets if sheet.height]
    if len(filled) > 1:
        names = ", ".join(sheet.name for sheet in filled)
        raise FileRejectedError(f"has several sheets with content ({names}); save each that holds data as a workbook")
    chunks = _sheet_chunks((filled or sheets)[0])
    first, header, rest = _split_header(chunks)
    return Table(None, header, _batches(chain([rest], chunks), first, len(header), may_be_replaced=False))


def _sheet_chunks(sheet: Any) -> Iterator[Rows]:
    rows = iter(sheet.iter_rows())
    while chunk := list(islice(rows, BATCH_ROWS)):
        yield [[cell if type(cell) is str else cell_text(cell) for cell in row] for row in chunk]


def cell_text(cell: Any) -> str:
    """The text of a spreadsheet cell: ISO dates, whole numbers without a decimal point, TRUE and FALSE."""
    if isinstance(cell, bool):
        return "TRUE" if cell else "FALSE"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else f"{cell:.15g}"
    if isinstance(cell, dt.datetime):
        return (cell + dt.timedelta(microseconds=500_000)).replace(microsecond=0).isoformat(sep=" ")
    if isinstance(cell, dt.time):
        return cell.replace(microsecond=0).isoformat()
    return str(cell)


def _split_header(chunks: Iterator[Rows]) -> tuple[int, tuple[str, ...], Rows]:
    """The number of the first row that is not blank, that row, and the rows of the same chunk after it."""
    passed = 0
    for chunk in chunks:
        for index, row in enumerate(chunk):
            if not _is_blank(row):
                return passed + index + 1, tuple(row), chunk[index + 1 :]
        passed += len(chunk)
    raise FileRejectedError("holds no row at all, not even a header; export it again, or remove it")


def _batches(chunks: Iterator[Rows], header_number: int, width: int, *, may_be_replaced: bool) -> Iterator[Batch]:
    first = header_number + 1
    for chunk in chunks:
        numbers = list(range(first, first + len(chunk)))
        first += len(chunk)
        suspects = [i for i, row in enumerate(chunk) if not row or not row[0] or row[0].isspace()]
        blank = {i for i in suspects if _is_blank(chunk[i])}
        rows = [row for i, row in enumerate(chunk) if i not in blank] if blank else chunk
        if not rows:
            continue
        undecodable = {i for i, row in enumerate(rows) if "\ufffd" in "".join(row)} if may_be_replaced else set()
        misplaced = {}
        if set(map(len, rows)) != {width}:
            misplaced = {i: len(row) - width for i, row in enumerate(rows) if len(row) != width}
            for i in misplaced:
                rows[i] = (rows[i] + [""] * width)[:width]
        yield Batch(
            row_numbers=[number for i, number in enumerate(numbers) if i not in blank] if blank else numbers,
            columns=list(zip(*rows, strict=True)),
            misplaced=misplaced,
            undecodable=undecodable,
        )


def _is_blank(row: list[str]) -> bool:
    return not any(map(str.strip, row))
