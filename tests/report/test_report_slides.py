"""The report as slides: what stands where, and that a person can read, hear and edit it."""

from __future__ import annotations

import zipfile
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from pptx import Presentation
from pptx.enum.chart import XL_CHART_TYPE

from orchestration.report import palette
from orchestration.report.document import Chart, ChartKind, Column, Document, Role, Table, plain
from orchestration.report.figures import LANGUAGES, Language, Unit, given
from orchestration.report.slides import write_slides
from orchestration.report.slides.master import EAST_ASIAN, TEMPLATE
from orchestration.report.slides.measuring import is_east_asian
from orchestration.report.slides.template import template
from orchestration.report.statements.telling import fixed
from tests.report import sample as samples
from tests.report.slide_geometry import A, measured, outside, overflowing, overlapping, slides

C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
LONG = {
    "en": tuple(
        f"Branch of the {'North' * (number % 3)}western Province with a Long Name {number}" for number in range(25)
    ),
    "zh": tuple(f"{'某' * (number % 5)}省自治区直属分公司客户服务中心（第{number}处）" for number in range(25)),
}


def long_sample(language: Language) -> Document:
    """The sample with as many and as long names as an organisation may have, and twice the text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(samples, "NAMES", LONG)
        patch.setattr(samples, "SENTENCES", {key: text * 2 for key, text in samples.SENTENCES.items()})
        return samples.sample(language)


USUAL = [pytest.param(("usual", language), id=language) for language in LANGUAGES]
LONG_ONES = [
    pytest.param(("long", "en"), id="long-en"),
    pytest.param(("long", "zh"), id="long-zh", marks=pytest.mark.slow),
]


@pytest.fixture(scope="module", params=[*USUAL, *LONG_ONES])
def document(request: pytest.FixtureRequest) -> Document:
    make, language = request.param
    return samples.sample(language) if make == "usual" else long_sample(language)


@pytest.fixture(scope="module")
def path(document: Document, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("slides") / "report.pptx"
    write_slides(document, path)
    return path


def of_page(key: str, document: Document) -> Document:
    """The document with one of its pages alone."""
    page = next(page for page in document.pages if page.key == key)
    return replace(document, sections=(replace(document.sections[0], pages=(page,)),))


def charts(path: Path) -> list[Any]:
    return [shape.chart for slide in slides(path) for shape in slide.shapes if getattr(shape, "has_chart", False)]


def test_every_shape_stays_on_its_slide_by_itself(path: Path) -> None:
    deck = Presentation(str(TEMPLATE))
    assert abs(deck.slide_width / deck.slide_height - 16 / 9) < 0.001
    for slide in slides(path):
        assert not outside(slide, deck.slide_width, deck.slide_height)
        assert not overlapping(slide)


def test_every_text_fits_into_its_box(path: Path) -> None:
    assert [problem for slide in slides(path) for problem in overflowing(slide)] == []


def test_no_letter_is_smaller_than_9_points(path: Path) -> None:
    sizes = [
        int(looks.get("sz"))
        for slide in slides(path)
        for looks in slide.shapes._spTree.iter(f"{A}rPr")
        if looks.get("sz")
    ]
    sizes += [
        int(looks.get("sz")) for chart in charts(path) for looks in chart._chartSpace.iter(f"{A}defRPr", f"{A}rPr")
    ]
    assert min(sizes) >= 900


def test_each_page_has_its_slides_with_its_title_and_all_of_its_text(document: Document, path: Path) -> None:
    found = slides(path)
    titles = [slide.shapes.title.text_frame.text for slide in found]
    assert all(titles)
    assert all(sum(title.startswith(plain(page.title)) for title in titles) >= 1 for page in document.pages)
    texts = [shape.text_frame.text for slide in found for shape in slide.shapes if shape.has_text_frame]
    for page in document.pages:
        for block in page.blocks:
            if hasattr(block, "tone"):
                assert any(plain(block.text).strip()[:40] in text for text in texts)
    # no placeholder is left to be filled
    assert not [
        shape for slide in found for shape in slide.placeholders if shape.has_text_frame and not shape.text_frame.text
    ]


def test_a_long_table_goes_on_under_its_head(document: Document, path: Path) -> None:
    wanted = next(block for block in document.pages[1].blocks if isinstance(block, Table))
    tables = [
        [[cell.text_frame.text for cell in row.cells] for row in shape.table.rows]
        for slide in slides(path)
        for shape in slide.shapes
        if getattr(shape, "has_table", False)
    ]
    head = [plain(column.title) for column in wanted.columns]
    assert len(tables) > 2
    assert all(rows[0] == head and len(rows) > 1 for rows in tables)
    body = [row for rows in tables for row in rows[1:]]
    once = [[plain(cell) for cell in row] for row in wanted.rows]
    assert body == once * 2  # one page has it alone, one beside its sentences


def test_a_table_of_too_many_columns_is_set_in_parts(tmp_path: Path) -> None:
    document = of_page("alone_1", samples.sample("en"))
    columns = tuple(Column(fixed(f"Column {number}"), is_number=number > 0) for number in range(30))
    rows = tuple(tuple(samples.shown(1000.0 * number) for number in range(30)) for _ in range(3))
    page = replace(document.pages[0], blocks=(Table("wide", fixed("Wide"), columns, rows),))
    write_slides(replace(document, sections=(replace(document.sections[0], pages=(page,)),)), tmp_path / "wide.pptx")
    found = slides(tmp_path / "wide.pptx")
    heads = [
        [cell.text_frame.text for cell in shape.table.rows[0].cells]
        for slide in found
        for shape in slide.shapes
        if getattr(shape, "has_table", False)
    ]
    assert len(heads) > 1
    assert all(head[0] == "Column 0" for head in heads)
    assert [name for head in heads for name in head[1:]] == [f"Column {number}" for number in range(1, 30)]
    assert not [problem for slide in found for problem in overflowing(slide)]


@pytest.mark.parametrize("kind", ChartKind)
def test_every_chart_is_native_with_a_color_for_each_role(kind: ChartKind, tmp_path: Path) -> None:
    document = of_page(f"beside_{kind.value}", samples.sample("en"))
    write_slides(document, tmp_path / "chart.pptx")
    (chart,) = charts(tmp_path / "chart.pptx")
    expected = {
        ChartKind.BARS: XL_CHART_TYPE.BAR_CLUSTERED,
        ChartKind.COLUMNS: XL_CHART_TYPE.COLUMN_CLUSTERED,
        ChartKind.STACKED: XL_CHART_TYPE.BAR_STACKED,
    }
    if kind in expected:
        assert chart.chart_type is expected[kind]
    else:
        assert chart._chartSpace.find(f".//{C}scatterChart") is not None
    used = {f"#{color.get('val')}" for color in chart._chartSpace.iter(f"{A}srgbClr")}
    block = next(block for block in document.pages[0].blocks if isinstance(block, Chart))
    assert {palette.COLORS[series.role] for series in block.series} <= used
    assert palette.COLORS[Role.BAD] in used
    assert not list(chart._chartSpace.iter(f"{C}majorGridlines", f"{C}view3D", f"{C}pieChart"))


def test_names_of_points_and_curves_of_limits_are_drawn(tmp_path: Path) -> None:
    document = of_page("beside_funnel", samples.sample("en"))
    write_slides(document, tmp_path / "funnel.pptx")
    (chart,) = charts(tmp_path / "funnel.pptx")
    labels = ["".join(text.text for text in label.iter(f"{A}t")) for label in chart._chartSpace.iter(f"{C}dLbl")]
    assert sorted(labels) == sorted(samples.NAMES["en"][:5])
    curves = [series for series in chart._chartSpace.iter(f"{C}ser") if series.find(f"{C}smooth").get("val") == "1"]
    assert len(curves) == 4


def test_numbers_beside_bars_are_those_that_are_written_elsewhere(tmp_path: Path) -> None:
    """A spreadsheet rounds 6.25 up, and knows no points of percent: such a number has a label of its own."""
    document = of_page("beside_bars", samples.sample("en"))
    page = document.pages[0]
    chart = next(block for block in page.blocks if isinstance(block, Chart))
    for unit, value, own in ((Unit.SHARE, 0.0625, ["6.2%"]), (Unit.SHARE, 0.268, []), (Unit.POINTS, 0.05, ["+5.0"])):
        point = replace(chart.points[0], values=(given(value, unit),))
        blocks = (replace(chart, points=(point,)),)
        changed = replace(document, sections=(replace(document.sections[0], pages=(replace(page, blocks=blocks),)),))
        path = tmp_path / f"{unit}{value}.pptx"
        write_slides(changed, path)
        (drawn,) = charts(path)
        assert ["".join(t.text for t in label.iter(f"{A}t")) for label in drawn._chartSpace.iter(f"{C}dLbl")] == own


def test_names_of_bars_have_room_beside_them(path: Path) -> None:
    for slide in slides(path):
        for shape in slide.shapes:
            if getattr(shape, "has_chart", False) and shape.chart._chartSpace.find(f".//{C}catAx") is not None:
                axis = shape.chart._chartSpace.find(f".//{C}catAx")
                if axis.find(f"{C}axPos").get("val") != "l":
                    continue
                size = int(axis.find(f".//{A}defRPr").get("sz")) / 100
                room = float(shape.chart._chartSpace.find(f".//{C}manualLayout/{C}x").get("val")) * shape.width.pt
                names = [category.label for category in shape.chart.plots[0].categories]
                assert max(measured(name, size) for name in names) <= room


def test_who_cannot_see_a_chart_or_a_table_is_told_what_it_shows(document: Document, path: Path) -> None:
    frames = [
        shape._element.find(".//{*}cNvPr").get("descr")
        for slide in slides(path)
        for shape in slide.shapes
        if getattr(shape, "has_chart", False) or getattr(shape, "has_table", False)
    ]
    wanted = {
        plain(b.description if isinstance(b, Chart) else b.title)
        for p in document.pages
        for b in p.blocks
        if isinstance(b, Chart | Table)
    }
    assert set(frames) == wanted


def test_text_has_its_language_and_east_asian_text_its_font(path: Path, document: Document) -> None:
    roots = [slide.shapes._spTree for slide in slides(path)] + [chart._chartSpace for chart in charts(path)]
    runs = [run for root in roots for run in root.iter(f"{A}r")]
    assert runs
    for run in runs:
        looks, text = run.find(f"{A}rPr"), run.findtext(f"{A}t")
        chinese = is_east_asian(text)
        assert looks.get("lang") == ("zh-CN" if chinese or document.language == "zh" else "en-GB")
        assert (looks.find(f"{A}ea") is not None) == chinese
        assert not chinese or looks.find(f"{A}ea").get("typeface") == EAST_ASIAN
    for chart in charts(path):
        assert all(
            looks.find(f"{A}ea") is not None
            for looks in chart._chartSpace.iter(f"{A}defRPr")
            if looks.find(f"{A}latin") is not None
        )


def test_each_slide_says_what_it_is_made_of_and_counts_itself(document: Document, path: Path) -> None:
    for slide in slides(path)[1:]:
        footer = next(shape for shape in slide.shapes if shape.name == "Footer").text_frame.text
        for part in (document.period.name, str(document.release_number), document.release_hash):
            assert part in footer
        assert slide.shapes._spTree.find(f".//{A}fld[@type='slidenum']") is not None


def test_the_same_document_is_the_same_file(tmp_path: Path) -> None:
    document = samples.sample("zh")
    for name in ("one.pptx", "other.pptx"):
        write_slides(document, tmp_path / name)
    assert (tmp_path / "one.pptx").read_bytes() == (tmp_path / "other.pptx").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.pptx") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
    properties = Presentation(str(tmp_path / "one.pptx")).core_properties
    assert properties.created.isoformat() == "2011-12-31T00:00:00"
    assert document.release_id in properties.keywords


def test_the_master_can_be_made_again() -> None:
    assert TEMPLATE.read_bytes() == template()
    deck = Presentation(str(TEMPLATE))
    names = [layout.name for layout in deck.slide_layouts]
    assert names == ["Cover", "Section", "Chart", "Text", "Table", "Figures"]


def test_the_theme_has_fonts_for_both_scripts() -> None:
    with zipfile.ZipFile(TEMPLATE) as archive:
        theme = archive.read("ppt/theme/theme1.xml").decode()
    assert theme.count('<a:latin typeface="Arial"/>') == 2
    assert theme.count(f'<a:ea typeface="{EAST_ASIAN}"/>') == 2
