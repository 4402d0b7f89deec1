"""Numbers on slides are found with their marks, and each that somebody changed is found too."""

from __future__ import annotations

import math
import random
import re
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given as given_drawn
from hypothesis import strategies as st
from pptx import Presentation

from orchestration.report.document import Case, Chart, Document, KeyFigures, Page, Paragraph, Run, Table
from orchestration.report.figures import LANGUAGES, Figure, Language, Unit, given, written
from orchestration.report.provenance import Mark, Shown, mark_of
from orchestration.report.slides import read_slides, write_slides
from orchestration.report.slides.aligning import aligned
from orchestration.report.slides.notes import note_lines, read_notes
from orchestration.report.slides.packing import packed
from orchestration.report.slides.text_xml import Entry
from orchestration.report.sources import Given, cell, read_source
from tests.drawing import drawn
from tests.report.sample import sample
from tests.report.test_report_slides import of_page

HASH = "0123456789ab"


def holds(shown: Shown) -> bool:
    """Whether a number of a sample is as its mark has it; the sample's numbers are all given."""
    if shown.mark is None or shown.mark.release_hash != HASH:
        return False
    source = read_source(shown.mark.source)
    assert isinstance(source, Given)
    if shown.value is not None:
        # a sheet holds 16 digits
        return math.isclose(shown.value, float(str(source.value)), rel_tol=1e-9)
    return shown.text == written(source.value, shown.mark.unit, shown.mark.decimals)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("reading") / "report.pptx"
    write_slides(sample("zh"), path)
    return path


def figures_of(document: Document) -> Iterator[Figure]:
    """Every figure of the document's pages, as often as it stands there."""
    for page in document.pages:
        texts = [page.title]
        for block in page.blocks:
            match block:
                case Paragraph(text=text):
                    texts.append(text)
                case KeyFigures(figures=figures):
                    texts += [text for figure in figures for text in (figure.label, figure.number, figure.remark)]
                case Table():
                    texts += [block.title, *(column.title for column in block.columns)]
                    texts += [text for row in block.rows for text in row]
                case Case():
                    texts += [block.title, *(text for part in block.parts for text in part)]
                case Chart():
                    texts += [block.title, block.description]
                    yield from (figure for point in block.points for figure in point.values if figure.value is not None)
        yield from (run.figure for text in texts for run in text if run.figure is not None)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_figure_is_found_with_its_mark_and_nothing_else(language: Language, tmp_path: Path) -> None:
    document = sample(language)
    write_slides(document, tmp_path / "report.pptx")
    found = list(read_slides(tmp_path / "report.pptx"))
    assert [shown for shown in found if not holds(shown)] == []
    marks = Counter(shown.mark for shown in found)
    wanted = Counter(mark_of(figure, HASH) for figure in figures_of(document))
    assert not {mark: number for mark, number in wanted.items() if marks[mark] < number}


def test_numbers_of_charts_are_found_unrounded_where_they_are_drawn_and_in_the_sheet(tmp_path: Path) -> None:
    write_slides(of_page("alone_3", sample("en")), tmp_path / "bars.pptx")
    places = {shown.place: shown for shown in read_slides(tmp_path / "bars.pptx")}
    assert places["slide 1, Chart bars, cell B2"].value == 8_641_969
    assert places["slide 1, Chart bars, cell B2 of its sheet"].value == 8_641_969


def rewritten(path: Path, target: Path, part: str, change: Callable[[str], str]) -> Path:
    """A copy of a file in which a part is changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    target.write_bytes(packed(parts.items()))
    return target


def sheet_rewritten(path: Path, target: Path, part: str, change: Callable[[str], str]) -> Path:
    """A copy of a file in which the sheet of a chart is changed."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    book = target.with_suffix(".xlsx")
    book.write_bytes(parts[part])
    rewritten(book, book, "xl/worksheets/sheet1.xml", change)
    parts[part] = book.read_bytes()
    target.write_bytes(packed(parts.items()))
    return target


def other_digit(text: str, place: int) -> str:
    """The text with another digit in a place."""
    return f"{text[:place]}{(int(text[place]) + 1 + place % 8) % 10}{text[place + 1 :]}"


def changes(path: Path) -> list[tuple[str, str, int]]:
    """Every digit that a reader sees: the file's part, which part of that, and where in it."""
    found = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            if re.fullmatch(r"ppt/(slides/slide|charts/chart)\d+\.xml", name):
                text = archive.read(name).decode()
                shown = re.finditer(r"<a:t>([^<]*)</a:t>|<c:v>([^<]*)</c:v>|descr=\"([^\"]*)\"", text)
                kind = "slide"
            elif name.startswith("ppt/embeddings/"):
                with zipfile.ZipFile(BytesIO(archive.read(name))) as book:
                    text = book.read("xl/worksheets/sheet1.xml").decode()
                # numbers; cells of type s hold places of texts
                shown = re.finditer(r"<c r=\"\w+\"(?: s=\"\d+\")?><v>([^<]*)</v>", text)
                kind = "sheet"
            else:
                continue
            for match in shown:
                start = next(
                    match.start(group) for group in range(1, len(match.groups()) + 1) if match[group] is not None
                )
                value = next(filter(None, match.groups()), "")
                # the last digit of a fraction may be one that no number of that length has
                found += [(kind, name, start + place) for place, sign in enumerate(value[:6]) if sign.isdigit()]
    return found


def test_whatever_digit_is_changed_is_found(tmp_path: Path) -> None:
    path = tmp_path / "report.pptx"
    document = sample("zh")
    write_slides(replace(document, sections=(replace(document.sections[0], pages=document.pages[3:9]),)), path)
    places = changes(path)
    assert {kind for kind, _, _ in places} == {"slide", "sheet"}
    for kind, part, place in random.Random(2011).sample(places, 5):
        change = rewritten if kind == "slide" else sheet_rewritten
        target = change(path, tmp_path / "changed.pptx", part, lambda text, place=place: other_digit(text, place))
        found = [shown for shown in read_slides(target) if not holds(shown)]
        assert len(found) == 1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("7,825", "7,852", id="changed"),
        pytest.param("7,825", "many", id="taken away"),
        pytest.param("7,825", "7,825 of 9,217", id="added"),
    ],
)
def test_numbers_that_are_changed_taken_away_or_added_are_found(path: Path, tmp_path: Path, old: str, new: str) -> None:
    part = "ppt/slides/slide3.xml"
    target = rewritten(path, tmp_path / "changed.pptx", part, lambda text: text.replace(f">{old}<", f">{new}<", 1))
    (found,) = [shown for shown in read_slides(target) if not holds(shown)]
    assert "slide 3, Key figure 1.1, paragraph 2" in found.place


def test_a_text_box_that_somebody_adds_has_no_marks(path: Path, tmp_path: Path) -> None:
    deck = Presentation(str(path))
    deck.slides[2].shapes.add_textbox(0, 0, 100, 100).text_frame.text = "Premium grew by 12.5%"
    deck.save(str(tmp_path / "added.pptx"))
    (found,) = [shown for shown in read_slides(tmp_path / "added.pptx") if not holds(shown)]
    assert (found.text, found.mark) == ("12.5%", None)


def test_a_file_whose_editor_joined_all_runs_is_read_as_before(path: Path, tmp_path: Path) -> None:
    deck = Presentation(str(path))
    frames = [shape.text_frame for slide in deck.slides for shape in slide.shapes if shape.has_text_frame]
    frames += [
        cell.text_frame
        for slide in deck.slides
        for shape in slide.shapes
        if getattr(shape, "has_table", False)
        for row in shape.table.rows
        for cell in row.cells
    ]
    for frame in frames:
        for paragraph in frame.paragraphs:
            if len(paragraph.runs) > 1:
                paragraph.runs[0].text = "".join(run.text for run in paragraph.runs)
                for run in paragraph.runs[1:]:
                    paragraph._p.remove(run._r)
    deck.save(str(tmp_path / "joined.pptx"))
    found = list(read_slides(tmp_path / "joined.pptx"))
    assert Counter(shown.mark for shown in found) == Counter(shown.mark for shown in read_slides(path))
    assert all(map(holds, found))


def test_placeholders_that_an_editor_renamed_are_told_by_their_text(tmp_path: Path) -> None:
    name = given("Head office", Unit.TEXT)
    document = sample("en")
    page = Page("page", (Run("Who is counted"),), (Paragraph((Run("Complaints of "), Run(name.written, name))),))
    path = tmp_path / "renamed.pptx"
    write_slides(replace(document, sections=(replace(document.sections[0], pages=(page,)),)), path)
    deck = Presentation(str(path))
    for number, shape in enumerate(deck.slides[0].placeholders, 1):
        shape.name = f"PlaceHolder {number}"
    deck.save(str(path))
    assert all(map(holds, read_slides(path)))


def test_without_notes_no_number_can_be_traced(path: Path, tmp_path: Path) -> None:
    deck = Presentation(str(path))
    for slide in deck.slides:
        slide.notes_slide.notes_text_frame.text = "What I want to say"
    deck.save(str(tmp_path / "bare.pptx"))
    found = list(read_slides(tmp_path / "bare.pptx"))
    assert found
    assert all(shown.mark is None for shown in found)


def entry(text: str, place: int = 0) -> Entry:
    return Entry("Text", "paragraph 1", text, Mark(Unit.TEXT, 0, HASH, f"given({place})"))


@pytest.mark.parametrize(
    ("text", "written_before", "expected"),
    [
        ("100件，上年134件", ["100", "134"], ["100", "134"]),
        ("134件，上年134件", ["100", "134"], ["134", "134"]),
        ("100件，上年100件", ["100", "134"], ["100", "100"]),
        ("Claims: 12 of 20", ["Claims", "12", "20"], ["Claims", "12", "20"]),
        ("Sales: 12 of 20", ["Claims", "12", "20"], ["Sales: ", "12", "20"]),
        ("Claims: few of 20", ["Claims", "12", "20"], ["Claims", "", "20"]),
        ("Plan 1 of 2 has 5", ["Plan 1 of 2", "5"], ["Plan 1 of 2", "5"]),
        ("Plan 1 of 3 has 5", ["Plan 1 of 2", "5"], ["1 of 3", "5"]),
        ("2011-12-30", ["2011-12-31"], ["2011-12-30"]),
        ("100件", ["1"], ["100"]),
        ("0123456789ac", ["0123456789ab"], ["0123456789"]),
    ],
)
def test_numbers_are_told_by_their_order(text: str, written_before: list[str], expected: list[str]) -> None:
    entries = [entry(one, place) for place, one in enumerate(written_before)]
    found = list(aligned(text, entries))
    assert [shown for shown, of in found if of] == expected
    assert [of for _, of in found if of] == entries


@drawn(80)
@given_drawn(st.lists(st.integers(0, 9999).map(str), min_size=1, max_size=6), st.data())
def test_one_number_for_another_is_always_found(numbers: list[str], data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(numbers) - 1))
    other = data.draw(st.integers(0, 9999).map(str).filter(lambda number: number != numbers[place]))
    text = "件，".join([*numbers[:place], other, *numbers[place + 1 :]])
    entries = [entry(number, at) for at, number in enumerate(numbers)]
    wrong = [shown for shown, of in aligned(text, entries) if of is None or shown != of.text]
    assert wrong


@drawn(80)
@given_drawn(
    st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("\t\n\\"), max_size=12)
)
def test_notes_read_what_they_write(text: str) -> None:
    mark = mark_of(Figure(text, Unit.TEXT, cell("dim_branch", "branch_name", branch_code=text)), HASH)
    wanted = Entry("Table one", "row 1, column 2", text, mark)
    assert list(read_notes(note_lines([wanted]))) == [wanted]
    assert list(read_notes(["What I want to say", "a\tb\tc\td"])) == []


def test_a_text_of_several_lines_is_one_figure(tmp_path: Path) -> None:
    account = given("First line\nsecond \\ line", Unit.TEXT)
    document = sample("en")
    page = replace(document.pages[0], blocks=(Paragraph((Run(account.written, account), Run(" and more"))),))
    write_slides(replace(document, sections=(replace(document.sections[0], pages=(page,)),)), tmp_path / "lines.pptx")
    assert account.value in [shown.text for shown in read_slides(tmp_path / "lines.pptx")]
