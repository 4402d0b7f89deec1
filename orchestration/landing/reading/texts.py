"""Read delimited text as rows."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from itertools import chain, islice
from typing import BinaryIO, TextIO

from orchestration.landing.contracts import Contract
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.encodings import encoding_label, encodings_to_try
from orchestration.landing.reading.failures import reading_errors_as_rejections
from orchestration.landing.reading.tables import BATCH_ROWS, Rows, Table, table_of

LONGEST_FIELD = 16 * 1024 * 1024  # characters; the csv module's own limit is 128 thousand
END_OF_FILE = "\x00end of file\x00"


def read_texts(open_bytes: Callable[[], BinaryIO], contract: Contract) -> Iterator[Table]:
    """Yield the text under each encoding worth trying."""
    with reading_errors_as_rejections():
        for encoding, errors in encodings_to_try(open_bytes, contract.encodings):
            with TextIOWrapper(open_bytes(), encoding=encoding, errors=errors, newline="") as stream:
                try:
                    table = table_of(_chunks(stream), encoding_label(encoding), may_be_replaced=errors == "replace")
                except UnicodeDecodeError:
                    continue
                yield table


def _chunks(stream: TextIO) -> Iterator[Rows]:
    """Records of a CSV, blank lines included as empty records."""
    # The csv module says nothing of a quote that is still open at the end: this last record would be swallowed by it.
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(chain(stream, [END_OF_FILE]))
    count, is_whole = 0, False
    with reading_errors_as_rejections():
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
