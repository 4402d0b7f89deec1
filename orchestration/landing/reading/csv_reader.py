"""Read delimited text as rows."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from typing import BinaryIO

import pyarrow as pa

from orchestration.contracts import Contract, Delimiter
from orchestration.landing.reading.csv_blocks import Block, blocks_of
from orchestration.landing.reading.delimiters import OPENING_CHARACTERS, find_delimiter
from orchestration.landing.reading.encodings import UTF_8, Attempt, encoding_label, encodings_to_try
from orchestration.landing.reading.failures import reading_errors_as_rejections
from orchestration.landing.reading.tables import Chunk, Table, table_of

OPENING_BYTES = 64 * 1024  # more than any header; read apart so that finding the header is quick
BLOCK_BYTES = 4 * 1024 * 1024


def read_csv(
    open_bytes: Callable[[], BinaryIO], contract: Contract, usual_delimiter: Delimiter = ","
) -> Iterator[Table]:
    """Yield the text under each encoding worth trying.

    The delimiter is the contract's, or else found from the header; `usual_delimiter` is taken where that tells nothing.
    """
    with reading_errors_as_rejections():
        for attempt in encodings_to_try(open_bytes, contract.encodings):
            with open_bytes() as stream:
                try:
                    delimiter = contract.delimiter or find_delimiter(
                        _opening(open_bytes, attempt), contract, usual_delimiter
                    )
                    table = table_of(
                        _chunks(stream, attempt.encoding, attempt.errors, delimiter),
                        contract,
                        encoding_label(attempt.encoding),
                        may_be_replaced=attempt.errors == "replace",
                        undecodable_at=attempt.undecodable_at,
                    )
                except UnicodeError:
                    continue
                yield table


def _opening(open_bytes: Callable[[], BinaryIO], attempt: Attempt) -> str:
    with TextIOWrapper(open_bytes(), attempt.encoding, attempt.errors, newline="") as stream:
        return stream.read(OPENING_CHARACTERS)


def _chunks(stream: BinaryIO, encoding: str, errors: str, delimiter: str) -> Iterator[Block | Chunk]:
    with reading_errors_as_rejections():
        yield from blocks_of(_utf_8(stream, encoding, errors), delimiter)


def _utf_8(stream: BinaryIO, encoding: str, errors: str) -> Iterator[bytes]:
    """The text as UTF-8, in pieces that may end amid a character. Raises `UnicodeDecodeError`."""
    is_utf_8 = encoding == UTF_8 and errors == "strict"
    decoder = codecs.getincrementaldecoder("utf-8" if is_utf_8 else encoding)(errors)
    mark, wanted, rest = codecs.BOM_UTF8, OPENING_BYTES, b""
    while data := stream.read(wanted):
        if is_utf_8:
            rest = _checked(rest + data)
            yield data.removeprefix(mark)
        else:
            yield decoder.decode(data).encode()
        mark, wanted = b"", BLOCK_BYTES
    yield decoder.decode(rest, final=True).encode()


def _checked(data: bytes) -> bytes:
    """The bytes of a last character that goes on behind the data, all before it being UTF-8.

    Raises `UnicodeDecodeError` like the decoder; but Arrow finds in half the time that there is nothing to say.
    """
    end = len(data) - _unfinished(data)
    offsets = pa.array([0, end], pa.int32()).buffers()[1]
    try:
        pa.Array.from_buffers(pa.binary(), 1, [None, offsets, pa.py_buffer(data)]).cast(pa.string())
    except pa.ArrowInvalid:
        data[:end].decode()
    return data[end:]


def _unfinished(data: bytes) -> int:
    """How many bytes at the end begin a character of UTF-8 that is longer."""
    for count, byte in enumerate(reversed(data[-3:]), start=1):
        if byte >= 0xC0:
            return count if count < 2 + (byte >= 0xE0) + (byte >= 0xF0) else 0
        if byte < 0x80:
            break
    return 0
