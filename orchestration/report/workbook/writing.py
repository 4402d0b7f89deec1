"""Writing a report as a workbook; the same document gives the same bytes."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from textwrap import shorten

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from orchestration.report.document import Document, Section, Text, plain
from orchestration.report.figures import Unit, given
from orchestration.report.provenance import Stamp
from orchestration.report.workbook.cells import Cells
from orchestration.report.workbook.formats import FONTS, Formats
from orchestration.report.workbook.sheets import SheetWriter, widths_of
from orchestration.report.workbook.words import word

_LONGEST_NAME = 31
_NOT_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\'", " "))
_TIME_IN_ID = "%Y%m%dT%H%M%SZ"
_A4 = 9


def write_workbook(document: Document, path: Path) -> None:
    """Write the sheets of a document to `path`: what it is, then a sheet for each section."""
    font = {"font_name": FONTS[document.language], "font_size": 10}
    with Workbook(path, {"constant_memory": True, "default_format_properties": font}) as workbook:
        workbook.set_properties(
            {
                "title": plain(document.title),
                "subject": plain(document.subtitle),
                "keywords": str(Stamp.of(document)),
                "created": _published(document.release_id),
            }
        )
        formats = Formats(workbook)
        contents, *names = sheet_names([word("contents", document.language), *(s.title for s in document.sections)])
        _contents(_sheet(workbook, contents), formats, document, names)
        for section, name in zip(document.sections, names, strict=True):
            _writer(_sheet(workbook, name), formats, document, section).section(section)


def sheet_names(titles: Sequence[Text]) -> list[str]:
    """Names for sheets after titles: without numbers, which a name could not mark, at most 31 letters, no two alike."""
    names: list[str] = []
    for title in titles:
        words = "".join(run.text for run in title if not any(map(str.isdigit, run.text))).translate(_NOT_IN_NAMES)
        wanted = shorten(words, _LONGEST_NAME, placeholder="")[:_LONGEST_NAME] or words.strip()[:_LONGEST_NAME] or "–"
        name, letter = wanted, "a"
        while name.casefold() in map(str.casefold, names):
            letter = chr(ord(letter) + 1)
            name = f"{wanted[: _LONGEST_NAME - 4].strip()} ({letter})"
        names.append(name)
    return names


def _sheet(workbook: Workbook, name: str) -> Worksheet:
    sheet = workbook.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_footer("&L&A&R&P / &N")
    return sheet


def _writer(sheet: Worksheet, formats: Formats, document: Document, section: Section | None = None) -> SheetWriter:
    widths = widths_of(section)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    return SheetWriter(Cells(sheet, formats, document.release_hash), document.language, widths)


def _contents(sheet: Worksheet, formats: Formats, document: Document, names: Sequence[str]) -> None:
    language = document.language
    writer = _writer(sheet, formats, document)
    writer.across(document.title, "title")
    writer.across(document.subtitle, "subtitle")
    writer.row += 1
    facts = {
        "period": given(document.period.name, Unit.TEXT),
        "release_number": given(document.release_number),
        "release_id": given(document.release_id, Unit.TEXT),
        "release_hash": given(document.release_hash, Unit.TEXT),
    }
    for key, figure in facts.items():
        writer.cells.text(writer.row, 0, word(key, language), "cell")
        writer.cells.figure(writer.row, 1, figure, "fact")
        writer.row += 1
    writer.row += 1
    writer.across(word("how_to_read", language), "note")
    writer.row += 1
    writer.cells.text(writer.row, 0, word("sheets", language), "block")
    writer.row += 1
    for section, name in zip(document.sections, names, strict=True):
        sheet.write_url(writer.row, 0, f"internal:'{name}'!A1", string=name)
        writer.across(section.title, "link")
    sheet.freeze_panes(1, 0)


def _published(release_id: str) -> datetime:
    """When a release was made, which its id begins with; a fixed day where it does not."""
    with suppress(ValueError):
        return datetime.strptime(release_id.split("-")[0], _TIME_IN_ID)
    return datetime(2000, 1, 1)
