"""What stands where on slides, and how much room their text needs: measured with a font, and not as slides are made."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import combinations
from pathlib import Path
from typing import Any

from PIL import ImageFont
from pptx import Presentation
from pptx.slide import Slide
from pptx.util import Emu

A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_LIKE_ARIAL = ("/usr/share/fonts/truetype/liberation/LiberationSans-{}.ttf", "C:/Windows/Fonts/arial{}.ttf")


# how much wider than the font that comes with Pillow Arial is, and Arial Bold; where neither is installed
_WIDER, _WIDER_BOLD = 0.975, 1.055


@cache
def _font(bold: bool) -> tuple[Any, float]:
    """A font of 100 points, and the factor that takes its widths to those of Arial."""
    for pattern in _LIKE_ARIAL:
        path = Path(pattern.format("Bold" if bold else "Regular"))
        if path.exists():
            return ImageFont.truetype(str(path), 100), 1
    return ImageFont.load_default(100), _WIDER_BOLD if bold else _WIDER


def measured(text: str, size: float, bold: bool = False) -> float:
    """The width of a text in points; East-Asian characters are an em wide in every font."""
    wide = [character for character in text if unicodedata.east_asian_width(character) in "WF"]
    narrow = "".join(character for character in text if unicodedata.east_asian_width(character) not in "WF")
    font, factor = _font(bold)
    return float(font.getlength(narrow)) * factor * size / 100 + len(wide) * size


def lines_of(text: str, size: float, bold: bool, room: float) -> int:
    """How many lines a text takes in so many points."""
    lines, current = 1, ""
    for word in re.findall(r"[⺀-鿿　-〿＀-￯]|[^\s⺀-鿿　-〿＀-￯]+\s*|\s+", text):
        if current and measured((current + word).rstrip(), size, bold) > room:
            lines, current = lines + 1, ""
        current += word
        while measured(current.rstrip(), size, bold) > room:
            lines, current = lines + 1, current[1:]
    return lines


def needed_height(paragraphs: list[Any], room: float) -> float:
    """The height in points of paragraphs of a box, cell or placeholder."""
    height = 0.0
    for number, paragraph in enumerate(paragraphs):
        properties = paragraph.find(f"{A}pPr")
        spacing = int(properties.find(f"{A}lnSpc/{A}spcPts").get("val")) / 100
        before = int(properties.find(f"{A}spcBef/{A}spcPts").get("val")) / 100
        indent = int(properties.get("marL", 0)) / 12700
        runs = paragraph.findall(f"{A}r")
        looks = [run.find(f"{A}rPr") for run in runs]
        size = max((int(one.get("sz")) / 100 for one in looks), default=0)
        bold = any(one.get("b") == "1" for one in looks)
        text = "".join(run.findtext(f"{A}t") for run in runs)
        height += lines_of(text, size, bold, room - indent) * spacing + (before if number else 0)
    return height


@cache
def slides(path: Path) -> list[Slide]:
    """The slides of a file."""
    return list(Presentation(str(path)).slides)


def overflowing(slide: Slide) -> Iterator[str]:
    """Boxes and cells that are smaller than their text."""
    for shape in slide.shapes:
        if shape.has_text_frame and "Page number" not in shape.name:
            body = shape.text_frame._txBody
            inset = int(body.bodyPr.get("lIns", 0))
            room, height = (Emu(length - 2 * inset).pt for length in (shape.width, shape.height))
            needed = needed_height(list(body.p_lst), room)
            if needed > height + 0.5:
                yield f"{shape.name} needs {needed:.0f} of {height:.0f} points: {shape.text_frame.text[:60]}"
        if getattr(shape, "has_table", False):
            yield from _overflowing_cells(shape)


def _overflowing_cells(shape: Any) -> Iterator[str]:
    table = shape.table
    if sum(row.height for row in table.rows) > shape.height + 20:
        yield f"{shape.name} is higher than its frame"
    for row in table.rows:
        for column, cell in enumerate(row.cells):
            room = Emu(table.columns[column].width - cell.margin_left - cell.margin_right).pt
            needed = needed_height(list(cell.text_frame._txBody.p_lst), room)
            if needed > Emu(row.height - cell.margin_top - cell.margin_bottom).pt + 0.5:
                yield f"{shape.name} has a cell that is too small for {cell.text_frame.text!r}"


def _places(slide: Slide) -> list[tuple[str, int, int, int, int]]:
    return [(shape.name, shape.left, shape.top, shape.width, shape.height) for shape in slide.shapes]


def outside(slide: Slide, width: int, height: int) -> list[str]:
    """Shapes that leave the slide."""
    return [
        name
        for name, left, top, wide, high in _places(slide)
        if left < 0 or top < 0 or left + wide > width or top + high > height
    ]


def overlapping(slide: Slide) -> list[tuple[str, str]]:
    """Pairs of shapes that cover one another."""
    return [
        (one[0], other[0])
        for one, other in combinations(_places(slide), 2)
        if _common(one[1], one[3], other[1], other[3]) > 0 and _common(one[2], one[4], other[2], other[4]) > 0
    ]


def _common(start: int, length: int, other_start: int, other_length: int) -> int:
    return min(start + length, other_start + other_length) - max(start, other_start)
