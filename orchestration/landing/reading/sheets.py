"""Read the cells of one worksheet, row by row."""

from __future__ import annotations

import datetime as dt
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from typing import Any, Final

from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.cells import EPOCH_1900, EPOCH_1904, date_of_number
from orchestration.landing.reading.failures import reading_errors_as_rejections
from orchestration.landing.reading.ooxml import (
    DAMAGED,
    SheetPart,
    WorkbookParts,
    children,
    damage_as_rejection,
    text_of,
    unescaped,
)
from orchestration.landing.reading.tables import MOST_COLUMNS
from orchestration.personal_data.masking import redact

MOST_ROWS = 1_048_576  # that a sheet of Excel can have


class FormulaError:
    """A cell whose formula has no value: it ended in an error, or was never calculated."""


FORMULA_ERROR_CELL: Final = FormulaError()


def sheet_rows(sheet: SheetPart, workbook: WorkbookParts) -> Iterator[tuple[int, list[Any]]]:
    """Yield (number, cells) of each row that the sheet stores, in order; a sheet leaves blank rows out.

    A cell is a text, a float, a bool, a date, a moment, a time, a time span, `FORMULA_ERROR_CELL`, or "" where there
    is nothing. Raises `FileRejectedError` for a damaged sheet.
    """
    with damage_as_rejection(), reading_errors_as_rejections(), sheet.open() as stream:
        reader = None
        previous = 0

        def place() -> str:
            return f"row {previous + 1} of the sheet {redact(sheet.name)}"

        for element in children(stream, "sheetData", place):
            reader = reader or _RowReader(workbook, element.tag.removesuffix("row"))
            number = int(element.get("r", previous + 1))
            if not previous < number <= MOST_ROWS:
                raise FileRejectedError(DAMAGED)
            previous = number
            yield number, reader.cells(element)


def _column(letters: str) -> int:
    """The position, from 0, of the column with these letters."""
    position = 0
    for letter in letters:
        position = position * 26 + ord(letter) - ord("A") + 1
        if not 0 < position <= MOST_COLUMNS:
            raise FileRejectedError(DAMAGED)
    return position - 1


class _RowReader:
    """Gives the cells of the rows of one sheet. Its loops run for every cell: names are compared whole."""

    def __init__(self, workbook: WorkbookParts, namespace: str) -> None:
        self._texts = workbook.texts
        self._styles = dict(enumerate(workbook.styles))
        self._epoch = EPOCH_1904 if workbook.counts_from_1904 else EPOCH_1900
        self._columns: dict[str, int] = {}
        self._value, self._formula, self._inline = (namespace + name for name in ("v", "f", "is"))

    def cells(self, row: ET.Element) -> list[Any]:
        columns = self._columns
        cells: list[Any] = []
        for cell in row:
            place = cell.get("r")
            if place is not None:
                letters = place.rstrip("0123456789")
                if letters not in columns:
                    columns[letters] = _column(letters)
                position = columns[letters]
                if position > len(cells):
                    cells += [""] * (position - len(cells))
                elif position < len(cells):
                    raise FileRejectedError(DAMAGED)
            cells.append(self._cell(cell))
        return cells

    def _cell(self, cell: ET.Element) -> Any:
        text, has_formula = None, False
        for child in cell:
            if child.tag == self._value:
                text = child.text
            elif child.tag == self._formula:
                has_formula = True
            elif child.tag == self._inline:
                return text_of(child)
        kind = cell.get("t", "n")
        if kind == "e":
            return FORMULA_ERROR_CELL
        if text is None:
            return FORMULA_ERROR_CELL if has_formula and kind != "str" else ""
        if kind == "s":
            return self._texts[int(text)]
        if kind == "n":
            style = cell.get("s")
            return float(text) if style is None else self._number(float(text), int(style))
        if kind == "b":
            return text.strip() == "1"
        if kind == "d":
            return text.replace("T", " ").removesuffix("Z")
        return unescaped(text)

    def _number(self, number: float, style: int) -> Any:
        kind = self._styles.get(style, "number")
        if kind == "number":
            return number
        try:
            span = dt.timedelta(days=number)
            if kind == "elapsed":
                return span
            if 0 <= number < 1:
                return (dt.datetime.min + span).time()
            return date_of_number(number, self._epoch)
        except OverflowError:
            return number
