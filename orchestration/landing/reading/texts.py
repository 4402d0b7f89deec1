"""Read delimited text as rows."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from io import TextIOWrapper
from itertools import chain, islice
from typing import BinaryIO, TextIO

from orchestration.landing.contracts import Contract
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.delimiters import OPENING_CHARACTERS, find_delimiter
from orchestration.landing.reading.encodings import encoding_label, encodings_to_try
from orchestration.landing.reading.failures import reading_errors_as_rejections
from orchestration.landing.reading.tables import BATCH_ROWS, Chunk, Table, table_of

LONGEST_FIELD = 16 * 1024 * 1024  # characters; the csv module's own limit is 128 thousand
END_OF_FILE = "\x00end of file\x00"


def read_texts(open_bytes: Callable[[], BinaryIO], contract: Contract, usual_delimiter: str = ",") -> Iterator[Table]:
    """Yield the text under each encoding worth trying.

    The delimiter is the contract's, or else found from the header; `usual_delimiter` is taken where that tells nothing.
    """
    with reading_errors_as_rejections():
        for attempt in encodings_to_try(open_bytes, contract.encodings):
            with TextIOWrapper(open_bytes(), attempt.encoding, attempt.errors, newline="") as stream:
                try:
                    opening = stream.read(OPENING_CHARACTERS)
                    delimiter = contract.delimiter or find_delimiter(opening, contract, usual_delimiter)
                except UnicodeDecodeError:
                    continue
            with TextIOWrapper(open_bytes(), attempt.encoding, attempt.errors, newline="") as stream:
                try:
                    table = table_of(
                        _chunks(stream, delimiter),
                        contract,
                        encoding_label(attempt.encoding),
                        may_be_replaced=attempt.errors == "replace",
                        undecodable_at=attempt.undecodable_at,
                    )
                except UnicodeDecodeError:
                    continue
                yield table


def _chunks(stream: TextIO, delimiter: str) -> Iterator[Chunk]:
    """Records of a delimited text, blank lines included as empty records."""
    # The csv module says nothing of a quote that is still open at the end: this last record would be swallowed by it.
    csv.field_size_limit(LONGEST_FIELD)
    reader = csv.reader(chain(stream, [END_OF_FILE]), delimiter=delimiter)
    count, is_whole = 0, False
    with reading_errors_as_rejections():
        while rows := list(islice(reader, BATCH_ROWS)):
            first, count = count + 1, count + len(rows)
            if rows[-1] == [END_OF_FILE]:
                rows.pop()
                is_whole = True
            yield Chunk(first, rows)
    if not is_whole:
        raise FileRejectedError(
            f"a quotation mark that opens in row {count} is never closed; close it, or double it if it is text"
        )
