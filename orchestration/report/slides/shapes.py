"""What stands on a slide, before it is written: boxes of text, tables and charts with their places."""

from __future__ import annotations

from dataclasses import dataclass, replace

from orchestration.report import palette
from orchestration.report.document import Chart, Table, Text, plain
from orchestration.report.slides import measuring
from orchestration.report.slides.grid import POINTS, SMALL, Box


@dataclass(frozen=True)
class Line:
    """A paragraph with its looks; sizes and distances are points. `bullet` is the sign before an item of a list."""

    text: Text
    size: float
    color: str = palette.INK
    bold: bool = False
    bullet: str = ""
    before: float = 0
    align: str = ""

    @property
    def indent(self) -> float:
        """How far the text of an item stands from its bullet."""
        return 1.25 * self.size if self.bullet else 0

    def height(self, room: float, is_first: bool = False) -> float:
        """The height that it takes in a box `room` points wide, with the distance to what is above."""
        own = measuring.height(plain(self.text), self.size, room - self.indent, self.bold)
        return own + (0 if is_first else self.before)


def height_of(lines: tuple[Line, ...], width: float) -> float:
    """The height in inches that paragraphs take in a box of this width in inches."""
    return sum(line.height(width * POINTS, place == 0) for place, line in enumerate(lines)) / POINTS


@dataclass(frozen=True)
class TextBox:
    """A box of text. `holder` is the placeholder of the layout that it fills, with its type and index."""

    name: str
    box: Box
    lines: tuple[Line, ...]
    holder: tuple[str, int] | None = None
    anchor: str = "t"
    ground: str = ""
    padding: float = 0


@dataclass(frozen=True)
class TableBox:
    """Rows of a table from `first` to before `last`, and the columns at `columns` with their widths in inches.

    `air` is what is free above and below the text of a cell, inches.
    """

    name: str
    box: Box
    table: Table
    size: float
    columns: tuple[int, ...]
    widths: tuple[float, ...]
    heights: tuple[float, ...]
    first: int
    last: int
    air: float
    in_holder: bool = False


@dataclass(frozen=True)
class ChartBox:
    """A chart; `of` is all of it where this one shows only some of its points, so that both have one scale."""

    name: str
    box: Box
    chart: Chart
    of: Chart
    in_holder: bool = False


Shape = TextBox | TableBox | ChartBox


@dataclass(frozen=True)
class Slide:
    """A slide: the layout of the master that it is made on, and its shapes."""

    layout: str
    shapes: tuple[Shape, ...]


def heading(name: str, box: Box, title: Text, remark: Text = (), under: Text = ()) -> tuple[list[TextBox], Box]:
    """The title of a table or a chart with a remark under it, and the box that is left below.

    A title that only repeats that of the slide, `under` which it stands, is left out.
    """
    lines: tuple[Line, ...] = ()
    if plain(title).strip() != plain(under).strip():
        lines += (Line(title, 13, palette.INK, bold=True),)
    if remark:
        lines += (Line(remark, SMALL, palette.QUIET),)
    if not lines:
        return [], box
    height = height_of(lines, box.width)
    return [TextBox(f"Heading {name}", replace(box, height=height), lines)], box.below(height + 0.1)
