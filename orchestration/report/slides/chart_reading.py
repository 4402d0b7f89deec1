"""The numbers of a chart as a file shows them: what it draws, what its sheet holds, and the texts in it."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any, NamedTuple

from openpyxl import load_workbook
from pptx.parts.chart import ChartPart

from orchestration.report.slides.chart_data import cell_place

_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"


class Held(NamedTuple):
    """A text or a number of a shape, and its place as the notes name it; `part` is the part of a file that has it."""

    part: str
    place: str
    content: str | float


def held_by_chart(part: ChartPart) -> Iterator[Held]:
    """All that a chart draws and that its sheet holds."""
    root = part._element
    for series_place, series in enumerate(root.iter(f"{_C}ser")):
        is_of_points = series.getparent().tag == f"{_C}scatterChart"
        columns = (2 * series_place + 1, 2 * series_place + 2) if is_of_points else (0, series_place + 1)
        for tag, column in (
            ("tx", columns[1]),
            ("cat", 0),
            ("xVal", columns[0]),
            ("val", columns[1]),
            ("yVal", columns[1]),
        ):
            own = series.find(f"{_C}{tag}")
            for row, content in _cached(own) if own is not None else ():
                yield Held("drawn", cell_place(0 if tag == "tx" else row + 1, column), content)
        for label in series.iter(f"{_C}dLbl"):
            index = int(label.find(f"{_C}idx").get("val")) + 1
            place = f"label of point {index}" + ("" if is_of_points else f" of series {series_place + 1}")
            yield from _rich(label, place)
    for axis in (*root.iter(f"{_C}valAx"), *root.iter(f"{_C}catAx")):
        title = axis.find(f"{_C}title")
        if title is not None:
            position = axis.find(f"{_C}axPos").get("val")
            yield from _rich(title, "axis x" if position in "bt" else "axis y")
    title = root.find(f"{_C}chart/{_C}title")
    if title is not None:
        yield from _rich(title, "title")
    book = part.chart_workbook.xlsx_part
    if book is not None:
        yield from _sheets(book.blob)


def _cached(element: Any) -> Iterator[tuple[int, str | float]]:
    for point in element.iter(f"{_C}pt"):
        is_number = point.getparent().tag in (f"{_C}numCache", f"{_C}numLit")
        text = point.findtext(f"{_C}v") or ""
        yield int(point.get("idx")), _number(text) if is_number else text
    if element.tag == f"{_C}tx" and element.find(f"{_C}v") is not None:
        yield 0, element.findtext(f"{_C}v")


def _number(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text


def _rich(element: Any, place: str) -> Iterator[Held]:
    texts = ["".join(text.text or "" for text in rich.iter(f"{_A}t")) for rich in element.iter(f"{_C}rich")]
    if texts:
        yield Held("text", place, "".join(texts))


def _sheets(blob: bytes) -> Iterator[Held]:
    book = load_workbook(BytesIO(blob))
    for number, sheet in enumerate(book.worksheets):
        where = "" if number == 0 else f"{sheet.title}, "
        for row in sheet.iter_rows():
            for cell in row:
                if cell.value is None:
                    continue
                is_number = isinstance(cell.value, int | float) and not isinstance(cell.value, bool)
                content = float(cell.value) if is_number else str(cell.value)
                yield Held("sheet", f"{where}cell {cell.coordinate}", content)
