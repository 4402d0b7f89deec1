"""From pages to slides: what stands where, and what goes on on a further slide."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from orchestration.report import palette
from orchestration.report.document import Case, Chart, Document, KeyFigures, Page, Paragraph, Section, Table, Text, Tone
from orchestration.report.slides import cards, table_plan
from orchestration.report.slides.chart_plan import chart_boxes
from orchestration.report.slides.fitting import fitted, size_that_fits, styled
from orchestration.report.slides.grid import (
    BESIDE,
    BODY,
    COVER_SIZES,
    COVER_SUBTITLE,
    COVER_TITLE,
    GAP,
    LEFT,
    PADDING,
    READABLE,
    RIGHT,
    SECTION_TITLE,
    TEXT_SIZES,
    TITLE,
    TITLE_SIZES,
    Box,
)
from orchestration.report.slides.shapes import Line, Shape, Slide, TextBox, heading, height_of
from orchestration.report.slides.words import continued, release_line

# text above a table that is too wide to stand beside it, and remarks at the foot, inches
_TEXT_ABOVE, _LONGEST_NOTE = 1.6, 0.8
# a report of so few pages needs no cover and no title of its one section
_SHORT = 3


def slides_of(document: Document) -> Iterator[Slide]:
    """The slides of a document in order: a cover, the contents, and for each section its title and its pages."""
    is_short = len(document.sections) == 1 and len(document.pages) <= _SHORT
    if not is_short:
        yield _cover(document)
        yield from _contents(document)
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
    top = COVER_TITLE.top + height_of((title,), COVER_TITLE.width) + GAP
    below = replace(COVER_SUBTITLE, top=min(top, COVER_SUBTITLE.top))
    shapes = [
        TextBox("Title", replace(COVER_TITLE, height=below.top - COVER_TITLE.top), (title,), ("ctrTitle", 0)),
        TextBox("Subtitle", below, (Line(document.subtitle, smaller, palette.GROUND),), ("subTitle", 1)),
        release_line(document, on_cover=True),
    ]
    return Slide("cover", tuple(shape for shape in shapes if shape.lines[0].text))


def _contents(document: Document) -> Iterator[Slide]:
    """The titles of the sections, under the document's word for that."""
    word = document.words.get("contents")
    if word and len(document.sections) > 1:
        titles = tuple(Paragraph(section.title, bullet=True) for section in document.sections)
        yield from slides_of_page(Page("contents", word, titles), document)


def _section(section: Section) -> Slide:
    size = size_that_fits(section.title, SECTION_TITLE, COVER_SIZES, bold=True)
    title = Line(section.title, size, palette.NAVY, bold=True)
    return Slide("section", (TextBox("Title", SECTION_TITLE, (title,), ("title", 0)),))


Body = tuple[str, list[Shape]]


def _bodies(page: Page) -> Iterator[Body]:
    """The layouts and shapes of a page's slides, without their titles."""
    paragraphs = [block for block in page.blocks if isinstance(block, Paragraph)]
    above: list[Shape] = []
    room = BODY
    for number, figures in enumerate((block for block in page.blocks if isinstance(block, KeyFigures)), 1):
        row = cards.key_figures(figures, room, number)
        above += row
        room = room.below(max(shape.box.height for shape in row) + GAP)
    note = _note([paragraph for paragraph in paragraphs if paragraph.tone is Tone.NOTE])
    if note:
        paragraphs = [paragraph for paragraph in paragraphs if paragraph.tone is not Tone.NOTE]
        room = replace(room, height=room.height - note.box.height - PADDING)
    large: list[Chart | Table | Case | None] = [
        block for block in page.blocks if isinstance(block, Chart | Table | Case)
    ]
    for block in large or [None]:
        for layout, shapes in _bodies_of(block, paragraphs, room, page.title):
            is_figures = layout == "text" and bool(above)
            yield ("figures" if is_figures else layout), [*above, *shapes, *filter(None, [note])]
            above, room, paragraphs, note = [], BODY, [], None


def _note(paragraphs: Sequence[Paragraph]) -> TextBox | None:
    """What is remarked on a page, at its foot; nothing where it is long, and stands with the text."""
    lines = tuple(replace(styled(paragraph, TEXT_SIZES[0]), before=2) for paragraph in paragraphs)
    height = height_of(lines, BODY.width)
    if not lines or height > _LONGEST_NOTE:
        return None
    return TextBox("Note", replace(BODY, top=BODY.bottom - height, height=height), lines)


def _bodies_of(
    block: Chart | Table | Case | None, paragraphs: Sequence[Paragraph], room: Box, title: Text
) -> Iterator[Body]:
    match block:
        case Chart():
            yield from _chart_bodies(block, paragraphs, room, title)
        case Table():
            yield from _table_bodies(block, paragraphs, room, title)
        case Case():
            yield from _case_bodies(block, paragraphs, room, title)
        case None:
            yield from _text_bodies(paragraphs, room)


def _text(lines: tuple[Line, ...], box: Box, in_holder: bool = True) -> TextBox:
    return TextBox("Text", box, lines, ("body", 10) if in_holder else None)


def _text_bodies(paragraphs: Sequence[Paragraph], room: Box) -> Iterator[Body]:
    """Text alone, on as many slides as it needs."""
    rest = tuple(paragraphs)
    if not rest:
        yield "figures", []
    while rest:
        box = replace(room, width=READABLE)
        lines, rest = fitted(rest, box)
        # under key figures the layout has no placeholder for text
        yield "text", [_text(lines, box, in_holder=room.top == BODY.top)]
        room = BODY


def _chart_bodies(chart: Chart, paragraphs: Sequence[Paragraph], room: Box, title: Text) -> Iterator[Body]:
    for sides in BESIDE:
        left, right = (replace(side, top=room.top, height=room.height) for side in sides)
        lines, rest = fitted(paragraphs, left)
        if not rest:
            break
    text: list[Shape] = [_text(lines, left)] if lines else []
    for shapes in chart_boxes(chart, right if text else room, BODY, title):
        yield "chart", [*text, *shapes]
        text = []
    if rest:
        yield from _text_bodies(rest, BODY)


def _table_bodies(table: Table, paragraphs: Sequence[Paragraph], room: Box, title: Text) -> Iterator[Body]:
    left, right = (replace(side, top=room.top, height=room.height) for side in (LEFT, RIGHT))
    is_narrow = table_plan.natural_width(table) <= RIGHT.width
    shapes, below, is_above = _text_above(paragraphs, room)
    _, under = heading(table.key, right, table.title, under=title)
    if paragraphs and is_narrow and (not is_above or table_plan.fits(table, under)):
        lines, rest = fitted(paragraphs, left)
        yield from _tables(table, [_text(lines, left)], right, title, "text")
        if rest:
            yield from _text_bodies(rest, BODY)
        return
    if not is_above:
        yield from _text_bodies(paragraphs, room)
        below = BODY
    yield from _tables(table, shapes, below, title, "table")


def _text_above(paragraphs: Sequence[Paragraph], room: Box) -> tuple[list[Shape], Box, bool]:
    """Short text that stands above something wide, what is left below it, and whether it is short enough."""
    above = replace(room, width=READABLE, height=min(_TEXT_ABOVE, room.height / 3))
    lines, rest = fitted(paragraphs, above, TEXT_SIZES[1:])
    if rest or not lines:
        return [], room, not rest
    height = height_of(lines, above.width)
    return [_text(lines, replace(above, height=height), in_holder=False)], room.below(height + 1.5 * PADDING), True


def _tables(table: Table, beside: list[Shape], box: Box, title: Text, layout: str) -> Iterator[Body]:
    """A table in parts, the first of them `beside` other shapes."""
    _, other = heading(table.key, BODY, table.title, under=title)
    _, first = heading(table.key, box, table.title, under=title)
    for setting in table_plan.settings(table, first):
        for parts in table_plan.boxes(table, setting, first, other, in_holder=layout == "table"):
            head, _ = heading(table.key, box, table.title, under=title)
            yield layout, [*beside, *head, *parts]
            beside, box, first, layout = [], BODY, other, "table"


def _case_bodies(case: Case, paragraphs: Sequence[Paragraph], room: Box, title: Text) -> Iterator[Body]:
    text, below, is_above = _text_above(paragraphs, room)
    if not is_above:
        yield from _text_bodies(paragraphs, room)
        below = BODY
    head, under = heading("case", below, case.title, under=title)
    shapes = cards.case(case, under)
    if shapes:
        yield "figures", [*text, *head, *shapes]
        return
    account = [*(paragraphs if is_above else ()), Paragraph(case.title, Tone.LEAD)]
    for part, told in case.parts:
        account += [Paragraph(part, Tone.LEAD), Paragraph(told)]
    yield from _text_bodies(account, room)


def footer(document: Document, layout: str) -> TextBox | None:
    """What stands at the foot of every slide but the cover."""
    if layout == "cover":
        return None
    box = release_line(document)
    if layout == "section":
        return replace(box, box=replace(box.box, left=SECTION_TITLE.left, width=6.2), lines=(box.lines[0],))
    return box
