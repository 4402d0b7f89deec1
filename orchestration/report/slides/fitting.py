"""Text that is made to fit: in smaller letters down to a limit, and beyond it on a further slide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from orchestration.report import palette
from orchestration.report.document import Paragraph, Text, Tone, plain
from orchestration.report.slides import measuring
from orchestration.report.slides.grid import POINTS, SMALL, SMALL_TEXT_SIZES, TEXT_SIZES, Box
from orchestration.report.slides.shapes import Line, height_of


def styled(paragraph: Paragraph, size: float) -> Line:
    """A paragraph with the looks of its tone, where body text has this size."""
    match paragraph.tone:
        case Tone.LEAD:
            return Line(paragraph.text, size + 1, palette.NAVY, bold=True, before=size * 0.6)
        case Tone.NOTE:
            return Line(paragraph.text, min(SMALL, size), palette.QUIET, before=size * 0.6)
        case Tone.WARNING:
            return Line(paragraph.text, size - 1, palette.INK, bullet="▲", before=size * 0.6)
    bullet = "•" if paragraph.bullet else ""
    return Line(paragraph.text, size, palette.INK, bullet=bullet, before=size * (0.45 if bullet else 0.6))


def fitted(
    paragraphs: Sequence[Paragraph], box: Box, sizes: Sequence[float] = TEXT_SIZES
) -> tuple[tuple[Line, ...], tuple[Paragraph, ...]]:
    """The paragraphs that a box holds, in the largest size in which it holds all, and those that it does not hold."""
    for size in sizes:
        lines = tuple(styled(paragraph, size) for paragraph in paragraphs)
        if height_of(lines, box.width) <= box.height:
            return lines, ()
    held = _held(paragraphs, box, sizes[-1])
    if held:
        return held, tuple(paragraphs[len(held) :])
    return _first_part(paragraphs, box, sizes[-1])


def _held(paragraphs: Sequence[Paragraph], box: Box, size: float) -> tuple[Line, ...]:
    """The first paragraphs, as many as a box holds."""
    held: list[Line] = []
    for paragraph in paragraphs:
        lines = (*held, styled(paragraph, size))
        if height_of(lines, box.width) > box.height:
            break
        held = list(lines)
    return tuple(held)


def _first_part(
    paragraphs: Sequence[Paragraph], box: Box, size: float
) -> tuple[tuple[Line, ...], tuple[Paragraph, ...]]:
    """As much of the first paragraph as a box holds; a figure that is a long text is set smaller rather than cut."""
    paragraph, others = paragraphs[0], tuple(paragraphs[1:])
    line = styled(paragraph, size)
    room = box.width * POINTS - line.indent
    lines = measuring.lines(plain(line.text), line.size, room, line.bold)
    most = int(box.height * POINTS / (line.size * measuring.LINE))
    first, rest = measuring.cut(line.text, sum(map(len, lines[:most])))
    if first:
        return (replace(line, text=first),), (replace(paragraph, text=rest), *others)
    smaller = (styled(paragraph, one) for one in SMALL_TEXT_SIZES)
    fitting = next((one for one in smaller if height_of((one,), box.width) <= box.height), None)
    return (fitting or styled(paragraph, SMALL_TEXT_SIZES[-1]),), others


def size_that_fits(text: Text, box: Box, sizes: Sequence[float], bold: bool = False) -> float:
    """The largest size in which a box holds a text; the smallest where none does."""
    for size in sizes:
        if measuring.height(plain(text), size, box.width * POINTS, bold) <= box.height * POINTS:
            return size
    return sizes[-1]
