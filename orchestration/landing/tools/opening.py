"""Find the header of a file of which nothing is known, among its first rows."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Collection, Generator, Sequence
from dataclasses import dataclass
from io import TextIOWrapper
from itertools import islice
from pathlib import Path

from orchestration.contracts import Contract, Delimiter, FieldContract, Format
from orchestration.contracts.header_keys import header_key
from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading import Table, read_tables
from orchestration.landing.reading.cells import cell_text
from orchestration.landing.reading.delimiters import DELIMITERS, OPENING_CHARACTERS
from orchestration.landing.reading.encodings import SAMPLE_BYTES, WESTERN, encodings_to_try, looks_western
from orchestration.landing.reading.failures import reading_errors_as_rejections
from orchestration.landing.reading.files import kind_of
from orchestration.landing.reading.header_detection import HEADING_ROWS, is_blank
from orchestration.landing.reading.ooxml import read_parts
from orchestration.landing.reading.sheets import FORMULA_ERROR_CELL, sheet_rows

FEWEST_KNOWN = 2


@dataclass(frozen=True)
class Opening:
    """What a file is: its format, and for delimited text the delimiter. `header` is empty where the format names it."""

    format: Format
    header: tuple[str, ...] = ()
    delimiter: Delimiter | None = None


def find_opening(path: Path, known: Collection[str]) -> Opening:
    """Look at the first rows for the header, by headers that are `known` (as keys), else by its shape.

    Raises `FileRejectedError` for a file that cannot be read.
    """
    kind = kind_of(path)[0]
    if kind.format == "xlsx":
        return Opening("xlsx", _heading(_rows_of_workbook(path), known))
    if kind.format == "csv":
        rows, delimiter = _rows_of_text(path, kind.delimiter)
        return Opening("csv", _heading(rows, known), delimiter)
    return Opening(kind.format)


def read_by_opening(path: Path, opening: Opening) -> Generator[Table, None, None]:
    """The tables of `read_tables`, by a contract that knows nothing but the header."""
    headers = {header_key(text): text for text in opening.header if header_key(text)} or {"any": "any"}
    fields = {
        f"c{number}": FieldContract(headers=(text,), privacy="drop", description="A column.")
        for number, text in enumerate(headers.values())
    }
    contract = Contract(
        feed="unknown",
        kind="complaints",
        description="A file of which nothing is known.",
        formats=(opening.format,),
        encodings=_encodings(path),
        delimiter=opening.delimiter,
        key=("c0",),
        fields=fields,
    )
    return read_tables(path, contract)


def _heading(rows: Sequence[Sequence[str]], known: Collection[str]) -> tuple[str, ...]:
    """The row with the most known headers; without a few of them, the first that is as wide as most rows are."""
    if not rows:
        raise FileRejectedError("holds no row at all, not even a header; export it again")
    found = [sum(header_key(text) in known for text in row) for row in rows]
    if max(found) >= FEWEST_KNOWN:
        return tuple(rows[found.index(max(found))])
    filled = [sum(bool(text.strip()) for text in row) for row in rows]
    usual = min(Counter(filled).most_common(1)[0][0], max(filled))
    return tuple(next(row for row, count in zip(rows, filled, strict=True) if count >= usual))


def _rows_of_text(path: Path, usual: Delimiter) -> tuple[list[list[str]], Delimiter]:
    """The first rows, split by the delimiter that gives most of them the same and the largest number of fields."""
    text = _opening_text(path)
    candidates: dict[Delimiter, list[list[str]]] = {}
    for delimiter in (usual, *DELIMITERS):
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter) if not is_blank(row)]
        candidates[delimiter] = rows[:HEADING_ROWS]
    widths = {delimiter: Counter(map(len, rows)).most_common(1) for delimiter, rows in candidates.items()}
    best = max(candidates, key=lambda delimiter: widths[delimiter][0][0] if widths[delimiter] else 0)
    return candidates[best], best


def _encodings(path: Path) -> tuple[str, str]:
    """What to try: UTF-8, and what the bytes above ASCII look like."""
    with reading_errors_as_rejections(), kind_of(path)[1]() as stream:
        return "utf-8", WESTERN if looks_western(stream.read(SAMPLE_BYTES)) else "gb18030"


def _opening_text(path: Path) -> str:
    """Whole lines from the beginning of the file."""
    open_bytes = kind_of(path)[1]
    with reading_errors_as_rejections():
        for attempt in encodings_to_try(open_bytes, _encodings(path)):
            try:
                with TextIOWrapper(open_bytes(), attempt.encoding, attempt.errors, newline="") as stream:
                    text = stream.read(OPENING_CHARACTERS)
            except UnicodeError:
                continue
            return text if len(text) < OPENING_CHARACTERS else text[: text.rfind("\n") + 1] or text
    raise FileRejectedError("its text fits none of the encodings tried; export it as UTF-8")


def _rows_of_workbook(path: Path) -> list[list[str]]:
    """The first rows of the sheet that holds the most in them, hidden ones left aside."""
    workbook = read_parts(path)
    openings = []
    for sheet in workbook.sheets:
        if not sheet.is_hidden:
            texts = ([_text(cell) for cell in cells] for _, cells in sheet_rows(sheet, workbook))
            openings.append(list(islice((row for row in texts if not is_blank(row)), HEADING_ROWS)))
    return max(openings, key=lambda rows: sum(bool(text) for row in rows for text in row), default=[])


def _text(cell: object) -> str:
    return "" if cell is FORMULA_ERROR_CELL else cell_text(cell)
