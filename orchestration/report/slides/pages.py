"""From pages to slides: what stands where, and what goes on on a further slide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from orchestration.report import palette
from orchestration.report.document import Case, Chart, Document, KeyFigures, Page, Paragraph, Section, Table, Tone
from orchestration.report.slides import cards, table_plan
from orchestration.report.slides.chart_plan import chart_boxes
from orchestration.report.slides.fitting import fitted, size_that_fits
from orchestration.report.slides.grid import (
    BODY,
    COVER_SIZES,
    COVER_SUBTITLE,
    COVER_TITLE,
    GAP,
    LEFT,
    READABLE,
    RIGHT,
    SECTION_TITLE,
    TITLE,
    TITLE_SIZES,
    Box,
)
from orchestration.report.slides.shapes import Line, Shape, Slide, TextBox, heading, height_of
from orchestration.report.slides.words import continued, release_line

# text above a table that is too wide to stand beside it
_TEXT_ABOVE = 1.5
# a report of so few pages needs no cover and no title of its one section
_SHORT = 3


def slides_of(document: Document) -> Iterator[Slide]:
    """The slides of a document in order: a cover, and for each section its title and its pages."""
    is_short = len(document.sections) == 1 and len(document.pages) <= _SHORT
    if not is_short:
        yield _cover(document)
    for section in document.sections:
        if len(document.sections) > 1:
            yield _section(section)
        for page in section.pages:
            yield from slides_of_page(page, document)


def slides_of_page(page: Page, document: Document) -> Iterator[Slide]:
    """The slides of a page: one, or more where it holds more than fits."""
    for place, (layout, shapes) in enumerate(_bodies(page)):
        text = page.title if place == 0 else continued(page.title, document)
        size = size_that_fits(text, TITLE, TITLE_SIZES, bold=True)
        title = TextBox("Title", TITLE, (Line(text, size, palette.NAVY, bold=True),), ("title", 0), anchor="b")
        yield Slide(layout, (title, *shapes))


def _cover(document: Document) -> Slide:
    size = size_that_fits(document.title, COVER_TITLE, COVER_SIZES, bold=True)
    smaller = size_that_fits(document.subtitle, COVER_SUBTITLE, (16.0, 14.0, 12.0))
    title = Line(document.title, size, palette.PAPER, bold=True)
    shapes = [
        TextBox("Title", COVER_TITLE, (title,), ("ctrTitle", 0)),
        TextBox("Subtitle", COVER_SUBTITLE, (Line(document.subtitle, smaller, palette.GROUND),), ("subTitle", 1)),
        release_line(document, on_cover=True),
    ]
    return Slide("cover", tuple(shape for shape in shapes if shape.lines[0].text))


def _section(section: Section) -> Slide:
    size = size_that_fits(section.title, SECTION_TITLE, COVER_SIZES, bold=True)
    title = Line(section.title, size, palette.NAVY, bold=True)
    return Slide("section", (TextBox("Title", SECTION_TITLE, (title,), ("title", 0)),))


def _bodies(page: Page) -> Iterator[tuple[str, list[Shape]]]:
    """The layouts and shapes of a page's slides, without their titles."""
    key_figures = [block for block in page.blocks if isinstance(block, KeyFigures)]
    paragraphs = [block for block in page.blocks if isinstance(block, Paragraph)]
    above: list[Shape] = []
    room, is_first = BODY, True
    for number, figures in enumerate(key_figures, 1):
        row = cards.key_figures(figures, room, number)
        above += row
        room = room.below(max(shape.box.height for shape in row) + GAP)
    large: list[Chart | Table | Case | None] = [
        block for block in page.blocks if isinstance(block, Chart | Table | Case)
    ]
    for block in large or [None]:
        beside = paragraphs if is_first else []
        for layout, shapes in _bodies_of(block, beside, room):
            yield ("figures" if above and layout == "text" else layout), [*above, *shapes]
            above, room, is_first = [], BODY, False


def _bodies_of(
    block: Chart | Table | Case | None, paragraphs: Sequence[Paragraph], room: Box
) -> Iterator[tuple[str, list[Shape]]]:
    match block:
        case Chart():
            yield from _chart_bodies(block, paragraphs, room)
        case Table():
            yield from _table_bodies(block, paragraphs, room)
        case Case():
            if paragraphs:
                yield from _text_bodies(paragraphs, room)
                room = BODY
            yield from _case_bodies(block, room)
        case None:
            yield from _text_bodies(paragraphs, room)


def _text(name: str, lines: tuple[Line, ...], box: Box, holder: bool = True) -> TextBox:
    return TextBox(name, box, lines, ("body", 10) if holder else None)


def _text_bodies(paragraphs: Sequence[Paragraph], room: Box) -> Iterator[tuple[str, list[Shape]]]:
    rest, box = tuple(paragraphs), replace(room, width=READABLE)
    if not rest:
        yield "figures", []
    while rest:
        lines, rest = fitted(rest, box)
        # placeholders of the layout for text alone
        yield "text", [_text("Text", lines, box, holder=room is BODY)]
        room, box = BODY, replace(BODY, width=READABLE)


def _chart_bodies(chart: Chart, paragraphs: Sequence[Paragraph], room: Box) -> Iterator[tuple[str, list[Shape]]]:
    left, right = (replace(side, top=room.top, height=room.height) for side in (LEFT, RIGHT))
    lines, rest = fitted(paragraphs, left)
    text: list[Shape] = [_text("Text", lines, left)] if lines else []
    for shapes in chart_boxes(chart, right if text else room, BODY):
        yield "chart", [*text, *shapes]
        text = []
    if rest:
        yield from _text_bodies(rest, BODY)


def _table_bodies(table: Table, paragraphs: Sequence[Paragraph], room: Box) -> Iterator[tuple[str, list[Shape]]]:
    left, right = (replace(side, top=room.top, height=room.height) for side in (LEFT, RIGHT))
    shapes: list[Shape] = []
    box = room
    if paragraphs and table_plan.natural_width(table) <= RIGHT.width:
        lines, rest = fitted(paragraphs, left)
        shapes, box = [_text("Text", lines, left)], right
    else:
        above = replace(room, width=READABLE, height=_TEXT_ABOVE)
        lines, rest = fitted(paragraphs, above, (14.0, 13.0, 12.0))
        if rest:
            yield from _text_bodies(paragraphs, room)
            lines, rest, box = (), (), BODY
        elif lines:
            height = height_of(lines, above.width)
            shapes, box = [_text("Text", lines, replace(above, height=height), holder=False)], room.below(height + GAP)
    beside = box is right
    for place, setting in enumerate(table_plan.settings(table, replace(box, height=box.height - 0.4))):
        title, first = heading(table.key, box if place == 0 else BODY, table.title)
        _, other = heading(table.key, BODY, table.title)
        for part in table_plan.boxes(table, setting, first, other, in_holder=not beside):
            yield ("text" if beside else "table"), [*shapes, title, part]
            title = replace(title, box=replace(title.box, left=BODY.left, top=BODY.top, width=BODY.width))
            shapes, beside = [], False
    if rest:
        yield from _text_bodies(rest, BODY)


def _case_bodies(case: Case, room: Box) -> Iterator[tuple[str, list[Shape]]]:
    title, below = heading("case", room, case.title)
    shapes = cards.case(case, below)
    if shapes:
        yield "figures", [title, *shapes]
        return
    account = [Paragraph(case.title, Tone.LEAD)]
    for head, text in case.parts:
        account += [Paragraph(head, Tone.LEAD), Paragraph(text)]
    yield from _text_bodies(account, room)


def footer(document: Document, layout: str) -> TextBox | None:
    """What stands at the foot of every slide but the cover."""
    if layout == "cover":
        return None
    box = release_line(document)
    if layout == "section":
        return replace(box, box=replace(box.box, left=SECTION_TITLE.left, width=6.2), lines=(box.lines[0],))
    return box
