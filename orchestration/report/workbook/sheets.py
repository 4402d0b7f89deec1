"""The sheet of a section: its pages one below the other, each block a range of cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from orchestration.report.document import (
    Block,
    Case,
    Chart,
    ChartKind,
    KeyFigures,
    Paragraph,
    Run,
    Section,
    Table,
    Text,
)
from orchestration.report.figures import Figure, Language
from orchestration.report.workbook.cells import Cells, height_of, letters_of
from orchestration.report.workbook.words import word

# over how many columns a text goes, and the least and most width of the first column and of the others, in letters
TEXT_COLUMNS = 7
_WIDTHS = (34, 44), (14, 30)

Cell = Text | Figure


@dataclass
class SheetWriter:
    """Writes a section from the top of its sheet downwards; `row` is the next one."""

    cells: Cells
    language: Language
    widths: Sequence[int]
    row: int = 0

    def section(self, section: Section) -> None:
        """Write all of it; the first row is its title, and stays in view."""
        self.across(section.title, "title")
        self.cells.sheet.freeze_panes(1, 1)
        for page in section.pages:
            self.row += 1
            self.across(page.title, "page")
            for block in page.blocks:
                self._block(block)

    def across(self, text: Text, style: str) -> None:
        """A text over the width of the sheet."""
        self.cells.sheet.set_row(self.row, height_of(text, sum(self.widths[:TEXT_COLUMNS]), style))
        self.cells.across(self.row, (0, TEXT_COLUMNS - 1), text, style)
        self.row += 1

    def _block(self, block: Block) -> None:
        match block:
            case Paragraph():
                self.across(block.text, "bullet" if block.bullet else block.tone.value)
                return
            case KeyFigures():
                self._key_figures(block)
            case Table():
                self.row += 1
                self.across(block.title, "block")
                self._rows([column.title for column in block.columns], block.rows, block.strong_rows)
            case Chart():
                self._chart(block)
            case Case():
                self.row += 1
                self.across(block.title, "block")
                for heading, account in block.parts:
                    self.across((*heading, Run("  "), *account), "body")

    def _key_figures(self, block: KeyFigures) -> None:
        self.row += 1
        for each in block.figures:
            rest = sum(self.widths[2:TEXT_COLUMNS])
            heights = [height_of(each.label, self.widths[0]), height_of(each.remark, rest)]
            self.cells.sheet.set_row(self.row, max(heights))
            self.cells.text(self.row, 0, each.label, "strong")
            self.cells.text(self.row, 1, each.number, "strong_number")
            self.cells.across(self.row, (2, TEXT_COLUMNS - 1), each.remark, "remark")
            self.row += 1

    def _chart(self, chart: Chart) -> None:
        self.row += 1
        self.across(chart.title, "block")
        self.across(chart.description, "note")
        head = [word("name", self.language), *self._heads(chart)]
        self._rows(head, [(point.label, *point.values) for point in chart.points])
        if chart.split is not None:
            self._rows((), [(word("lines_at", self.language), *chart.split)])
        if chart.limits is not None:
            lower, upper = ((Run(" "), *word(key, self.language)) for key in ("lower", "upper"))
            ends = [(*name, *end) for name in chart.limits.names for end in (lower, upper)]
            head = [(*word("limits", self.language), Run(" "), *chart.axis), *ends]
            self.row += 1
            self._rows(head, chart.limits.points)

    def _heads(self, chart: Chart) -> list[Text]:
        """The heads of the columns in which the values of a chart's points stand."""
        match chart.kind:
            case ChartKind.QUADRANT | ChartKind.FUNNEL:
                return [chart.axis, chart.axis_y]
            case ChartKind.INTERVALS:
                value = chart.axis or word("value", self.language)
                return [value, word("lower", self.language), word("upper", self.language)]
            case _:
                return [series.name for series in chart.series]

    def _rows(
        self, head: Sequence[Text], rows: Sequence[Sequence[Cell]], strong_rows: frozenset[int] = frozenset()
    ) -> None:
        """A table; a column whose first number stands to the right has its head there as well."""
        is_number = [all(_is_number(cell) for cell in column) for column in zip(*rows, strict=False)]
        if head:
            self._set_height(head)
            for place, text in enumerate(head):
                right = place < len(is_number) and is_number[place]
                self.cells.text(self.row, place, text, "head_number" if right else "head")
            self.row += 1
        for number, row in enumerate(rows):
            words, digits = ("strong", "strong_number") if number in strong_rows else ("cell", "number")
            self._set_height([() if _is_number(cell) else cell for cell in row])
            for place, cell in enumerate(row):
                if isinstance(cell, Figure):
                    self.cells.figure(self.row, place, cell, digits)
                else:
                    self.cells.text(self.row, place, cell, digits if _is_number(cell) else words)
            self.row += 1

    def _set_height(self, row: Sequence[Cell]) -> None:
        texts = enumerate(cell if isinstance(cell, tuple) else () for cell in row)
        heights = [height_of(text, self.widths[place]) for place, text in texts]
        self.cells.sheet.set_row(self.row, max(heights, default=16))


def widths_of(section: Section | None = None) -> list[int]:
    """How wide the columns of a section's sheet are: as its tables' texts need, within limits; heads wrap."""
    tables = [block for page in section.pages for block in page.blocks if isinstance(block, Table)] if section else []
    columns = max([TEXT_COLUMNS + 1, *(len(table.columns) for table in tables)])
    needed = [0] * columns
    for row in (row for table in tables for row in table.rows):
        for place, cell in enumerate(row):
            needed[place] = max(needed[place], letters_of(cell) + 2)
    return [min(most, max(least, width)) for (least, most), width in zip(_limits(columns), needed, strict=True)]


def _limits(columns: int) -> list[tuple[int, int]]:
    first, other = _WIDTHS
    return [first, *[other] * (columns - 1)]


def _is_number(cell: Cell) -> bool:
    if isinstance(cell, Figure):
        return True
    return len(cell) == 1 and cell[0].figure is not None and not isinstance(cell[0].figure.value, str)
