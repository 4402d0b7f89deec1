"""What every reader gives: a header, and the rows below it in batches of text columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

import pyarrow as pa

from orchestration.contracts import Contract
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.header_detection import HEADING_ROWS, find_header, is_blank

BATCH_ROWS = 1_024  # small enough for a batch to stay in the processor's cache
LONGEST_VALUE = 1024 * 1024  # characters, more than any contract allows: readers may cut a value there
MOST_COLUMNS = 16_384  # that a sheet of Excel can have
LONGEST_BLANK_RUN = 1_000  # rows; a longer run is one stray cell far below the table, not as many mistakes
MOST_BLANK_ROWS = 2**20  # as many as a sheet of Excel can have

Rows = list[list[str]]

REPLACEMENT = "\ufffd"  # what a decoder writes for bytes that are no text

WRONG_FIELD_COUNT = "wrong_field_count"
MISPLACED_QUOTE = "misplaced_quote"
EMPTY_ROW = "empty_row"
CONTROL_CHARACTERS = "control_characters"
VALUE_TOO_LONG = "value_too_long"
TOTAL_OR_FOOTNOTE = "total_or_footnote"
UNDECODABLE_TEXT = "undecodable_text"
UNREADABLE_RECORD = "unreadable_record"
FORMULA_ERROR = "formula_error"


@dataclass(frozen=True)
class Chunk:
    """Some rows as a reader finds them, blank ones included; the first has the number `first`.

    `problems` maps an index in `rows` to what the reader found wrong with the row.
    """

    first: int
    rows: Rows
    problems: dict[int, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Batch:
    """Some rows of a file, as columns of text in the order of its header, without NULL.

    `row_numbers` count as a spreadsheet shows them, from 1. `surplus` maps an index in this batch to how many fields
    the row has too many (or too few, negative); its values were cut off or padded. `problems` maps an index to the
    reasons for which the row cannot be used, in the order in which they were found. `extra` has what was cut off; of a
    record that cannot be read, its text.
    """

    row_numbers: pa.Int64Array
    columns: list[pa.StringArray]
    surplus: dict[int, int] = field(default_factory=dict)
    problems: dict[int, list[str]] = field(default_factory=dict)
    extra: dict[int, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A file opened under one encoding (None where the format has its own). The batches can be read once.

    `notes` say what a person should know of how the file was read, and are complete once the batches are. They hold
    names of sheets and numbers of rows, never the value of a cell. `undecodable_at` are the offsets in bytes, from 0,
    of the first bytes that are no text in the encoding; of a compressed file, in what it holds.
    """

    encoding: str | None
    header: tuple[str, ...]
    batches: Iterator[Batch]
    notes: list[str] = field(default_factory=list)
    undecodable_at: tuple[int, ...] = ()


class Splittable(Protocol):
    """A chunk that is split into fields once the width of the table is known."""

    @property
    def first(self) -> int:
        """The number of its first row, as in a chunk."""

    @property
    def rows(self) -> Rows:
        """Its rows, as in a chunk."""

    @property
    def problems(self) -> dict[int, list[str]]:
        """What the reader found wrong with its rows, as in a chunk."""

    def pieces(self, width: int) -> Iterator[Batch | Chunk]:
        """Its rows in order; in the batches every row has `width` fields, something in them, and no U+FFFD."""


def table_of(
    chunks: Iterator[Chunk | Splittable],
    contract: Contract,
    encoding: str | None,
    *,
    may_be_replaced: bool = False,
    undecodable_at: tuple[int, ...] = (),
) -> Table:
    """A table of rows as a reader finds them, whose header is the one that fits the contract best.

    `may_be_replaced` says that U+FFFD stands for bytes that are no text. Raises `FileRejectedError` without any row.
    """
    opening, rows = _opening(chunks)
    index = find_header(rows, contract)
    if index is None:
        raise FileRejectedError("holds no row at all, not even a header; export it again, or remove it")
    header = tuple(rows[index])
    notes = [f"the header is row {opening[0].first + index}, what stands above it is no data"] if index else []
    rest = chain(_below(opening, index), chunks)
    batches = batches_of(rest, len(header), notes, may_be_replaced=may_be_replaced)
    return Table(encoding, header, batches, notes, undecodable_at)


def _opening(chunks: Iterator[Chunk | Splittable]) -> tuple[list[Chunk], Rows]:
    """From the first row that is not blank on, as many chunks as may hold the header, and their rows."""
    opening: list[Chunk] = []
    rows: Rows = []
    for chunk in chunks:
        found = Chunk(chunk.first, chunk.rows, chunk.problems)
        if not rows:
            skipped = next((i for i, row in enumerate(found.rows) if not is_blank(row)), len(found.rows))
            _refuse_endless(found.first - 1 + skipped, found.first - 1 + skipped)
            found = _without(found, skipped)
        if found.rows:
            opening.append(found)
            rows += found.rows
        if len(rows) >= HEADING_ROWS:
            break
    return opening, rows


def _below(opening: list[Chunk], index: int) -> Iterator[Chunk]:
    """The rows after the one that has this index among all rows of the chunks."""
    skipped = index + 1
    for chunk in opening:
        if skipped < len(chunk.rows):
            yield _without(chunk, skipped)
        skipped = max(skipped - len(chunk.rows), 0)


def _without(chunk: Chunk, count: int) -> Chunk:
    """The chunk without its first rows."""
    problems = {index - count: reasons for index, reasons in chunk.problems.items() if index >= count}
    return Chunk(chunk.first + count, chunk.rows[count:], problems)


def batches_of(
    chunks: Iterable[Chunk | Splittable], width: int, notes: list[str], *, may_be_replaced: bool
) -> Iterator[Batch]:
    """Batches of the rows below a header of `width` columns.

    A blank row counts only where a row with content follows it in the same numbering: blank rows at the end of a file
    or sheet are no rows. A long run of them is noted and left out.
    """
    pieces = (piece for chunk in chunks for piece in ((chunk,) if isinstance(chunk, Chunk) else chunk.pieces(width)))
    run, following = 0, None
    for piece in pieces:
        if isinstance(piece, Batch):
            first, size = piece.row_numbers[0].as_py(), len(piece.row_numbers)
            numbers = _blank_rows(first, run if first == following else 0, notes)
            if numbers:
                rows = [[""] * width for _ in numbers]
                problems = {index: [EMPTY_ROW] for index in range(len(numbers))}
                yield _batch(numbers, rows, problems, width, may_be_replaced=may_be_replaced)
            run, following = 0, first + size
            yield piece
            continue
        if piece.first != following:
            run = 0
        following = piece.first + len(piece.rows)
        if not run and not any(map(is_blank, piece.rows)):
            numbers = list(range(piece.first, following))
            problems = {index: list(reasons) for index, reasons in piece.problems.items()}
            if numbers:
                yield _batch(numbers, piece.rows, problems, width, may_be_replaced=may_be_replaced)
            continue
        numbers, rows, problems = [], [], {}
        for index, row in enumerate(piece.rows):
            found = piece.problems.get(index)
            if not found and is_blank(row):
                run += 1
                _refuse_endless(run, piece.first + index)
                continue
            blank = _blank_rows(piece.first + index, run, notes)
            problems |= {len(rows) + i: [EMPTY_ROW] for i in range(len(blank))}
            rows += [[""] * width for _ in blank]
            run = 0
            if found:
                problems[len(rows)] = list(found)
            numbers += [*blank, piece.first + index]
            rows.append(row)
        if rows:
            yield _batch(numbers, rows, problems, width, may_be_replaced=may_be_replaced)


def _refuse_endless(run: int, last: int) -> None:
    if run > MOST_BLANK_ROWS:
        raise FileRejectedError(
            f"row {last - run + 1} is the first of more than {MOST_BLANK_ROWS:,} blank rows; remove them, or export it "
            "again"
        )


def _blank_rows(following: int, run: int, notes: list[str]) -> list[int]:
    """The numbers of a run of blank rows before the row `following`; none, but a note, for one that is too long."""
    if run > LONGEST_BLANK_RUN:
        notes.append(f"rows {following - run} to {following - 1} are blank and were left out")
        return []
    return list(range(following - run, following))


def _batch(
    numbers: list[int], rows: Rows, problems: dict[int, list[str]], width: int, *, may_be_replaced: bool
) -> Batch:
    uneven = [i for i, row in enumerate(rows) if len(row) != width]
    surplus = {i: len(rows[i]) - width for i in uneven if UNREADABLE_RECORD not in problems.get(i, ())}
    extra = {i: rows[i][width:] for i in uneven if len(rows[i]) > width}
    for i in surplus:
        problems.setdefault(i, []).append(WRONG_FIELD_COUNT)
    if may_be_replaced:
        for i, row in enumerate(rows):
            if REPLACEMENT in "".join(row) and UNDECODABLE_TEXT not in problems.get(i, ()):
                problems.setdefault(i, []).append(UNDECODABLE_TEXT)
    for i in uneven:
        rows[i] = (rows[i] + [""] * width)[:width]
    return Batch(
        row_numbers=pa.array(numbers, pa.int64()),
        columns=[pa.array(column, pa.string()) for column in zip(*rows, strict=True)],
        surplus=surplus,
        problems=problems,
        extra=extra,
    )
