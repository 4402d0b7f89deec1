"""What goes where on slides, and what goes on on a further one: few words, many, none, and what has no room."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from pptx import Presentation

from orchestration.report.document import (
    Block,
    Case,
    Chart,
    ChartKind,
    Column,
    Document,
    KeyFigure,
    KeyFigures,
    Page,
    Paragraph,
    Point,
    Run,
    Section,
    Table,
    Tone,
    plain,
)
from orchestration.report.figures import Unit, given
from orchestration.report.slides import read_slides, write_slides
from orchestration.report.slides.master import TEMPLATE
from orchestration.report.slides.scales import Spot, scale, sides
from orchestration.report.statements.telling import fixed
from tests.report.sample import number, sample, shown
from tests.report.slide_geometry import outside, overflowing, overlapping, slides
from tests.report.test_report_slides_reading import holds

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
NOTHING = number(None)
CHARTS = {block.kind: block for page in sample("en").pages for block in page.blocks if isinstance(block, Chart)}


def written(tmp_path: Path, *pages: tuple[Block, ...]) -> Path:
    """Slides of pages with these blocks, in a document of two sections."""
    document = sample("en")
    made = tuple(Page(f"page_{place}", fixed("Headline"), blocks) for place, blocks in enumerate(pages))
    path = tmp_path / "slides.pptx"
    write_slides(replace(document, sections=(Section("one", fixed("One"), made), Section("none", (), ()))), path)
    return path


def shapes(path: Path) -> list[list[str]]:
    """The names of the shapes of each slide of the first section's pages."""
    return [
        [shape.name for shape in slide.shapes if shape.name not in ("Footer", "Page number")] for slide in slides(path)
    ][2:-1]


def assert_sound(path: Path) -> None:
    """Nothing leaves a slide, covers something else or overflows, and each number has its mark."""
    deck = Presentation(str(TEMPLATE))
    for slide in slides(path):
        assert not outside(slide, deck.slide_width, deck.slide_height)
        assert not overlapping(slide)
        assert list(overflowing(slide)) == []
    assert all(map(holds, read_slides(path)))


def of_each(chart: Chart, change: Callable[[int, Point], Point]) -> Chart:
    return replace(chart, points=tuple(change(place, point) for place, point in enumerate(chart.points)))


def test_charts_of_nothing_zeros_losses_and_one_point_are_drawn(tmp_path: Path) -> None:
    pages: list[tuple[Block, ...]] = []
    for chart in CHARTS.values():
        none = replace(chart.limits, points=()) if chart.limits else None
        pages += [
            (replace(chart, points=(), limits=none),),
            (replace(chart, points=chart.points[:1], split=None, limits=None),),
            (of_each(chart, lambda _, point: replace(point, values=tuple(NOTHING for _ in point.values))),),
            (of_each(chart, lambda _, point: replace(point, values=tuple(number(0) for _ in point.values))),),
            (of_each(chart, lambda at, p: replace(p, values=tuple(number(-0.3 * at, Unit.CHANGE) for _ in p.values))),),
        ]
    path = written(tmp_path, *pages)
    assert len(shapes(path)) == len(pages)
    assert_sound(path)


@pytest.mark.parametrize("kind", [ChartKind.BARS, ChartKind.INTERVALS])
def test_a_long_chart_is_set_in_panels_and_on_several_slides_with_one_scale(kind: ChartKind, tmp_path: Path) -> None:
    chart = CHARTS[kind]
    points = tuple(replace(chart.points[place % 7], label=fixed(f"Branch {place}")) for place in range(100))
    path = written(tmp_path, (Paragraph(fixed("What is seen.")), replace(chart, points=points)))
    assert [names[-2:] for names in shapes(path)] == [[f"Chart {kind.value}", f"Chart {kind.value} 2"]] * 2
    for slide in slides(path)[2:-1]:
        drawn = [shape.chart._chartSpace for shape in slide.shapes if getattr(shape, "has_chart", False)]
        for tag in ("max", "min"):
            # bars have one axis of numbers, points have two
            assert len({next(chart.iter(f"{C}valAx")).find(f"{C}scaling/{C}{tag}").get("val") for chart in drawn}) == 1
        assert len({next(chart.iter(f"{C}w")).get("val") for chart in drawn}) == 1
    assert_sound(path)
    names = [shown.text for shown in read_slides(path) if "of its sheet" in shown.place and shown.value is None]
    assert sorted(set(names)) == sorted({str(place) for place in range(100)} | {"2011"})


def test_a_narrow_long_table_is_set_in_blocks_on_one_slide(tmp_path: Path) -> None:
    rows = tuple((fixed(f"Branch {place}"), shown(float(place))) for place in range(36))
    table = Table("open", fixed("Open"), (Column(fixed("Branch")), Column(fixed("Cases"), is_number=True)), rows)
    path = written(tmp_path, (table,))
    assert shapes(path) == [["Title", "Heading open", "Table open", "Table open 2"]]
    tables = [shape.table for shape in slides(path)[2].shapes if getattr(shape, "has_table", False)]
    assert [len(table.rows) - 1 for table in tables] == [18, 18]
    assert [row.cells[0].text_frame.text for table in tables for row in list(table.rows)[1:]] == [
        f"Branch {place}" for place in range(36)
    ]
    assert_sound(path)


def test_many_words_and_many_rows_share_a_slide_side_by_side(tmp_path: Path) -> None:
    rows = tuple((fixed(f"Branch {place}"), shown(float(place))) for place in range(36))
    table = Table("open", fixed("Open"), (Column(fixed("Branch")), Column(fixed("Cases"), is_number=True)), rows)
    path = written(tmp_path, (*(Paragraph(fixed("Cases are open for long. " * 3)),) * 4, table))
    assert shapes(path) == [["Title", "Text", "Heading open", "Table open", "Table open 2"]]
    text, first = (
        next(shape for shape in slides(path)[2].shapes if shape.name == name) for name in ("Text", "Table open")
    )
    assert text.left + text.width < first.left
    assert_sound(path)


def test_a_table_on_several_slides_has_as_many_rows_on_each(tmp_path: Path) -> None:
    columns = tuple(Column(fixed(f"Number {place}"), is_number=True) for place in range(10))
    rows = tuple(tuple(shown(1000.0 * place) for _ in columns) for place in range(36))
    path = written(tmp_path, (Table("long", fixed("Long"), columns, rows),))
    found = [shape.table for slide in slides(path) for shape in slide.shapes if getattr(shape, "has_table", False)]
    assert [len(table.rows) - 1 for table in found] == [18, 18]
    assert_sound(path)


def test_remarks_stand_at_the_foot_and_a_title_is_not_said_twice(tmp_path: Path) -> None:
    note = Paragraph(fixed("How it was counted."), Tone.NOTE)
    chart = replace(CHARTS[ChartKind.QUADRANT], title=fixed("Headline"))
    path = written(tmp_path, (Paragraph(fixed("What is seen.")), chart, note))
    # in the order in which they are read aloud
    assert shapes(path) == [["Title", "Text", "Chart quadrant", "Note"]]
    slide = slides(path)[2]
    note_shape, *others = (
        next(shape for shape in slide.shapes if shape.name == name) for name in ("Note", "Text", "Chart quadrant")
    )
    assert all(shape.top + shape.height <= note_shape.top for shape in others)
    assert_sound(path)


def test_long_text_goes_on_and_nothing_of_it_is_lost(tmp_path: Path) -> None:
    words = " ".join(f"word{place:04}" for place in range(1000))
    path = written(tmp_path, (Paragraph(fixed(words)),))
    assert len(shapes(path)) > 2
    text = " ".join(shape.text_frame.text for slide in slides(path) for shape in slide.shapes if shape.name == "Text")
    assert text.split() == words.split()
    titles = [slide.shapes.title.text_frame.text for slide in slides(path)[2:-1]]
    assert titles == ["Headline", *["Headline (continued)"] * (len(titles) - 1)]
    assert_sound(path)


def test_an_account_that_is_one_text_of_the_release_is_set_smaller_and_not_cut(tmp_path: Path) -> None:
    account = given("投诉人" * 500, Unit.TEXT)
    told = (Run(account.written, account),)
    path = written(tmp_path, (Case(fixed("Case"), ((fixed("What happened"), told),)),), (Case(fixed("Case"), ()),))
    assert account.written in [found.text for found in read_slides(path)]
    assert_sound(path)


def test_key_figures_stand_above_what_is_said_of_them(tmp_path: Path) -> None:
    figure = KeyFigure(
        fixed("A label that is rather long"), shown(123456789), fixed("and a remark that is long as well")
    )
    long = Paragraph(fixed("word " * 300))
    path = written(tmp_path, (KeyFigures((figure,) * 4), long, CHARTS[ChartKind.BARS]), (KeyFigures((figure,)),))
    first = slides(path)[2]
    cards = [shape for shape in first.shapes if shape.name.startswith("Key figure")]
    assert len({shape.top for shape in cards}) == len({shape.height for shape in cards}) == 1
    below = next(shape for shape in first.shapes if shape.name == "Text")
    assert all(shape.top + shape.height < below.top for shape in cards)
    assert_sound(path)


def test_the_contents_name_the_sections(tmp_path: Path) -> None:
    document = sample("en")
    words = {**document.words, "contents": fixed("Contents")}
    write_slides(replace(document, words=words), tmp_path / "contents.pptx")
    slide = slides(tmp_path / "contents.pptx")[1]
    assert slide.shapes.title.text_frame.text == "Contents"
    assert [shape.text_frame.text for shape in slide.shapes if shape.name == "Text"] == [
        "\n".join(plain(section.title) for section in document.sections)
    ]


@pytest.mark.parametrize(("pages", "expected"), [(3, 3), (4, 5)])
def test_a_short_report_has_no_cover(tmp_path: Path, pages: int, expected: int) -> None:
    document: Document = sample("en")
    page = Page("page", fixed("Headline"), (Paragraph(fixed("Words")),))
    write_slides(replace(document, sections=(Section("one", fixed("One"), (page,) * pages),)), tmp_path / "few.pptx")
    assert len(slides(tmp_path / "few.pptx")) == expected


@pytest.mark.parametrize("values", [[0.0], [3.0, 3.0], [-5.0, 2.0], [0.02, 0.021], [1e6, 3e6], [0.95, 1.05], []])
def test_an_axis_holds_its_values_and_has_round_ends(values: list[float]) -> None:
    axis = scale(values)
    assert all(axis.low <= value <= axis.high for value in values)
    marks = (axis.high - axis.low) / axis.step
    assert marks == pytest.approx(round(marks))
    assert 2 <= marks <= 9


def test_labels_avoid_one_another_points_and_lines() -> None:
    spot = Spot(50, 50, 40, 10)
    assert sides([spot], [(50, 50)], [], 200, 100) == ["r"]
    assert sides([spot], [(50, 50), (70, 50)], [], 200, 100) == ["l"]
    assert sides([spot, Spot(50, 52, 40, 10)], [(50, 50), (50, 52)], [], 200, 100) == ["r", "l"]
    assert sides([spot], [(50, 50)], [(0, 49, 200, 51)], 200, 100) == ["t"]
    assert sides([Spot(190, 50, 40, 10)], [], [], 200, 100) == ["l"]
