"""Read Parquet files as columns of text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from orchestration.contracts import Contract
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.archives import bomb, expansion_limit
from orchestration.landing.reading.cells import cell_text
from orchestration.landing.reading.failures import reading_errors_as_rejections
from orchestration.landing.reading.tables import (
    REPLACEMENT,
    UNDECODABLE_TEXT,
    UNREADABLE_RECORD,
    Chunk,
    Table,
    batches_of,
)

BATCH_ROWS = 8_192
BATCH_BYTES = 64 * 1024 * 1024
CHUNK_CHARACTERS = 16 * 1024 * 1024
BUFFER_BYTES = 1024 * 1024  # of each column; without it a row group lies in memory whole


def read_parquet(path: Path, contract: Contract) -> Table:
    """The rows of a Parquet file, numbered from 1. Moments with a time zone become local time of the contract's.

    Raises `FileRejectedError` for what is no Parquet file, or one that declares absurdly much for its size.
    """
    with _errors_as_rejections():
        file = _opened(path)
    header = tuple(file.schema_arrow.names)
    if not header:
        raise FileRejectedError("has no column; export it again, or remove it")
    if file.metadata.num_rows * len(header) > expansion_limit(path):
        raise FileRejectedError(
            f"declares {file.metadata.num_rows} rows, absurdly many for its size, and looks like a decompression "
            "bomb; export it as CSV"
        )
    if sum(_sizes(file.metadata)) > expansion_limit(path):
        raise bomb(expansion_limit(path))
    notes: list[str] = []
    chunks = _chunks(file, ZoneInfo(contract.time_zone))
    return Table(None, header, batches_of(chunks, len(header), notes, may_be_replaced=False), notes)


def _chunks(file: pq.ParquetFile, zone: ZoneInfo) -> Iterator[Chunk]:
    first = 1
    with _errors_as_rejections():
        for batch in file.iter_batches(_batch_rows(file.metadata)):
            problems: dict[int, list[str]] = {}
            columns = [_texts(column, zone, problems) for column in batch.columns]
            yield from _split(Chunk(first, [list(row) for row in zip(*columns, strict=True)], problems))
            first += batch.num_rows


def _opened(path: Path) -> pq.ParquetFile:
    """The file, whose texts stay as they are stored: a cell may refer to one of another row, however long it is."""
    with pq.ParquetFile(path) as file:
        schema = file.schema_arrow
    texts = [own.name for own in schema if pa.types.is_string(own.type) or pa.types.is_large_string(own.type)]
    return pq.ParquetFile(path, read_dictionary=texts, buffer_size=BUFFER_BYTES, pre_buffer=False)


def _split(chunk: Chunk) -> Iterator[Chunk]:
    """The rows in parts that stay small once every cell has a text of its own."""
    first = characters = 0
    for index, row in enumerate(chunk.rows):
        characters += sum(map(len, row))
        if characters >= CHUNK_CHARACTERS:
            yield _part(chunk, first, index + 1)
            first, characters = index + 1, 0
    if first < len(chunk.rows):
        yield _part(chunk, first, len(chunk.rows))


def _part(chunk: Chunk, first: int, end: int) -> Chunk:
    problems = {index - first: reasons for index, reasons in chunk.problems.items() if first <= index < end}
    return Chunk(chunk.first + first, chunk.rows[first:end], problems)


def _batch_rows(metadata: pq.FileMetaData) -> int:
    """How many rows to read at once: fewer where rows are large."""
    rows = [metadata.row_group(index).num_rows for index in range(metadata.num_row_groups)]
    sizes = _sizes(metadata)
    largest = max((size // max(own, 1) for size, own in zip(sizes, rows, strict=True)), default=0)
    return max(1, min(BATCH_ROWS, BATCH_BYTES // max(largest, 1)))


def _sizes(metadata: pq.FileMetaData) -> list[int]:
    """The bytes of each row group, not compressed."""
    return [metadata.row_group(index).total_byte_size for index in range(metadata.num_row_groups)]


def _texts(column: pa.Array, zone: ZoneInfo, problems: dict[int, list[str]]) -> list[str]:
    """The text of each value; one that cannot be read is replaced, and its index gets the problem."""
    if pa.types.is_dictionary(column.type):
        return _shared_texts(column, zone, problems)
    if pa.types.is_timestamp(column.type):
        # they are stored as of UTC: the zone that the file names need not be one that is known here
        column = column.cast(pa.timestamp("us", column.type.tz and "UTC"), safe=False)
    try:
        return [_text(value, zone) for value in column.to_pylist()]
    except (ValueError, OverflowError):
        return [_text_or_problem(value, zone, index, problems) for index, value in enumerate(column)]


def _shared_texts(column: pa.DictionaryArray, zone: ZoneInfo, problems: dict[int, list[str]]) -> list[str]:
    """The same of values that refer to a list of texts, of which each is made once."""
    used = pc.unique(column.indices).drop_null()
    problems_of: dict[int, list[str]] = {}
    made = _texts(column.dictionary.take(used), zone, problems_of)
    places = {index: place for place, index in enumerate(used.to_pylist())}
    texts = []
    for row, index in enumerate(column.indices.to_pylist()):
        if index is None:
            texts.append("")
            continue
        place = places[index]
        texts.append(made[place])
        for problem in problems_of.get(place, ()):
            if problem not in problems.setdefault(row, []):
                problems[row].append(problem)
    return texts


def _text(value: Any, zone: ZoneInfo) -> str:
    if isinstance(value, bytes):
        return value.decode()
    if isinstance(value, dt.datetime) and value.tzinfo:
        return cell_text(value.astimezone(zone).replace(tzinfo=None))
    return cell_text(value)


def _text_or_problem(value: pa.Scalar, zone: ZoneInfo, index: int, problems: dict[int, list[str]]) -> str:
    try:
        return _text(value.as_py(), zone)
    except UnicodeDecodeError:
        problem = UNDECODABLE_TEXT
    except (ValueError, OverflowError):  # a date that no calendar has
        problem = UNREADABLE_RECORD
    found = problems.setdefault(index, [])
    if problem not in found:
        found.append(problem)
    return REPLACEMENT


@contextmanager
def _errors_as_rejections() -> Iterator[None]:
    """The library reports damage as various errors, some of them without a code of the operating system."""
    try:
        with reading_errors_as_rejections():
            yield
    except (pa.ArrowException, ValueError, LookupError, OverflowError) as error:
        raise FileRejectedError("not a readable Parquet file, or one cut off or encrypted; export it again") from error
