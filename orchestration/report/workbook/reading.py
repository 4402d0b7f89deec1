"""Reading the numbers out of a workbook, each with its mark."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock

from orchestration.report.provenance import Mark, Shown
from orchestration.report.statements.telling import NUMBER
from orchestration.report.workbook.comments import read_marks
from orchestration.report.workbook.formats import FIGURE_COLOUR

_COLOUR = FIGURE_COLOUR.removeprefix("#")


def read_workbook(path: Path) -> Iterator[Shown]:
    """All numbers of a workbook, sheet by sheet. Raises what openpyxl raises where the file is damaged."""
    workbook = load_workbook(path, rich_text=True)
    for sheet in workbook.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if isinstance(cell, Cell) and cell.value is not None:
                    yield from read_cell(cell)


def read_cell(cell: Cell) -> Iterator[Shown]:
    """The numbers in a cell; one whose mark cannot be read has none."""
    place, marks = f"{cell.parent.title}!{cell.coordinate}", _marks(cell)
    only = marks[0] if len(marks) == 1 else None
    match cell.value:
        case CellRichText():
            yield from _of_text(place, cell.value, marks)
        case bool() | str():
            yield from [Shown(place, str(cell.value), only)] if only else _unmarked(place, str(cell.value))
        case date():
            yield Shown(place, cell.value.isoformat()[:10], only)
        case int() | float():
            yield Shown(place, str(cell.value), only, float(cell.value))
        case _:
            yield Shown(place, str(cell.value), only)


def _of_text(place: str, text: CellRichText, marks: list[Mark]) -> Iterator[Shown]:
    """Numbers are the pieces in their colour; where these are not as many as the marks, none is known."""
    found = [piece for piece in text if _is_number(piece)]
    left = iter(marks if len(found) == len(marks) else [])
    for piece in text:
        mark = next(left, None) if _is_number(piece) else None
        yield from [Shown(place, str(piece), mark)] if mark else _unmarked(place, str(piece))


def _is_number(piece: str | TextBlock) -> bool:
    return isinstance(piece, TextBlock) and piece.font.color is not None and str(piece.font.color.rgb)[-6:] == _COLOUR


def _unmarked(place: str, text: str) -> Iterator[Shown]:
    for number in NUMBER.finditer(text):
        yield Shown(place, number[0], None)


def _marks(cell: Cell) -> list[Mark]:
    if cell.comment is None:
        return []
    try:
        return read_marks(cell.comment.text)
    except ValueError:
        return []
