"""Read Parquet files as columns of text."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.landing.contracts import Contract
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.archives import expansion_limit
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
BUFFER_BYTES = 1024 * 1024  # of each column; without it a row group lies in memory whole


def read_parquet(path: Path, contract: Contract) -> Table:
    """The rows of a Parquet file, numbered from 1. Moments with a time zone become local time of the contract's.

    Raises `FileRejectedError` for what is no Parquet file, or one that declares absurdly many values for its size.
    """
    with _errors_as_rejections():
        file = pq.ParquetFile(path, buffer_size=BUFFER_BYTES, pre_buffer=False)
    header = tuple(file.schema_arrow.names)
    if not header:
        raise FileRejectedError("has no column; export it again, or remove it")
    if file.metadata.num_rows * len(header) > expansion_limit(path):
        raise FileRejectedError(
            f"declares {file.metadata.num_rows} rows, absurdly many for its size, and looks like a decompression "
            "bomb; export it as CSV"
        )
    notes: list[str] = []
    chunks = _chunks(file, ZoneInfo(contract.time_zone))
    return Table(None, header, batches_of(chunks, len(header), notes, may_be_replaced=False), notes)


def _chunks(file: pq.ParquetFile, zone: ZoneInfo) -> Iterator[Chunk]:
    first = 1
    with _errors_as_rejections():
        for batch in file.iter_batches(_batch_rows(file.metadata)):
            problems: dict[int, list[str]] = {}
            columns = [_texts(column, zone, problems) for column in batch.columns]
            yield Chunk(first, [list(row) for row in zip(*columns, strict=True)], problems)
            first += batch.num_rows


def _batch_rows(metadata: pq.FileMetaData) -> int:
    """How many rows to read at once: fewer where rows are large."""
    groups = [metadata.row_group(index) for index in range(metadata.num_row_groups)]
    largest = max((group.total_byte_size // max(group.num_rows, 1) for group in groups), default=0)
    return max(1, min(BATCH_ROWS, BATCH_BYTES // max(largest, 1)))


def _texts(column: pa.Array, zone: ZoneInfo, problems: dict[int, list[str]]) -> list[str]:
    """The text of each value; one that cannot be read is replaced, and its index gets the problem."""
    if pa.types.is_timestamp(column.type):
        column = column.cast(pa.timestamp("us", column.type.tz), safe=False)
    try:
        return [_text(value, zone) for value in column.to_pylist()]
    except (ValueError, OverflowError):
        return [_text_or_problem(value, zone, index, problems) for index, value in enumerate(column)]


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
