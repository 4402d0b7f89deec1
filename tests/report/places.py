"""Where numbers stand in workbooks, pages and slides."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable, Iterator
from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

from lxml import etree, html
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText, TextBlock
from pptx import Presentation

from orchestration.report.page.reading import numbers_in
from orchestration.report.provenance import Shown
from orchestration.report.slides.reading import numbers_on
from orchestration.report.workbook.reading import read_cell
from tests.report.altering import DIGIT, Place, attribute_of

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"

# which series a row of a chart belongs to, which is no number of the report
_SERIES = "s"


def places_of(path: Path) -> list[Place]:
    """All places of a file in which a digit stands that its reader sees."""
    return list({".xlsx": _of_workbook, ".html": _of_page, ".pptx": _of_slides}[path.suffix](path))


def _of_workbook(path: Path) -> Iterator[Place]:
    """The numbers and texts of cells."""
    for sheet in load_workbook(path, rich_text=True).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if isinstance(cell, Cell)):
            name, content, read = f"{sheet.title}!{cell.coordinate}", cell.value, partial(_read_cell, cell)
            if isinstance(content, CellRichText):
                for number, piece in enumerate(content):
                    if DIGIT.search(str(piece)):
                        yield Place(name, str(piece), partial(_put_piece, content, number, piece), read)
            elif content is not None and DIGIT.search(str(content)):
                yield Place(name, content, attribute_of(cell, "_value"), read)


def _read_cell(cell: Cell) -> list[Shown]:
    return list(read_cell(cell))


def _put_piece(text: CellRichText, number: int, piece: Any, new: str) -> None:
    text[number] = TextBlock(piece.font, new) if isinstance(piece, TextBlock) else new


def _of_page(path: Path) -> Iterator[Place]:
    """Texts that a browser shows or reads out, and what charts are drawn from."""
    tree = html.document_fromstring(path.read_bytes(), html.HTMLParser(encoding="utf-8"))
    for element in (each for each in tree.iter() if isinstance(each.tag, str)):
        name, read = element.getroottree().getpath(element), _element_reader(element)
        for attribute in ("title", "aria-label", "alt"):
            if DIGIT.search(element.get(attribute) or ""):
                put = partial(element.set, attribute)
                yield Place(f"{name} @{attribute}", element.get(attribute), put, read)
        if element.tag == "script":
            yield from _of_chart_on_page(element, name, read)
        elif element.tag != "style" and DIGIT.search(element.text or ""):
            yield Place(name, element.text, attribute_of(element, "text"), read)
        if DIGIT.search(element.tail or ""):
            tail = attribute_of(element, "tail")
            yield Place(f"{name} and after", element.tail, tail, _element_reader(element.getparent()))


def _element_reader(element: Any) -> Callable[[], list[Shown]]:
    marked = (each for each in element.iterancestors() if each.get("data-mark") or each.get("data-marks"))
    whole = next(marked, element)
    return lambda: list(numbers_in(whole))


def _of_chart_on_page(script: Any, name: str, read: Callable[[], list[Shown]]) -> Iterator[Place]:
    """Names, labels, texts and values of a chart's data; colours and marks are none."""
    content = json.loads(script.text) if script.get("type") == "application/json" else None
    if not isinstance(content, dict) or "spec" not in content:
        return

    def put(holder: dict[str, Any], key: str, new: Any) -> None:
        holder[key] = new
        script.text = json.dumps(content)

    rows = [row for rows in content["spec"]["datasets"].values() for row in rows]
    labels = [run for row in rows for run in row.get("label", [])]
    for run in [*(run for runs in [*content["series"], *content["axes"]] for run in runs), *labels]:
        if DIGIT.search(run["t"]):
            yield Place(f"{name} name", run["t"], partial(put, run, "t"), read)
    for row in rows:
        for key, value in row.items():
            is_text = isinstance(value, str) and not key.endswith("_mark") and DIGIT.search(value)
            is_number = isinstance(value, int | float) and not isinstance(value, bool) and key != _SERIES
            if is_text or is_number:
                yield Place(f"{name} {key}", value, partial(put, row, key), read)


def _of_slides(path: Path) -> Iterator[Place]:
    """Texts and alternative texts of slides, what charts draw, their texts, and the workbooks behind them."""
    for number, slide in enumerate(Presentation(str(path)).slides, 1):
        read = partial(_read_slide, slide, number)
        tree, name = slide.shapes._spTree, f"slide {number}"
        yield from _texts(tree, name, read)
        for shape in tree.iter(f"{_P}cNvPr"):
            if DIGIT.search(shape.get("descr") or ""):
                yield Place(f"{name} description", shape.get("descr"), partial(shape.set, "descr"), read)
        for chart in tree.iter(f"{_C}chart"):
            part = slide.part.related_part(chart.get(f"{_R}id"))
            yield from _texts(part._element, f"{name} chart", read)
            for value in part._element.iter(f"{_C}v"):
                if DIGIT.search(value.text or ""):
                    yield Place(f"{name} drawn", _value(value.text), partial(_put_value, value), read)
            yield from _of_embedded(part.chart_workbook.xlsx_part, f"{name} sheet", read)


def _read_slide(slide: Any, number: int) -> list[Shown]:
    return list(numbers_on(slide, number))


def _texts(tree: Any, name: str, read: Callable[[], list[Shown]]) -> Iterator[Place]:
    for text in tree.iter(f"{_A}t"):
        is_slide_number = text.getparent().get("type") == "slidenum"
        if DIGIT.search(text.text or "") and not is_slide_number:
            yield Place(name, text.text, attribute_of(text, "text"), read)


def _value(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


def _put_value(element: Any, new: Any) -> None:
    element.text = repr(new) if isinstance(new, float) else new


def _of_embedded(part: Any, name: str, read: Callable[[], list[Shown]]) -> Iterator[Place]:
    """The cells of the workbook behind a chart, altered in its own XML."""
    with zipfile.ZipFile(BytesIO(part.blob)) as archive:
        files = {each: archive.read(each) for each in archive.namelist()}
    for file in (each for each in files if each.startswith("xl/worksheets/") or each == "xl/sharedStrings.xml"):
        tree = etree.fromstring(files[file])
        is_sheet = file.startswith("xl/worksheets/")
        for element in tree.iter(f"{_S}v" if is_sheet else f"{_S}t"):
            is_reference = is_sheet and element.getparent().get("t") == "s"
            if not is_reference and DIGIT.search(element.text or ""):
                content = _value(element.text) if is_sheet else element.text
                yield Place(name, content, partial(_put_embedded, part, dict(files), file, tree, element), read)


def _put_embedded(part: Any, files: dict[str, bytes], file: str, tree: Any, element: Any, new: Any) -> None:
    _put_value(element, new)
    written = BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_STORED) as archive:
        for name, content in {**files, file: etree.tostring(tree)}.items():
            archive.writestr(name, content)
    part._blob = written.getvalue()
