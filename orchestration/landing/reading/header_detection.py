"""Find the header among the first rows of a file: titles, export dates and blank rows may stand above it."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.contracts import Contract
from orchestration.contracts.header_keys import header_key
from orchestration.landing.headers import fields_by_header

HEADING_ROWS = 20

Fit = tuple[bool, int]


def find_header(rows: Sequence[Sequence[str]], contract: Contract) -> int | None:
    """The index of the row that fits the contract best as a header, the first of equals.

    Looks at `HEADING_ROWS` rows from the first that is not blank; this one it is where none has a known header. None
    where all rows are blank.
    """
    first = next((index for index, row in enumerate(rows) if not is_blank(row)), None)
    if first is None:
        return None
    fields = fields_by_header(contract)
    # Equal counts without one known header also end at the first.
    return max(
        range(first, min(first + HEADING_ROWS, len(rows))), key=lambda index: _fit(rows[index], contract, fields)
    )


def header_fit(row: Sequence[str], contract: Contract) -> Fit:
    """How well a row does as a header: whether it has every required field, and how many fields it has."""
    return _fit(row, contract, fields_by_header(contract))


def is_blank(row: Sequence[str]) -> bool:
    """Whether no cell of a row holds anything but white space."""
    return not any(map(str.strip, row))


def _fit(row: Sequence[str], contract: Contract, fields: dict[str, str]) -> Fit:
    found = {fields[key] for text in row if (key := header_key(text)) in fields}
    return found.issuperset(contract.required_columns), len(found)
