"""Read delimited text as rows."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from typing import BinaryIO

from orchestration.landing.contracts import Contract
from orchestration.landing.reading.blocks import Block, blocks_of
from orchestration.landing.reading.delimiters import OPENING_CHARACTERS, find_delimiter
from orchestration.landing.reading.encodings import UTF_8, Attempt, encoding_label, encodings_to_try
from orchestration.landing.reading.failures import reading_errors_as_rejections
from orchestration.landing.reading.tables import Chunk, Table, table_of

OPENING_BYTES = 64 * 1024  # more than any header; read apart so that finding the header is quick
BLOCK_BYTES = 4 * 1024 * 1024


def read_texts(open_bytes: Callable[[], BinaryIO], contract: Contract, usual_delimiter: str = ",") -> Iterator[Table]:
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
    mark, wanted = codecs.BOM_UTF8, OPENING_BYTES
    while data := stream.read(wanted):
        text = decoder.decode(data)
        yield data.removeprefix(mark) if is_utf_8 else text.encode()
        mark, wanted = b"", BLOCK_BYTES
    yield decoder.decode(b"", final=True).encode()
