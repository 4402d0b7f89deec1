"""Find out what separates the fields of a delimited text."""

from __future__ import annotations

import csv
import io

from orchestration.contracts import Contract, Delimiter
from orchestration.landing.reading.header_detection import Fit, find_header, header_fit

DELIMITERS: tuple[Delimiter, ...] = (",", ";", "\t", "|")
OPENING_CHARACTERS = 64 * 1024  # more than any header; less than the csv module's limit for one field


def find_delimiter(opening: str, contract: Contract, usual: Delimiter) -> Delimiter:
    """The delimiter under which the opening of a file has the header that fits the contract best.

    Of equals the one that gives the header more fields, then `usual`, the one that the file's suffix promises.
    """
    candidates = [usual, *(delimiter for delimiter in DELIMITERS if delimiter != usual)]
    return max(candidates, key=lambda delimiter: _header_under(opening, contract, delimiter))


def _header_under(opening: str, contract: Contract, delimiter: str) -> tuple[Fit, int]:
    rows = list(csv.reader(io.StringIO(opening, newline=""), delimiter=delimiter))
    index = find_header(rows, contract)
    return (header_fit(rows[index], contract), len(rows[index])) if index is not None else ((False, 0), 0)
