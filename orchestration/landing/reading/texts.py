"""Read delimited text as rows."""

from __future__ import annotations

import codecs
from collections.abc import Callable, Iterator
from typing import BinaryIO

from orchestration.landing.contracts import Contract
from orchestration.landing.reading.blocks import Block, blocks_of
from orchestration.landing.reading.encodings import UTF_8, encoding_label, encodings_to_try
from orchestration.landing.reading.failures import reading_errors_as_rejections
from orchestration.landing.reading.tables import Chunk, Table, table_of

OPENING_BYTES = 64 * 1024  # more than any header; read apart so that finding the header is quick
BLOCK_BYTES = 4 * 1024 * 1024


def read_texts(open_bytes: Callable[[], BinaryIO], contract: Contract) -> Iterator[Table]:
    """Yield the text under each encoding worth trying."""
    with reading_errors_as_rejections():
        for encoding, errors in encodings_to_try(open_bytes, contract.encodings):
            with open_bytes() as stream:
                try:
                    chunks = _chunks(stream, encoding, errors, contract.delimiter or ",")
                    table = table_of(chunks, encoding_label(encoding), may_be_replaced=errors == "replace")
                except UnicodeDecodeError:
                    continue
                yield table


def _chunks(stream: BinaryIO, encoding: str, errors: str, delimiter: str) -> Iterator[Block | Chunk]:
    with reading_errors_as_rejections():
        yield from blocks_of(_utf_8(stream, encoding, errors), delimiter)


def _utf_8(stream: BinaryIO, encoding: str, errors: str) -> Iterator[bytes]:
    """The text as UTF-8, in pieces that may end amid a character. Raises `UnicodeDecodeError`."""
    is_utf_8 = encoding == UTF_8 and errors == "strict"
    decoder = codecs.getincrementaldecoder("utf-8" if is_utf_8 else encoding)(errors)
    wanted = OPENING_BYTES
    while data := stream.read(wanted):
        text = decoder.decode(data)
        if not is_utf_8:
            yield text.encode()
        elif wanted == OPENING_BYTES:
            yield data.removeprefix(codecs.BOM_UTF8)
        else:
            yield data
        wanted = BLOCK_BYTES
    yield decoder.decode(b"", final=True).encode()
