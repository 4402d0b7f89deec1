"""Cells: a number unrounded, a text with its numbers set apart, and on both the marks as a comment."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from orchestration.report.document import Run, Text, plain
from orchestration.report.figures import Figure, Unit
from orchestration.report.provenance import Mark, mark_of
from orchestration.report.sources import derived
from orchestration.report.workbook.comments import comment_of
from orchestration.report.workbook.formats import Formats, number_format

# a comment's line and letter in pixels, and the largest box
_LINE, _LETTER, _WIDEST, _HIGHEST = 14, 6, 560, 420

# points that a line takes in a style, and how much wider than others its letters are
_LINES = {"title": (26.0, 1.7), "page": (19.0, 1.3), "lead": (16.5, 1.1), "subtitle": (16.5, 1.1)}
_LINE_OF_CELL = 15.5, 1.0


@dataclass(frozen=True)
class Cells:
    """Writes the cells of a sheet."""

    sheet: Worksheet
    formats: Formats
    release_hash: str

    def text(self, row: int, column: int, text: Text, style: str) -> None:
        """Write a text; one that is a single number becomes one."""
        if len(text) == 1 and text[0].figure is not None:
            self.figure(row, column, text[0].figure, style)
            return
        marked = [run.figure for run in text if run.figure is not None and _is_marked(run)]
        pieces = _pieces(text)
        if marked and len(pieces) > 1:
            fragments = [
                part
                for piece, is_figure in pieces
                for part in ((self.formats.figure if is_figure else self.formats.style)(style), piece)
            ]
            self.sheet.write_rich_string(row, column, *fragments, self.formats.style(style))
        else:
            self.sheet.write_string(row, column, plain(text), self.formats.style(style))
        self._comment(row, column, marked)

    def figure(self, row: int, column: int, figure: Figure, style: str) -> None:
        """Write a number as it is in the release; points are points, and not fractions."""
        if figure.unit is Unit.POINTS and isinstance(figure.value, int | float):
            hundredfold = replace(figure, value=figure.value * 100, source=derived("times_100", figure.source))
            self._number(row, column, replace(hundredfold, unit=Unit.NUMBER), self._shown_as(style, figure))
            return
        match figure.value:
            case bool() | str() | None:
                self.sheet.write_string(row, column, figure.written, self.formats.style(style))
                self._comment(row, column, [figure] if _is_marked(Run(figure.written, figure)) else [])
            case date():
                day = date(figure.value.year, figure.value.month, figure.value.day)
                self.sheet.write_datetime(row, column, day, self._shown_as(style, replace(figure, unit=Unit.DATE)))
                self._comment(row, column, [figure])
            case _:
                self._number(row, column, figure, self._shown_as(style, figure))

    def across(self, row: int, columns: tuple[int, int], text: Text, style: str) -> None:
        """Write a text over the columns from the first to the last."""
        self.sheet.merge_range(row, columns[0], row, columns[1], "", self.formats.style(style))
        self.text(row, columns[0], text, style)

    def _shown_as(self, style: str, figure: Figure) -> Format:
        return self.formats.style(style, number_format(figure))

    def _number(self, row: int, column: int, figure: Figure, cell_format: Format) -> None:
        self.sheet.write_number(row, column, figure.value, cell_format)
        self._comment(row, column, [figure])

    def _comment(self, row: int, column: int, figures: Sequence[Figure]) -> None:
        marks: list[Mark] = [mark_of(figure, self.release_hash) for figure in figures]
        if not marks:
            return
        words = comment_of(marks)
        lines = words.split("\n")
        width = min(_WIDEST, max(160, _LETTER * max(map(len, lines)) + 16))
        height = min(_HIGHEST, 12 + _LINE * sum(1 + _LETTER * len(line) // width for line in lines))
        self.sheet.write_comment(row, column, words, {"width": width, "height": height})


def height_of(text: Text, width: float, style: str = "cell") -> float:
    """The height in points that a text takes in a width of Latin letters, of which one of East Asia takes two."""
    line, wider = _LINES.get(style, _LINE_OF_CELL)
    # words that do not fit go to the next line
    return line * max(1, math.ceil(letters_of(text) * wider * 1.06 / width))


def letters_of(text: Text) -> int:
    """How wide a text is in Latin letters."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in plain(text))


def _is_marked(run: Run) -> bool:
    """Names without a digit need no mark: nothing in them can be computed."""
    return run.figure is not None and (run.figure.unit is not Unit.TEXT or any(map(str.isdigit, run.text)))


def _pieces(text: Text) -> list[tuple[str, bool]]:
    """The text in as few pieces as its numbers leave, each with whether it is one."""
    pieces: list[tuple[str, bool]] = []
    for run in text:
        is_figure = _is_marked(run)
        if run.text and not is_figure and pieces and not pieces[-1][1]:
            pieces[-1] = pieces[-1][0] + run.text, False
        elif run.text:
            pieces.append((run.text, is_figure))
    return pieces
