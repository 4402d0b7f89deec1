"""How much room a text takes on a slide, whatever fonts the machine has that writes it.

Widths are those of Arial, East-Asian characters take a full em, and both are taken a little larger than they are, since
whoever opens the slides may have other fonts. Lines are as far apart as the slides say in points, not as a font says.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from orchestration.report.document import Run, Text, plain

# thousandths of an em
_WIDTHS = {
    191: "'",
    222: "ijl",
    278: " !,./:;I[\\]ft",
    334: '()-r`{}|"',
    390: "*",
    500: "Jckvxyz^s",
    560: "#$0123456789?Labdeghnopqu_",
    584: "+<=>~−",
    611: "FTZ",
    667: "&ABEKPSVXY",
    722: "CDHNRUw",
    778: "GOQ",
    833: "Mm",
    889: "%",
    944: "W",
    1015: "@",
}
_WIDTH_OF = {character: width / 1000 for width, characters in _WIDTHS.items() for character in characters}
_MARGIN = 1.03
_BOLD = 1.09

# what is not torn apart: a word with the space behind it, or one East-Asian character with the marks that belong to it
_PIECE = re.compile(r"[（《“‘「【]*[　-〿㐀-鿿豈-﫿＀-￯][，。、；：？！）》”’」】％]*|[^\s　-〿㐀-鿿豈-﫿＀-￯]+\s*|\s+")
# LibreOffice sets East-Asian letters and others apart
_BOUNDARY = re.compile(r"(?<=[㐀-鿿])(?=[A-Za-z0-9])|(?<=[A-Za-z0-9%])(?=[㐀-鿿])")
_GAP = 0.25
_EAST_ASIAN = re.compile(r"[⺀-鿿豈-﫿＀-￯]")

LINE = 1.3
"""How far apart lines are, in font sizes: enough for the tall lines of East-Asian fonts."""


def is_east_asian(text: str) -> bool:
    """Whether a text has characters for which an East-Asian font is needed."""
    return _EAST_ASIAN.search(text) is not None


class _Ems(dict[str, float]):
    """The widths of characters in ems, looked up once."""

    def __missing__(self, character: str) -> float:
        wide = unicodedata.east_asian_width(character) in "WFA"
        self[character] = _WIDTH_OF.get(character, 1.0 if wide else 0.8)
        return self[character]


_EMS = _Ems()


@lru_cache(20_000)
def _ems(text: str) -> float:
    gaps = _GAP * len(_BOUNDARY.findall(text)) if is_east_asian(text) else 0
    return (sum(map(_EMS.__getitem__, text)) + gaps) * _MARGIN


def width(text: str, size: float, bold: bool = False) -> float:
    """The width in points of a text in one line, at a font size in points."""
    return _ems(text) * size * (_BOLD if bold else 1)


def lines(text: str, size: float, room: float, bold: bool = False) -> list[str]:
    """The lines that a text is broken into where `room` points are free; words longer than a line are torn apart."""
    ems = room / (size * (_BOLD if bold else 1))
    return [line for part in text.split("\n") for line in _lines(part, ems)]


def _lines(text: str, room: float) -> list[str]:
    if _ems(text) <= room:
        return [text]
    found, taken = [""], 0.0
    for piece in _PIECE.findall(text):
        for part in piece if _ems(piece.rstrip()) > room else (piece,):
            apart = _GAP * _MARGIN if _BOUNDARY.search(found[-1][-1:] + part[:1]) else 0
            if found[-1] and taken + apart + _ems(part.rstrip()) > room:
                found.append("")
                taken = apart = 0.0
            found[-1] += part
            taken += apart + _ems(part)
    return found


def height(text: str, size: float, room: float, bold: bool = False) -> float:
    """The height in points of a text that is broken into lines."""
    return len(lines(text, size, room, bold)) * size * LINE


def longest_piece(text: str, size: float, bold: bool = False) -> float:
    """The width of the longest part of a text that is not torn apart."""
    return _longest(text) * size * (_BOLD if bold else 1)


@lru_cache(20_000)
def _longest(text: str) -> float:
    return max((_ems(piece.rstrip()) for piece in _PIECE.findall(text)), default=0.0)


def cut(text: Text, characters: int) -> tuple[Text, Text]:
    """A text in two, the first part at most so many characters: at an end of a sentence, a word, or between figures.

    The first part is empty where a single figure is longer than that.
    """
    place, fitting = 0, 0
    for run in text:
        end = place + len(run.text)
        if end <= characters:
            fitting, place = end, end
            continue
        if run.figure is None:
            fitting = place + _last_end(run.text[: characters - place])
        break
    return _part(text, 0, fitting), _part(text, fitting, len(plain(text)))


def _last_end(text: str) -> int:
    for ends in ("。", ". ", "；", "; ", "，", " "):
        if ends in text:
            return text.rindex(ends) + len(ends)
    return len(text)


def _part(text: Text, first: int, last: int) -> Text:
    parts, place = [], 0
    for run in text:
        start, end = max(first - place, 0), min(last - place, len(run.text))
        place += len(run.text)
        if start < end:
            parts.append(run if run.figure else Run(run.text[start:end]))
    return tuple(parts)
