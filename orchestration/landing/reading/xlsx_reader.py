"""Read Excel workbooks as rows of text: every sheet that has the feed's header, one after another."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import dropwhile, islice
from pathlib import Path
from typing import Any

from orchestration.contracts import Contract
from orchestration.contracts.header_keys import header_key
from orchestration.landing.errors import FileRejectedError, HeaderMismatchError
from orchestration.landing.headers import fields_by_header, match_header
from orchestration.landing.reading.cells import EPOCH_1900, EPOCH_1904, cell_text, date_of_number, is_date_number
from orchestration.landing.reading.header_detection import HEADING_ROWS, find_header, header_fit, is_blank
from orchestration.landing.reading.ooxml import SheetPart, WorkbookParts, read_parts
from orchestration.landing.reading.sheets import FORMULA_ERROR_CELL, sheet_rows
from orchestration.landing.reading.tables import BATCH_ROWS, FORMULA_ERROR, Chunk, Table, batches_of
from orchestration.landing.shown import listed
from orchestration.personal_data.masking import redact

BATCH_CHARACTERS = 16 * 1024 * 1024


@dataclass(frozen=True)
class _Sheet:
    """A sheet with content: the row of its header, and the header without blank cells at its end."""

    part: SheetPart
    heading: int
    header: list[str]
    has_title: bool

    @property
    def name(self) -> str:
        return redact(self.part.name)

    def has(self, names: Iterable[str], contract: Contract) -> bool:
        fields = fields_by_header(contract)
        return set(names) <= {fields.get(header_key(text)) for text in self.header}


def read_xlsx(path: Path, contract: Contract) -> Table:
    """The rows of all sheets whose header has every required field of the contract.

    Columns are those of the first such sheet, then what only later ones have. Row numbers go on from sheet to sheet;
    the notes tell where each begins, and which sheets were passed over. Raises `FileRejectedError` when no sheet will
    do, when one that would is hidden, and when one has the contract's key but not every required field.
    """
    workbook = read_parts(path)
    sheets = [sheet for part in workbook.sheets if (sheet := _opened(part, workbook, contract))]
    if not sheets:
        raise FileRejectedError("holds no row at all, not even a header; export it again, or remove it")
    data, others = _sorted_out(sheets, contract)
    notes = [f"sheet {sheet.name} does not have the feed's columns and was not read" for sheet in others]
    header, positions = _joined_headers(data, contract)
    chunks = _chunks(data, positions, len(header), workbook, contract, notes)
    return Table(None, tuple(header), batches_of(chunks, len(header), notes, may_be_replaced=False), notes)


def _opened(part: SheetPart, workbook: WorkbookParts, contract: Contract) -> _Sheet | None:
    """The sheet with its header found; None where it holds nothing."""
    texts = ((number, [_header_text(cell) for cell in cells]) for number, cells in sheet_rows(part, workbook))
    opening = list(islice(dropwhile(lambda row: is_blank(row[1]), texts), HEADING_ROWS))
    rows = [row for _, row in opening]
    index = find_header(rows, contract)
    if index is None:
        return None
    header = rows[index]
    while not header[-1].strip():
        header.pop()
    return _Sheet(part, opening[index][0], header, has_title=index > 0)


def _header_text(cell: Any) -> str:
    return "" if cell is FORMULA_ERROR_CELL else cell_text(cell)


def _sorted_out(sheets: list[_Sheet], contract: Contract) -> tuple[list[_Sheet], list[_Sheet]]:
    """The sheets that hold the feed's rows, and the others."""
    data = [sheet for sheet in sheets if sheet.has(contract.required_columns, contract)]
    others = [sheet for sheet in sheets if sheet not in data]
    if not data and len(sheets) == 1:
        return sheets, []  # its header is refused with what is missing, like that of any file
    for sheet in data:
        if sheet.part.is_hidden:
            raise FileRejectedError(
                f"sheet {sheet.name} is hidden but has the feed's columns; show it if its rows count, else delete it"
            )
    for sheet in others:
        if sheet.has(contract.key, contract):
            raise HeaderMismatchError(f"sheet {sheet.name}: {_refusal(sheet, contract)}")
    if not data:
        nearest = max(sheets, key=lambda sheet: header_fit(sheet.header, contract))
        raise HeaderMismatchError(
            f"none of the sheets {listed([sheet.name for sheet in sheets])} has every required column; "
            f"sheet {nearest.name} comes nearest: {_refusal(nearest, contract)}"
        )
    return data, others


def _refusal(sheet: _Sheet, contract: Contract) -> str:
    try:
        match_header(sheet.header, contract)
    except HeaderMismatchError as error:
        return str(error)
    raise AssertionError(f"sheet {sheet.name} has every required column")


def _joined_headers(data: list[_Sheet], contract: Contract) -> tuple[list[str], list[list[int]]]:
    """One header for all sheets, and for each of them where its columns stand in it.

    Columns are the same if they stand for one field, or else have one header; the second such column of a sheet is
    another one.
    """
    fields = fields_by_header(contract)
    header: list[str] = []
    places: dict[tuple[str, int], int] = {}
    positions = []
    for sheet in data:
        seen: Counter[str] = Counter()
        own = []
        for text in sheet.header:
            key = header_key(text)
            name = fields.get(key, key)
            seen[name] += 1
            if (name, seen[name]) not in places:
                places[name, seen[name]] = len(header)
                header.append(text)
            own.append(places[name, seen[name]])
        positions.append(own)
    return header, positions


def _chunks(
    data: list[_Sheet],
    positions: list[list[int]],
    width: int,
    workbook: WorkbookParts,
    contract: Contract,
    notes: list[str],
) -> Iterator[Chunk]:
    """The rows below the header of each sheet, moved to the columns of the joined header."""
    fields = fields_by_header(contract)
    dates = {name for name, field in contract.fields.items() if field.type == "date"}
    before = 0
    for sheet, own in zip(data, positions, strict=True):
        if before:
            notes.append(f"sheet {sheet.name}: its row 1 is counted as row {before + 1}")
        if sheet.has_title:
            notes.append(f"sheet {sheet.name}: the header is row {sheet.heading}, what stands above it is no data")
        are_dates = [fields.get(header_key(text)) in dates for text in sheet.header]
        as_text = _RowReader(own, width, are_dates, EPOCH_1904 if workbook.counts_from_1904 else EPOCH_1900)
        last = sheet.heading
        for numbered in _batched(_with_gaps(sheet, workbook)):
            rows, problems = [], {}
            for index, cells in enumerate(numbered):
                rows.append(as_text(cells))
                if FORMULA_ERROR_CELL in cells:
                    problems[index] = [FORMULA_ERROR]
            yield Chunk(before + last + 1, rows, problems)
            last += len(rows)
        if as_text.rows_cut:
            notes.append(f"sheet {sheet.name}: cells right of the header were left out, in {as_text.rows_cut} rows")
        before += last


def _with_gaps(sheet: _Sheet, workbook: WorkbookParts) -> Iterator[list[Any]]:
    """The cells of each row below the header, none for a row that is not stored."""
    previous = sheet.heading
    for number, cells in sheet_rows(sheet.part, workbook):
        if number > sheet.heading:
            for _ in range(previous + 1, number):
                yield []
            yield cells
            previous = number


def _batched(rows: Iterator[list[Any]]) -> Iterator[list[list[Any]]]:
    """The rows by the batch, fewer where their texts are long: many cells may share one."""
    batch, characters = [], 0
    for cells in rows:
        batch.append(cells)
        characters += sum(len(cell) for cell in cells if type(cell) is str)
        if len(batch) == BATCH_ROWS or characters >= BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    if batch:
        yield batch


class _RowReader:
    """Makes text of the cells of a sheet's row, each in its column of the joined header."""

    def __init__(self, positions: list[int], width: int, are_dates: list[bool], epoch: dt.datetime) -> None:
        self.rows_cut = 0
        self._positions = positions
        self._width = width
        self._are_dates = are_dates
        self._epoch = epoch

    def __call__(self, cells: Sequence[Any]) -> list[str]:
        row = [""] * self._width
        for position, is_date, cell in zip(self._positions, self._are_dates, cells, strict=False):
            if type(cell) is str:
                row[position] = cell
            elif cell is not FORMULA_ERROR_CELL:
                if is_date and is_date_number(cell):
                    cell = date_of_number(cell, self._epoch)
                row[position] = cell_text(cell)
        if len(cells) > len(self._positions) and any(cell != "" for cell in cells[len(self._positions) :]):
            self.rows_cut += 1
        return row
