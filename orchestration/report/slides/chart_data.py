"""The numbers of a chart: the sheet that PowerPoint opens to edit them, and what the chart's own XML holds of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from xml.sax.saxutils import escape

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from orchestration.report.document import Text
from orchestration.report.figures import Figure, Unit
from orchestration.report.slides.text_xml import Writing

SHEET = "Sheet1"
_WRITTEN = datetime(1980, 1, 1)
Place = tuple[int, int]


def cell_place(row: int, column: int) -> str:
    """The place of a number in a chart: the cell of its sheet."""
    return f"cell {xl_rowcol_to_cell(row, column)}"


def number_format(figure: Figure) -> str:
    """How a spreadsheet writes what `figures.written` writes."""
    part = f".{'0' * figure.decimals}" if figure.decimals else ""
    match figure.unit:
        case Unit.SHARE:
            return f"0{part}%;−0{part}%"
        case Unit.CHANGE | Unit.POINTS:
            return f"+0{part}%;−0{part}%;0{part}%"
        case Unit.DIFFERENCE:
            return f"+#,##0{part};−#,##0{part};0{part}"
        case Unit.PLAIN:
            return f"0{part};−0{part}"
    return f"#,##0{part};−#,##0{part}"


@dataclass
class ChartData:
    """The sheet of a chart; `shape` is the chart's name. What is put into it is remembered by its cell."""

    shape: str
    writing: Writing
    numbers: dict[Place, Figure] = field(default_factory=dict)
    texts: dict[Place, str] = field(default_factory=dict)

    def put(self, row: int, column: int, figure: Figure) -> None:
        """A number; none where it is missing."""
        if figure.value is not None:
            self.numbers[row, column] = figure
            self.writing.note(self.shape, cell_place(row, column), figure, figure.written)

    def name(self, row: int, column: int, text: Text) -> None:
        """The name of a series or a point."""
        self.texts[row, column] = self.writing.text(self.shape, cell_place(row, column), text)

    def series_name(self, column: int) -> str:
        """The name of a series as its chart has it."""
        if (0, column) not in self.texts:
            return ""
        point = f'<c:pt idx="0"><c:v>{escape(self.texts[0, column])}</c:v></c:pt>'
        cell = f"<c:f>{SHEET}!{xl_rowcol_to_cell(0, column, True, True)}</c:f>"
        return f'<c:tx><c:strRef>{cell}<c:strCache><c:ptCount val="1"/>{point}</c:strCache></c:strRef></c:tx>'

    def names(self, count: int) -> str:
        """The names of the points."""
        points = "".join(
            f'<c:pt idx="{row - 1}"><c:v>{escape(self.texts[row, 0])}</c:v></c:pt>' for row in range(1, count + 1)
        )
        cache = f'<c:strCache><c:ptCount val="{count}"/>{points}</c:strCache>'
        return f"<c:cat><c:strRef>{_range(0, count)}{cache}</c:strRef></c:cat>"

    def values(self, tag: str, column: int, count: int) -> str:
        """The numbers of a column."""
        rows = [row for row in range(1, count + 1) if (row, column) in self.numbers]
        code = number_format(self.numbers[rows[0], column]) if rows else "General"
        points = "".join(f'<c:pt idx="{row - 1}"><c:v>{_exact(self.numbers[row, column])}</c:v></c:pt>' for row in rows)
        return (
            f"<c:{tag}><c:numRef>{_range(column, count)}<c:numCache><c:formatCode>{escape(code)}</c:formatCode>"
            f'<c:ptCount val="{count}"/>{points}</c:numCache></c:numRef></c:{tag}>'
        )

    def workbook(self) -> bytes:
        """The sheet as a file of its own, the same bytes each time."""
        target = BytesIO()
        book = xlsxwriter.Workbook(target, {"in_memory": True})
        book.set_properties({"created": _WRITTEN})
        sheet = book.add_worksheet(SHEET)
        formats = {
            code: book.add_format({"num_format": code})
            for code in sorted(set(map(number_format, self.numbers.values())))
        }
        sheet.set_column(0, 0, 28)
        for (row, column), text in self.texts.items():
            sheet.write_string(row, column, text)
        for (row, column), figure in self.numbers.items():
            sheet.write_number(row, column, value_of(figure), formats[number_format(figure)])
        book.close()
        return target.getvalue()


def value_of(figure: Figure) -> float:
    """The value of a figure that is a number."""
    value = figure.value
    if isinstance(value, int | float):
        return value
    return float(str(value))


def _exact(figure: Figure) -> str:
    return repr(value_of(figure))


def _range(column: int, count: int) -> str:
    first, last = xl_rowcol_to_cell(1, column, True, True), xl_rowcol_to_cell(max(count, 1), column, True, True)
    return f"<c:f>{SHEET}!{first}:{last}</c:f>"
