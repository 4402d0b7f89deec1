"""Text as DrawingML: a run for each number, the language of each run, and an East-Asian font for East-Asian text."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from orchestration.report.document import Run, Text
from orchestration.report.figures import Figure, Language
from orchestration.report.provenance import Mark, mark_of
from orchestration.report.slides import measuring
from orchestration.report.slides.master import EAST_ASIAN

LANGUAGES: dict[Language, str] = {"en": "en-GB", "zh": "zh-CN"}
_NOT_IN_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


@dataclass(frozen=True)
class Entry:
    """A number of a slide: the shape, the place in it, the text as shown, and its mark."""

    shape: str
    place: str
    text: str
    mark: Mark


@dataclass
class Writing:
    """What is needed to write text, and all the numbers that were written on one slide."""

    language: Language
    release_hash: str
    entries: list[Entry] = field(default_factory=list)

    def note(self, shape: str, place: str, figure: Figure, text: str) -> None:
        """Remember where a figure stands."""
        self.entries.append(Entry(shape, place, text, mark_of(figure, self.release_hash)))

    def text(self, shape: str, place: str, text: Text) -> str:
        """A text without looks, such as an alternative text or a cell; its numbers are remembered."""
        for run in text:
            if run.figure is not None:
                self.note(shape, place, run.figure, clean(run.text))
        return clean("".join(run.text for run in text))

    def runs(self, shape: str, place: str, text: Text, properties: str = "", fill: str = "") -> str:
        """The runs of a paragraph; its numbers are remembered."""
        self.text(shape, place, text)
        return "".join(self._run(run, properties, fill) for run in text)

    def looks(self, text: str, properties: str, fill: str, tag: str = "a:rPr") -> str:
        """The properties of a run of text."""
        is_east_asian = measuring.is_east_asian(text)
        language = LANGUAGES["zh"] if is_east_asian else LANGUAGES[self.language]
        font = f'<a:ea typeface="{EAST_ASIAN}"/>' if is_east_asian else ""
        return f'<{tag} lang="{language}"{properties} dirty="0">{fill}{font}</{tag}>'

    def _run(self, run: Run, properties: str, fill: str) -> str:
        looks = self.looks(run.text, properties, fill)
        lines = [f"<a:r>{looks}<a:t>{escape(line)}</a:t></a:r>" for line in clean(run.text).split("\n")]
        return "<a:br/>".join(lines)


def clean(text: str) -> str:
    """A text without the characters that XML has no place for."""
    return _NOT_IN_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def solid(color: str) -> str:
    """The fill of letters, areas and lines."""
    return f'<a:solidFill><a:srgbClr val="{color[1:]}"/></a:solidFill>'


def attribute(text: str) -> str:
    """A text in quotes, as the value of an attribute."""
    return quoteattr(text)
