"""Read Parquet files as columns of text."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pyarrow as pa
import pyarrow.parquet as pq

from orchestration.landing.contracts import Contract
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.archives import expansion_limit
from orchestration.landing.reading.cells import cell_text
from orchestration.landing.reading.failures import reading_errors_as_rejections
from orchestration.landing.reading.tables import REPLACEMENT, UNDECODABLE_TEXT, Chunk, Table, batches_of

BATCH_ROWS = 8_192
BYTE_KINDS = (
    pa.types.is_string,
    pa.types.is_large_string,
    pa.types.is_string_view,
    pa.types.is_binary,
    pa.types.is_large_binary,
    pa.types.is_binary_view,
    pa.types.is_fixed_size_binary,
)
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
        for batch in file.iter_batches(BATCH_ROWS):
            undecodable: set[int] = set()
            columns = [_texts(column, zone, undecodable) for column in batch.columns]
            rows = [list(row) for row in zip(*columns, strict=True)]
            yield Chunk(first, rows, {index: [UNDECODABLE_TEXT] for index in undecodable})
            first += len(rows)


def _texts(column: pa.Array, zone: ZoneInfo, undecodable: set[int]) -> list[str]:
    """The text of each value; where it holds bytes that are no text, these are replaced and its index is noted."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.dictionary_decode()
        kind = column.type
    if pa.types.is_timestamp(kind):
        column = column.cast(pa.timestamp("us", kind.tz), safe=False)
        moments = ((moment and moment.astimezone(zone).replace(tzinfo=None)) for moment in column.to_pylist())
        return list(map(cell_text, moments if kind.tz else column.to_pylist()))
    if any(is_kind(kind) for is_kind in BYTE_KINDS):
        return [_decoded(value.as_buffer(), index, undecodable) for index, value in enumerate(column)]
    try:
        return list(map(cell_text, column.to_pylist()))
    except UnicodeDecodeError:
        return [_text_within(value, index, undecodable) for index, value in enumerate(column)]


def _decoded(value: pa.Buffer | None, index: int, undecodable: set[int]) -> str:
    if value is None:
        return ""
    try:
        return str(value, "utf-8")
    except UnicodeDecodeError:
        undecodable.add(index)
        return str(value, "utf-8", "replace")


def _text_within(value: pa.Scalar, index: int, undecodable: set[int]) -> str:
    try:
        return cell_text(value.as_py())
    except UnicodeDecodeError:
        undecodable.add(index)
        return REPLACEMENT


@contextmanager
def _errors_as_rejections() -> Iterator[None]:
    """The library reports damage as various errors, some of them without a code of the operating system."""
    try:
        with reading_errors_as_rejections():
            yield
    except pa.ArrowException as error:
        raise FileRejectedError("not a readable Parquet file, or one cut off or encrypted; export it again") from error
