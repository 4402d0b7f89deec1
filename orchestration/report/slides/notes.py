"""The notes of a slide: for each number on it a line that says where it stands, how it reads, and where it comes from.

    Text | paragraph 2 | −25.4% | change 1 0123456789ab yearly_comparison.yoy_change_rate[...]

Numbers in one place follow one another in the order in which they are read there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestration.report.provenance import read_mark
from orchestration.report.slides.text_xml import Entry

_BETWEEN = "\t"
_ESCAPES = (("\\", "\\\\"), ("\n", "\\n"), ("\t", "\\t"))


def note_lines(entries: Iterable[Entry]) -> Iterator[str]:
    """The lines of the notes."""
    for entry in entries:
        yield _BETWEEN.join((entry.shape, entry.place, _escaped(entry.text), _escaped(str(entry.mark))))


def read_notes(lines: Iterable[str]) -> Iterator[Entry]:
    """The entries that lines of notes write; a line that somebody else wrote is none."""
    for line in lines:
        parts = line.split(_BETWEEN)
        if len(parts) != 4:
            continue
        try:
            mark = read_mark(_plain(parts[3]))
        except ValueError:
            continue
        yield Entry(parts[0], parts[1], _plain(parts[2]), mark)


def _escaped(text: str) -> str:
    for sign, written in _ESCAPES:
        text = text.replace(sign, written)
    return text


def _plain(text: str) -> str:
    parts = text.split("\\\\")
    return "\\".join(part.replace("\\n", "\n").replace("\\t", "\t") for part in parts)
