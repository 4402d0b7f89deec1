"""Delimited text in blocks of whole records, split into fields by Arrow wherever the csv module would do the same.

Arrow takes a tenth of the time and several cores, but knows no record that is not as the others. Such a record, or a
block whose quotation marks are not where they should be, goes to the csv module, whose reading is the one that counts.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, islice, pairwise

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.csv

from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading import tables
from orchestration.landing.reading.long_records import read_long_record
from orchestration.landing.reading.tables import MISPLACED_QUOTE, Batch, Chunk, Rows

LONGEST_FIELD = 16 * 1024 * 1024  # characters; the csv module's own limit is 128 thousand
LONGEST_RECORD = LONGEST_FIELD // 2  # bytes; a longer one is read in passing, so that no field comes near that limit

QUOTE, LINE_FEED, RETURN = b'"\n\r'
BYTE_ORDER_MARK = "\ufeff".encode()
REPLACEMENT = "\ufffd".encode()
# Wider than what Python calls white space: which of the rows found are blank is then decided by Python.
MAY_BE_BLANK = r"^[\s\pZ\x{0B}\x{1C}-\x{1F}\x{85}]*$"


@dataclass(frozen=True)
class Block:
    """Whole records of delimited text in UTF-8, of which the first has the number `first`.

    It is a `Chunk` to whoever needs its rows; `pieces` is the fast way to its columns.
    """

    first: int
    records: int
    data: bytes
    delimiter: str
    problems: dict[int, list[str]] = field(default_factory=dict)

    @property
    def rows(self) -> Rows:
        """The records as the csv module reads them."""
        return list(csv.reader(_lines(self.data), delimiter=self.delimiter))

    def pieces(self, width: int) -> Iterator[Batch | Chunk]:
        """All records in order: those of `width` fields with content as batches, around the others as rows."""
        parsed = _parse(self, width)
        if parsed is None:
            yield from _chunks(self.first, self.rows)
            return
        columns, odd = parsed
        positions = np.delete(np.arange(self.records), list(odd))
        others = np.fromiter(sorted(odd.keys() | _blank_or_replaced(self.data, columns, positions)), np.int64)
        for start, end, is_regular in _spans(others, self.records):
            begin, stop = np.searchsorted(positions, (start, end))
            own = [column.slice(begin, stop - begin) for column in columns]
            if is_regular:
                numbers = pa.array(np.arange(self.first + start, self.first + end), pa.int64())
                yield Batch(numbers, own)
            else:
                regular = zip(*(column.to_pylist() for column in own), strict=True)
                rows = [odd[i] if i in odd else list(next(regular)) for i in range(start, end)]
                yield from _chunks(self.first + start, rows)


def blocks_of(pieces: Iterable[bytes], delimiter: str) -> Iterator[Block | Chunk]:
    """Cut UTF-8 text, in pieces of any length, where records end.

    Raises `FileRejectedError` when a quotation mark is never closed, and `csv.Error` as the csv module does.
    """
    csv.field_size_limit(LONGEST_FIELD)
    first, waiting, size, wanted = 1, [], 0, 0
    remaining = iter(pieces)
    for piece in remaining:
        waiting.append(piece)
        size += len(piece)
        if size < wanted:
            continue
        buffer = b"".join(waiting)
        first, end = yield from _whole_records(buffer, delimiter, first)
        buffer, wanted = buffer[end:], 0
        if end == 0 and len(buffer) > LONGEST_RECORD:
            fields, buffer = read_long_record(buffer, remaining, delimiter, first)
            yield Chunk(first, [fields])
            first += 1
        elif end == 0:
            # A record that is longer than what was read is looked at again when there is twice as much of it.
            wanted = min(2 * len(buffer), LONGEST_RECORD + 1)
        waiting, size = [buffer], len(buffer)
    buffer = b"".join(waiting)
    if not buffer:
        return
    regular = _regular_end(buffer, delimiter, is_whole=True)
    if regular == len(buffer) <= LONGEST_FIELD:
        yield Block(first, _count_records(buffer), buffer, delimiter)
        return
    first, end = yield from _exact(buffer, delimiter, first)
    if end < len(buffer):
        raise FileRejectedError(
            f"a quotation mark that opens in row {first} is never closed; close it, or double it if it is text"
        )


Cut = Generator["Block | Chunk", None, tuple[int, int]]


def _whole_records(buffer: bytes, delimiter: str, first: int) -> Cut:
    """Yield the records that end in the buffer; return the number of the next one and where it begins."""
    if len(buffer) <= LONGEST_FIELD:
        end = _regular_end(buffer, delimiter, is_whole=False)
        if end == 0:
            return first, 0
        if end is not None:
            data = buffer[:end]
            block = Block(first, _count_records(data), data, delimiter)
            yield block
            return first + block.records, end
    # a return at the very end may be the first half of a line end
    last = len(buffer) - buffer.endswith(b"\r")
    whole_lines = buffer[: max(buffer.rfind(b"\n", 0, last), buffer.rfind(b"\r", 0, last)) + 1]
    return (yield from _exact(whole_lines, delimiter, first))


def _regular_end(buffer: bytes, delimiter: str, *, is_whole: bool) -> int | None:
    """Where the last whole record of the buffer ends; None where quotation marks are not at the edges of fields."""
    last = len(buffer) if is_whole else len(buffer) - buffer.endswith(b"\r")
    if b'"' not in buffer:
        return last if is_whole else max(buffer.rfind(b"\n", 0, last), buffer.rfind(b"\r", 0, last)) + 1
    text = np.frombuffer(buffer, np.uint8)
    quotes = np.flatnonzero(text == QUOTE)
    edges = np.zeros(256, bool)
    edges[[QUOTE, LINE_FEED, RETURN, ord(delimiter)]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    before = opening[opening > 0] - 1
    after = closing[closing < len(buffer) - 1] + 1
    if not (edges[text[before]].all() and edges[text[after]].all()):
        return None
    if is_whole:
        return len(buffer) if len(quotes) % 2 == 0 else None
    ends = _ends_outside(text[:last], quotes)
    return int(ends[-1]) + 1 if len(ends) else 0


def _ends_outside(text: np.ndarray, quotes: np.ndarray) -> np.ndarray:
    ends = np.flatnonzero((text == LINE_FEED) | (text == RETURN))
    outside: np.ndarray = ends[np.searchsorted(quotes, ends) % 2 == 0]
    return outside


def _count_records(data: bytes) -> int:
    """How many records regular text holds, a last one without line end included."""
    has_open_end = not data.endswith((b"\n", b"\r"))
    text = np.frombuffer(data, np.uint8)
    if b'"' not in data:
        returns = np.flatnonzero(text == RETURN)
        return int(np.count_nonzero(text == LINE_FEED)) + len(returns) - _pairs(text, returns) + has_open_end
    ends = _ends_outside(text, np.flatnonzero(text == QUOTE))
    return len(ends) - _pairs(text, ends[text[ends] == RETURN]) + has_open_end


def _pairs(text: np.ndarray, returns: np.ndarray) -> int:
    """How many of the returns end their line together with a line feed."""
    return int(np.count_nonzero(text[returns[returns < len(text) - 1] + 1] == LINE_FEED))


def _exact(data: bytes, delimiter: str, first: int) -> Cut:
    """What `_whole_records` does, by the csv module."""
    consumed, is_used_up = 0, False
    record: list[str] = []

    def lines() -> Iterator[str]:
        nonlocal consumed, is_used_up
        for line in _lines(data):
            consumed += len(line.encode())
            record.append(line)
            yield line
        is_used_up = True

    end = 0
    rows: Rows = []
    problems: dict[int, list[str]] = {}
    # The csv module says nothing of a quote that is still open at the end: this last record swallows one line more.
    for row in csv.reader(chain(lines(), ["one line more"]), delimiter=delimiter):
        if is_used_up:
            break
        end = consumed
        if _has_misplaced_quote("".join(record), delimiter):
            problems[len(rows)] = [MISPLACED_QUOTE]
        record.clear()
        rows.append(row)
        if len(rows) == tables.BATCH_ROWS:
            yield Chunk(first, rows, problems)
            first, rows, problems = first + len(rows), [], {}
    if rows:
        yield Chunk(first, rows, problems)
    return first + len(rows), end


def _has_misplaced_quote(record: str, delimiter: str) -> bool:
    """Whether a quoted field goes on behind its closing mark: rows between the two marks may have been swallowed."""
    if '"' not in record:
        return False
    try:
        next(csv.reader(io.StringIO(record, newline=""), delimiter=delimiter, strict=True))
    except csv.Error:
        return True
    return False


def _lines(data: bytes) -> io.StringIO:
    return io.StringIO(data.decode(), newline="")


def _chunks(first: int, rows: Iterable[list[str]]) -> Iterator[Chunk]:
    remaining = iter(rows)
    while chunk := list(islice(remaining, tables.BATCH_ROWS)):
        yield Chunk(first, chunk)
        first += len(chunk)


def _parse(block: Block, width: int) -> tuple[list[pa.StringArray], dict[int, list[str]]] | None:
    """Columns of the records that have `width` fields, and the other records by their index in the block."""
    others: list[tuple[int, str]] = []

    def set_aside(row: pa.csv.InvalidRow) -> str:
        others.append((row.number - 1, row.text))
        return "skip"

    names = [str(index) for index in range(width)]
    # Arrow drops a byte order mark at the beginning, which at this place is text.
    data = BYTE_ORDER_MARK + block.data if block.data.startswith(BYTE_ORDER_MARK) else block.data
    try:
        table = pa.csv.read_csv(
            pa.BufferReader(data),
            pa.csv.ReadOptions(use_threads=False, block_size=len(data) + 1, column_names=names),
            pa.csv.ParseOptions(
                delimiter=block.delimiter,
                newlines_in_values=b'"' in data,
                ignore_empty_lines=False,
                invalid_row_handler=set_aside,
            ),
            pa.csv.ConvertOptions(
                column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False, check_utf8=False
            ),
        )
    except pa.ArrowInvalid:
        return None
    if table.num_rows + len(others) != block.records:
        return None
    rows = {
        index: next(csv.reader(io.StringIO(text, newline=""), delimiter=block.delimiter), []) for index, text in others
    }
    return [
        pa.concat_arrays(column.chunks) if column.num_chunks != 1 else column.chunk(0) for column in table.columns
    ], rows


def _blank_or_replaced(data: bytes, columns: list[pa.StringArray], positions: np.ndarray) -> set[int]:
    """Records that may be blank, or hold a character that stands for undecodable bytes."""
    found: set[int] = set()
    rows = np.arange(len(positions))
    for column in columns:
        own = column if len(rows) == len(positions) else column.take(pa.array(rows))
        rows = rows[pc.match_substring_regex(own, MAY_BE_BLANK).to_numpy(zero_copy_only=False)]
        if not len(rows):
            break
    found.update(positions[rows].tolist())
    if REPLACEMENT in data:
        for column in columns:
            has_replacement = pc.match_substring(column, REPLACEMENT.decode()).to_numpy(zero_copy_only=False)
            found.update(positions[has_replacement].tolist())
    return found


def _spans(others: np.ndarray, records: int) -> Iterator[tuple[int, int, bool]]:
    """Spans of regular records, and spans around the others; regular records in between are too few for a batch."""
    start = 0
    for before, after in pairwise([-1, *others.tolist(), records]):
        if after - before - 1 >= tables.BATCH_ROWS or (not len(others) and records):
            if before + 1 > start:
                yield start, before + 1, False
            yield before + 1, after, True
            start = after
    if start < records:
        yield start, records, False
