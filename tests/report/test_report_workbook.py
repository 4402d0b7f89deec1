"""The workbook behind a report: what is in its cells, and that all of it is read again."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.cell import Cell
from openpyxl.cell.rich_text import CellRichText
from openpyxl.worksheet.worksheet import Worksheet

from orchestration.report.document import Chart, Document, Page, Run, Section, Table, Text, plain
from orchestration.report.figures import LANGUAGES, Figure, Language, Unit, given
from orchestration.report.provenance import Mark, Stamp, mark_of
from orchestration.report.sources import cell, derived
from orchestration.report.statements.telling import fixed
from orchestration.report.workbook import read_workbook, write_workbook
from orchestration.report.workbook.comments import comment_of, read_marks
from orchestration.report.workbook.formats import number_format
from orchestration.report.workbook.writing import sheet_names
from tests.report.sample import sample


@pytest.fixture(scope="module", params=LANGUAGES)
def document(request: pytest.FixtureRequest) -> Document:
    language: Language = request.param
    return sample(language)


@pytest.fixture(scope="module")
def path(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("workbook") / "report.xlsx"
    write_workbook(document, path)
    return path


def sheets(path: Path) -> list[Worksheet]:
    return load_workbook(path, rich_text=True).worksheets


def texts(path: Path) -> str:
    return "\n".join(str(cell.value) for sheet in sheets(path) for row in sheet.iter_rows() for cell in row)


def with_table(*columns: Text, name: str = "Section") -> Document:
    """A document of one table with one row."""
    whole = sample("en")
    table = Table("one", (), (), (columns,))
    page = Page("page", (Run("Page"),), (table,))
    return Document(
        **{**vars(whole), "sections": (Section("section", (Run(name),), (page,)),), "title": (), "subtitle": ()}
    )


def written(document: Document, tmp_path: Path) -> list[Cell]:
    """The cells of the document's only table."""
    write_workbook(document, tmp_path / "one.xlsx")
    return [cell for cell in list(sheets(tmp_path / "one.xlsx")[1].iter_rows())[-1] if cell.value is not None]


def test_each_text_of_the_document_stands_in_a_sheet_of_its_section(document: Document, path: Path) -> None:
    found = sheets(path)
    assert len(found) == 1 + len(document.sections)
    whole = texts(path)
    for page in document.pages:
        assert plain(page.title) in whole
        for block in page.blocks:
            if isinstance(block, Table):
                assert all(plain(row[0]) in whole for row in block.rows)
            if isinstance(block, Chart):
                assert plain(block.description) in whole


def test_a_number_is_unrounded_and_looks_as_in_the_report(tmp_path: Path) -> None:
    source = cell("yearly", "share", report_year=2011, scope_code="x")
    share, change = Figure(1 / 3, Unit.SHARE, source, 1), Figure(-0.25379, Unit.CHANGE, source, 1)
    one, two, three = written(
        with_table(*((Run(each.written, each),) for each in (share, change, given(7825)))), tmp_path
    )
    assert one.value == pytest.approx(1 / 3, rel=1e-15)
    assert (one.number_format, two.number_format) == (number_format(share), number_format(change))
    assert one.comment.text == ("share 1 0123456789ab\nyearly.share[\n    report_year=2011,\n    scope_code=x]")
    assert read_marks(two.comment.text) == [
        Mark(Unit.CHANGE, 1, "0123456789ab", "yearly.share[report_year=2011, scope_code=x]")
    ]
    assert (three.value, three.data_type) == (7825, "n")


def test_points_are_points(tmp_path: Path) -> None:
    points = Figure(0.05, Unit.POINTS, cell("yearly", "gap", report_year=2011), 1)
    (found,) = written(with_table((Run(points.written, points),)), tmp_path)
    assert found.value == pytest.approx(5)
    (mark,) = read_marks(found.comment.text)
    assert (mark.unit, mark.source.startswith("times_100(")) == (Unit.NUMBER, True)


def test_days_are_days_and_what_is_missing_is_a_dash_with_its_source(tmp_path: Path) -> None:
    source = cell("yearly", "day", report_year=2011)
    day, missing = Figure(date(2011, 12, 31), Unit.DATE, source), Figure(None, Unit.COUNT, source)
    one, two = written(with_table((Run(day.written, day),), (Run(missing.written, missing),)), tmp_path)
    assert (one.is_date, one.value.date()) == (True, date(2011, 12, 31))
    assert two.value == "–"
    assert read_marks(two.comment.text)[0].unit is Unit.COUNT


def test_numbers_in_a_text_are_set_apart_with_a_mark_each_in_order(tmp_path: Path) -> None:
    name = Figure("Claims", Unit.TEXT, cell("dim", "name", code="claims"))
    site = Figure("Site 315", Unit.TEXT, cell("dim", "name", code="315"))
    text = (Run("Of "), Run("100", given(100)), Run(" "), Run("Claims", name), Run(", by "), Run("Site 315", site))
    (found,) = written(with_table(text), tmp_path)
    assert isinstance(found.value, CellRichText)
    assert str(found.value) == "Of 100 Claims, by Site 315"
    assert found.comment.text == 'count 0 0123456789ab given(100)\ntext 0 0123456789ab dim.name[code="315"]'.replace(
        "count", "plain"
    )
    items = [item for item in read_workbook(tmp_path / "one.xlsx") if item.place.endswith(found.coordinate)]
    assert [item.text for item in items][-2:] == ["100", "Site 315"]


def test_what_is_read_is_what_the_document_says(document: Document, path: Path) -> None:
    items = list(read_workbook(path))
    assert [item for item in items if item.mark is None] == []
    assert len(items) > 500
    numbers = [(item.text, item.mark.source) for item in items if item.mark and item.value is None]
    assert ("25.4%", 'given("25.4%")') in numbers


def test_a_comment_keeps_a_source_whatever_stands_in_quotes() -> None:
    source = cell("dim", "name", code='a, [b] "c"\n d')
    for figure in (Figure(1, Unit.COUNT, source), Figure(1, Unit.COUNT, derived("change", source, source))):
        mark = mark_of(figure, "0123456789ab")
        (found,) = read_marks(comment_of([mark]))
        assert found == mark


def test_the_same_document_gives_the_same_bytes(document: Document, path: Path, tmp_path: Path) -> None:
    write_workbook(document, tmp_path / "again.xlsx")
    assert (tmp_path / "again.xlsx").read_bytes() == path.read_bytes()


def test_the_file_says_which_release_it_is_of(document: Document, path: Path) -> None:
    properties = load_workbook(path).properties
    assert properties.keywords == str(Stamp.of(document))
    assert f"{properties.created:%Y-%m-%d}" == "2011-12-31"


def test_the_contents_lead_to_each_sheet_and_heads_stay_in_view(path: Path) -> None:
    contents, *rest = sheets(path)
    links = [cell.hyperlink.location for row in contents.iter_rows() for cell in row if cell.hyperlink]
    assert links == [f"'{sheet.title}'!A1" for sheet in rest]
    assert {sheet.freeze_panes for sheet in rest} == {"B2"}


def test_sheets_have_names_that_excel_takes_and_no_number() -> None:
    long = "Complaints by branch, channel and month: head office"
    names = sheet_names([fixed(each) for each in (long, long, "投诉/统计 2011", "2011", "2012", "分" * 40)])
    assert names == [
        "Complaints by branch, channel",
        "Complaints by branch, chann (b)",
        "投诉 统计",
        "–",
        "– (b)",
        "分" * 31,
    ]
    assert all(len(name) <= 31 for name in names)


def numbers_of(path: Path) -> Iterator[tuple[str, str]]:
    for item in read_workbook(path):
        yield item.text, item.mark.source if item.mark else ""


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_another_program_shows_what_the_report_writes_and_keeps_the_marks(tmp_path: Path) -> None:
    source = cell("yearly", "any", report_year=2011)
    figures = [
        Figure(value, unit, source, decimals)
        for unit, decimals in {Unit.COUNT: 0, Unit.SHARE: 1, Unit.CHANGE: 1, Unit.POINTS: 1, Unit.DIFFERENCE: 0,
                               Unit.NUMBER: 2, Unit.P_VALUE: 4, Unit.PLAIN: 0}.items()
        for value in ((0.00001, 0.0039, 0.5) if unit is Unit.P_VALUE else (0, 3, 1234, -1234))
    ]  # fmt: skip
    figures += [Figure(value, Unit.CHANGE, source, 1) for value in (0.0004, -0.0004, 0.0006, -0.0006, -0.254, 0.254)]
    rows = tuple(((Run(each.written, each),),) for each in figures)
    document = with_table((Run("x"),))
    page = Page("page", (), (Table("one", (), (), tuple(row for row in rows)),))
    document = Document(**{**vars(document), "sections": (Section("s", (Run("Numbers"),), (page,)),)})
    path = tmp_path / "figures.xlsx"
    write_workbook(document, path)
    for target in ("pdf", "xlsx"):
        command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/office", "--convert-to", target]
        subprocess.run([*command, "--outdir", str(tmp_path / "out"), str(path)], check=True, capture_output=True)
    pdf = tmp_path / "out" / "figures.pdf"
    shown = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    lines = [line.strip() for line in shown.stdout.splitlines()]
    assert [line for line in lines if line in {each.written for each in figures}] == [each.written for each in figures]
    assert list(numbers_of(tmp_path / "out" / "figures.xlsx")) == list(numbers_of(path))
