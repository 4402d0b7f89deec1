"""Boxes side by side on a quiet ground: key figures, and the parts of a case."""

from __future__ import annotations

from dataclasses import replace

from orchestration.report import palette
from orchestration.report.document import Case, KeyFigure, KeyFigures, plain
from orchestration.report.slides import measuring
from orchestration.report.slides.grid import GAP, POINTS, Box
from orchestration.report.slides.shapes import Line, TextBox, height_of

_AIR = 0.18
_NUMBER_SIZES = (36.0, 32.0, 28.0, 24.0, 20.0, 16.0)
_CASE_SIZES = (17.0, 16.0, 15.0, 14.0, 13.0, 12.0, 11.0, 10.0)


def key_figures(block: KeyFigures, room: Box, row: int) -> list[TextBox]:
    """A row of key figures, all in letters of one size."""
    boxes = room.columns(len(block.figures), GAP)
    size = _number_size(block, boxes[0].width - 2 * _AIR)
    cards = [_key_figure(figure, size) for figure in block.figures]
    height = max(height_of(lines, boxes[0].width - 2 * _AIR) for lines in cards) + 2 * _AIR
    return [
        TextBox(f"Key figure {row}.{number}", replace(box, height=height), lines, ground=palette.GROUND, padding=_AIR)
        for number, (box, lines) in enumerate(zip(boxes, cards, strict=True), 1)
    ]


def _key_figure(figure: KeyFigure, size: float) -> tuple[Line, ...]:
    lines = (Line(figure.label, 12, palette.QUIET, bold=True), Line(figure.number, size, palette.BLUE, bold=True))
    return (*lines, Line(figure.remark, 12, palette.INK, before=2)) if figure.remark else lines


def _number_size(block: KeyFigures, width: float) -> float:
    for size in _NUMBER_SIZES:
        widest = max(measuring.width(plain(figure.number), size, bold=True) for figure in block.figures)
        if widest <= width * POINTS:
            return size
    return _NUMBER_SIZES[-1]


def case(block: Case, room: Box) -> list[TextBox]:
    """The parts of a case side by side; none where they are too long for that."""
    if not block.parts:
        return []
    boxes = room.columns(len(block.parts), GAP)
    for size in _CASE_SIZES:
        cards = [
            (Line(head, size + 1, palette.BLUE, bold=True), Line(text, size, before=size * 0.6))
            for head, text in block.parts
        ]
        height = max(height_of(lines, boxes[0].width - 2 * _AIR) for lines in cards) + 2 * _AIR
        if height <= room.height:
            return [
                TextBox(f"Case {number}", replace(box, height=height), lines, ground=palette.GROUND, padding=_AIR)
                for number, (box, lines) in enumerate(zip(boxes, cards, strict=True), 1)
            ]
    return []
