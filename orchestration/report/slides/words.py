"""What stands at the foot of slides, and in the title where a page goes on."""

from __future__ import annotations

from orchestration.report import palette
from orchestration.report.document import Document, Run, Text, plain
from orchestration.report.figures import Language, Unit, given
from orchestration.report.slides import measuring
from orchestration.report.slides.grid import COVER_RELEASE, FOOTER, FOOTER_SIZE, POINTS, SECTION_TITLE
from orchestration.report.slides.shapes import Line, TextBox

_BRACKETS: dict[Language, tuple[str, str]] = {"en": (" (", ")"), "zh": ("（", "）")}
_BETWEEN = Run("  ·  ")


def continued(title: Text, document: Document) -> Text:
    """The title of a slide that goes on with the page of the one before."""
    before, after = _BRACKETS[document.language]
    return (*title, Run(before), *document.words.get("continued", ()), Run(after))


def release_line(document: Document, on_cover: bool = False) -> TextBox:
    """The period, and the release that all numbers come from; on slides after the document's title if that is short."""
    period = given(document.period.name, Unit.TEXT)
    number, content = given(document.release_number), given(document.release_hash, Unit.TEXT)
    text: Text = (
        Run(period.written, period),
        _BETWEEN,
        *document.words.get("release", ()),
        Run(" "),
        Run(number.written, number),
        _BETWEEN,
        Run(content.written, content),
    )
    if on_cover:
        line = Line(text, 11, palette.GROUND)
        return TextBox("Release", COVER_RELEASE, (line,), ("body", 12), anchor="ctr")
    titled: Text = (*document.title, _BETWEEN, *text)
    # where a section begins, there is the least room
    room = (SECTION_TITLE.width - 1.2) * POINTS
    if measuring.width(plain(titled), FOOTER_SIZE) <= room:
        text = titled
    return TextBox("Footer", FOOTER, (Line(text, FOOTER_SIZE, palette.QUIET),), ("ftr", 20), anchor="ctr")
