"""Reading slides: every number that they show, with the mark that their notes give it.

Whoever edits a file may merge runs; a number is found by its place in its text. A number that the notes have and the
slide has no more is shown as nothing.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from pptx import Presentation
from pptx.parts.chart import ChartPart
from pptx.slide import Slide as DeckSlide

from orchestration.report.figures import Unit
from orchestration.report.provenance import Mark, Shown
from orchestration.report.slides.aligning import TOKEN, aligned
from orchestration.report.slides.chart_reading import Held, held_by_chart
from orchestration.report.slides.notes import read_notes
from orchestration.report.slides.shapes_xml import ALT
from orchestration.report.slides.text_xml import Entry

_A = "{http://schemas.openxmlformats.org/drawingml/2006/main}"
_P = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
_C = "{http://schemas.openxmlformats.org/drawingml/2006/chart}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"

Place = tuple[str, str]


def read_slides(path: Path) -> Iterator[Shown]:
    """All numbers on the slides of a file: in texts, tables and alternative texts, drawn by charts and in their sheets.

    Raises what python-pptx raises where the file is damaged.
    """
    for number, slide in enumerate(Presentation(str(path)).slides, 1):
        yield from numbers_on(slide, number)


def numbers_on(slide: DeckSlide, number: int) -> Iterator[Shown]:
    """All numbers of a slide, which is the one of that number."""
    return _Reader(number, slide).shown()


class _Reader:
    """Reads one slide; `seen` are the parts of the file in which an entry's place was found."""

    def __init__(self, number: int, slide: DeckSlide) -> None:
        self.number, self.slide = number, slide
        self.entries: dict[Place, list[Entry]] = defaultdict(list)
        for entry in read_notes(_notes(slide)):
            self.entries[entry.shape, entry.place].append(entry)
        self.seen: dict[Place, set[str]] = defaultdict(set)

    def shown(self) -> Iterator[Shown]:
        """The numbers of the slide, and at last those that are gone."""
        has_sheet = set()
        for name, held in self._held():
            if held.part == "sheet":
                has_sheet.add(name)
            yield from self._numbers(name, held)
        for (name, place), entries in self.entries.items():
            for part in self._parts(name, place, entries, name in has_sheet) - self.seen[name, place]:
                for entry in entries:
                    yield Shown(self._place(name, place, part), "", entry.mark)

    def _parts(self, name: str, place: str, entries: list[Entry], has_sheet: bool) -> set[str]:
        """The parts of the file in which the entries of a place have to be found."""
        if place == ALT:
            # LibreOffice does not keep it
            return set()
        if not place.startswith("cell "):
            return {"text"}
        # names of points that are drawn without an axis of names stand in the sheet alone
        drawn = {"drawn"} if any(entry.mark.unit is not Unit.TEXT for entry in entries) else set()
        return drawn | ({"sheet"} if has_sheet else set())

    def _place(self, name: str, place: str, part: str) -> str:
        return f"slide {self.number}, {name}, {place}{' of its sheet' if part == 'sheet' else ''}"

    def _numbers(self, name: str, held: Held) -> Iterator[Shown]:
        entries = self.entries.get((name, held.place), [])
        self.seen[name, held.place].add(held.part)
        where = self._place(name, held.place, held.part)
        content = held.content
        if isinstance(content, float):
            if len(entries) < 2 and not any(entry.mark.unit is Unit.TEXT for entry in entries):
                yield Shown(where, _digits(content), _mark(entries), content)
                return
            content = _digits(content)
        for text, entry in aligned(content, entries):
            yield Shown(where, text, entry.mark if entry else None)

    def _held(self) -> Iterator[tuple[str, Held]]:
        """All texts and numbers of the slide by the name that the notes have for their shape."""
        shapes = [
            (shape.find(f".//{_P}cNvPr").get("name", ""), list(self._of_shape(shape)))
            for shape in self.slide.shapes._spTree.iter(f"{_P}sp", f"{_P}graphicFrame", f"{_P}pic", f"{_P}cxnSp")
        ]
        noted = list(dict.fromkeys(name for name, _ in self.entries))
        names = renamed(self.entries, noted, shapes)
        for place, (_, all_held) in enumerate(shapes):
            for held in all_held:
                yield names[place], held

    def _of_shape(self, shape: Any) -> Iterator[Held]:
        description = shape.find(f".//{_P}cNvPr").get("descr")
        if description:
            yield Held("text", ALT, description)
        if shape.tag == f"{_P}graphicFrame":
            yield from self._frame(shape)
        elif shape.tag == f"{_P}sp":
            for place, paragraph in enumerate(shape.iterfind(f"{_P}txBody/{_A}p"), 1):
                yield Held("text", f"paragraph {place}", _text(paragraph))

    def _frame(self, frame: Any) -> Iterator[Held]:
        for row_number, row in enumerate(frame.iter(f"{_A}tr")):
            for column, cell in enumerate(row.iterfind(f"{_A}tc"), 1):
                text = "\n".join(_text(paragraph) for paragraph in cell.iter(f"{_A}p"))
                yield Held("text", f"row {row_number}, column {column}", text)
        for chart in frame.iter(f"{_C}chart"):
            part = self.slide.part.related_part(chart.get(f"{_R}id"))
            if isinstance(part, ChartPart):
                yield from held_by_chart(part)


def renamed(
    entries: Mapping[Place, list[Entry]], noted: Sequence[str], shapes: Sequence[tuple[str, list[Held]]]
) -> list[str]:
    """The names that the notes have for shapes. LibreOffice renames placeholders: these are told by their text."""
    names = [name for name, _ in shapes]
    for lost in (name for name in noted if name not in names):
        wanted = {place: own for (name, place), own in entries.items() if name == lost}
        unlike = {
            index: _unlike(wanted, all_held) for index, (_, all_held) in enumerate(shapes) if names[index] not in noted
        }
        if unlike:
            names[min(unlike, key=unlike.__getitem__)] = lost
    return names


def _unlike(wanted: Mapping[str, list[Entry]], all_held: Sequence[Held]) -> int:
    """How many entries a shape does not have, and how many of its numbers have no entry."""
    texts = {held.place: held.content for held in all_held if isinstance(held.content, str)}
    missing = sum(entry.text not in texts.get(place, "") for place, own in wanted.items() for entry in own)
    numbers = Counter((place, number) for place, text in texts.items() for number in TOKEN.findall(text))
    known = Counter((place, n) for place, own in wanted.items() for entry in own for n in TOKEN.findall(entry.text))
    return missing + (numbers - known).total()


def _digits(number: float) -> str:
    """All digits of a number, of a whole one without a point."""
    return f"{number:.0f}" if number.is_integer() else repr(number)


def _mark(entries: list[Entry]) -> Mark | None:
    return entries[0].mark if entries else None


def _text(paragraph: Any) -> str:
    """The text of a paragraph, without the number of the slide."""
    parts = []
    for part in paragraph:
        if part.tag == f"{_A}br":
            parts.append("\n")
        elif part.tag == f"{_A}r" or (part.tag == f"{_A}fld" and part.get("type") != "slidenum"):
            parts.append(part.findtext(f"{_A}t") or "")
    return "".join(parts)


def _notes(slide: DeckSlide) -> Iterable[str]:
    if not slide.has_notes_slide:
        return ()
    return (_text(paragraph) for paragraph in slide.notes_slide.shapes._spTree.iter(f"{_A}p"))
