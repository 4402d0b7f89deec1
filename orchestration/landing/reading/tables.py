"""What every reader gives: a header, and the rows below it in batches of text columns."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Protocol

import pyarrow as pa

from orchestration.landing.errors import FileRejectedError

BATCH_ROWS = 1_024  # small enough for a batch to stay in the processor's cache

Rows = list[list[str]]

WRONG_FIELD_COUNT = "wrong_field_count"
UNDECODABLE_TEXT = "undecodable_text"
CONTROL_CHARACTERS = "control_characters"
VALUE_TOO_LONG = "value_too_long"


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
    reasons for which the row cannot be used, in the order in which they were found.
    """

    row_numbers: pa.Int64Array
    columns: list[pa.StringArray]
    surplus: dict[int, int] = field(default_factory=dict)
    problems: dict[int, list[str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """A file opened under one encoding (None where the format has its own). The batches can be read once."""

    encoding: str | None
    header: tuple[str, ...]
    batches: Iterator[Batch]


class Splittable(Protocol):
    """A chunk that is split into fields once the width of the table is known."""

    first: int
    problems: dict[int, list[str]]

    @property
    def rows(self) -> Rows:
        """Its rows, as in a chunk."""

    def pieces(self, width: int) -> Iterator[Batch | Chunk]:
        """Its rows in order; in the batches every row has `width` fields, something in them, and no U+FFFD."""


def table_of(chunks: Iterator[Chunk | Splittable], encoding: str | None, *, may_be_replaced: bool = False) -> Table:
    """A table of rows as a reader finds them: its header is the first row that is not blank.

    `may_be_replaced` says that U+FFFD stands for bytes that are no text. Raises `FileRejectedError` without any row.
    """
    header, rest = _split_header(chunks)
    return Table(encoding, header, batches_of(chain([rest], chunks), len(header), may_be_replaced=may_be_replaced))


def _split_header(chunks: Iterable[Chunk | Splittable]) -> tuple[tuple[str, ...], Chunk]:
    """The first row that is not blank, and the rows of the same chunk after it."""
    for chunk in chunks:
        rows = chunk.rows
        for index, row in enumerate(rows):
            if not _is_blank(row):
                return tuple(row), Chunk(chunk.first + index + 1, rows[index + 1 :])
    raise FileRejectedError("holds no row at all, not even a header; export it again, or remove it")


def batches_of(chunks: Iterable[Chunk | Splittable], width: int, *, may_be_replaced: bool) -> Iterator[Batch]:
    """Batches of the rows below a header of `width` columns."""
    for chunk in chunks:
        for piece in (chunk,) if isinstance(chunk, Chunk) else chunk.pieces(width):
            batch = piece if isinstance(piece, Batch) else _batch(piece, width, may_be_replaced=may_be_replaced)
            if batch is not None:
                yield batch


def _batch(chunk: Chunk, width: int, *, may_be_replaced: bool) -> Batch | None:
    kept = [(number, row) for number, row in enumerate(chunk.rows, chunk.first) if not _is_blank(row)]
    if not kept:
        return None
    rows = [row for _, row in kept]
    surplus = {i: len(row) - width for i, row in enumerate(rows) if len(row) != width}
    problems = {i: [WRONG_FIELD_COUNT] for i in surplus}
    if may_be_replaced:
        for i, row in enumerate(rows):
            if "\ufffd" in "".join(row):
                problems.setdefault(i, []).append(UNDECODABLE_TEXT)
    for i in surplus:
        rows[i] = (rows[i] + [""] * width)[:width]
    return Batch(
        row_numbers=pa.array([number for number, _ in kept], pa.int64()),
        columns=[pa.array(column, pa.string()) for column in zip(*rows, strict=True)],
        surplus=surplus,
        problems=problems,
    )


def _is_blank(row: list[str]) -> bool:
    return not any(map(str.strip, row))
