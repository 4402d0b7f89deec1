"""The parts of an Excel workbook (.xlsx, .xlsm) as they lie in its zip, read as streams in bounded memory.

The libraries for it hold the whole grid in memory: gigabytes for a sheet of a million rows, or for one stray cell in
the last row.
"""

from __future__ import annotations

import posixpath
import re
import xml.etree.ElementTree as ET
import zipfile
from array import array
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import BinaryIO, Literal

from orchestration.landing.errors import FileRejectedError
from orchestration.landing.reading.archives import open_archive, open_member, refuse_bomb
from orchestration.landing.reading.failures import reading_errors_as_rejections

READ_BYTES = 16 * 1024  # so little that its elements are used while they are in the cache of the processor
LARGEST_ELEMENT = 64 * 1024 * 1024  # bytes from one row, or shared text, to the next
LARGEST_SMALL_PART = 32 * 1024 * 1024
ESCAPED = re.compile("_x([0-9A-Fa-f]{4})_")

Style = Literal["number", "date", "elapsed"]

DATE_FORMATS = {*range(14, 23), *range(27, 37), 45, 47, *range(50, 59)}  # of those that need no definition
ELAPSED_FORMAT = 46
LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!(?:h+|m+|s+)\])[^\]]*\]', re.IGNORECASE)
DAMAGED = "not a readable Excel workbook; open it and save it again as .xlsx"


class SharedTexts:
    """The texts that cells refer to by number, packed: they may be as many as the cells."""

    def __init__(self) -> None:
        self._packed = bytearray()
        self._ends = array("Q", [0])

    def append(self, text: str) -> None:
        self._packed += text.encode()
        self._ends.append(len(self._packed))

    def __getitem__(self, number: int) -> str:
        if number < 0:
            raise IndexError(number)
        return self._packed[self._ends[number] : self._ends[number + 1]].decode()


@dataclass(frozen=True)
class SheetPart:
    """A worksheet: its name, whether it is shown, and how to open its XML."""

    name: str
    is_hidden: bool
    open: Callable[[], BinaryIO]


@dataclass(frozen=True)
class WorkbookParts:
    """What is needed to read a workbook's cells. `styles` are in the order by which cells refer to them."""

    sheets: list[SheetPart]
    texts: SharedTexts = field(default_factory=SharedTexts)
    styles: list[Style] = field(default_factory=list)
    counts_from_1904: bool = False


def read_parts(path: Path) -> WorkbookParts:
    """Open a workbook. Raises `FileRejectedError` where it is none, or is encrypted, damaged or a bomb."""
    with damage_as_rejection(), reading_errors_as_rejections():
        if not zipfile.is_zipfile(path):
            raise FileRejectedError(
                "not a readable Excel workbook: protected by a password, an older .xls under another name, or damaged; "
                "open it and save it as .xlsx without a password"
            )
        with open_archive(path) as archive:
            refuse_bomb(path, archive.infolist())
            names = {name.lower(): name for name in archive.namelist()}
        return _parts(_Package(path, names))


@contextmanager
def damage_as_rejection() -> Iterator[None]:
    """Raise `FileRejectedError` where what is in the zip is no workbook's."""
    try:
        yield
    except (ET.ParseError, LookupError, ValueError) as error:
        raise FileRejectedError(DAMAGED) from error


def local_name(element: ET.Element) -> str:
    """The element's name without its namespace."""
    return element.tag.rpartition("}")[2]


def children(stream: BinaryIO, parent: str, what: Callable[[], str] = lambda: "a text") -> Iterator[ET.Element]:
    """Yield each child of the outermost element `parent` as soon as it is whole, and forget it afterwards.

    Raises `FileRejectedError` for one that is too large to be held; `what` says which that is.
    """
    builder = ET.TreeBuilder()
    root = builder.start("", {})
    parser = ET.XMLParser(target=builder)
    container = None
    waiting = 0
    while chunk := stream.read(READ_BYTES):
        parser.feed(chunk)
        waiting += len(chunk)
        if container is None:
            container = _find(root, parent)
        if container is not None and len(container) > 1:
            waiting = 0
            whole = container[:-1]
            del container[:-1]
            yield from whole
        if waiting > LARGEST_ELEMENT:
            raise FileRejectedError(
                f"{what()} holds more than {LARGEST_ELEMENT // 1024**2} MB; shorten it, or export the sheet as CSV, "
                "where only that row is left out"
            )
    parser.close()
    if container is not None:
        yield from container


def text_of(element: ET.Element) -> str:
    """The text of a shared or inline string: of its runs too, but not of phonetic readings."""
    if len(element) == 1 and element[0].tag.endswith("}t"):  # by far most
        return unescaped(element[0].text or "")
    texts = []
    for child in element:
        name = local_name(child)
        if name == "t":
            texts.append(child.text or "")
        elif name == "r":
            texts += (part.text or "" for part in child if local_name(part) == "t")
    return unescaped("".join(texts))


def unescaped(text: str) -> str:
    """The text with characters that XML cannot hold, which Excel writes as `_x000D_`."""
    return ESCAPED.sub(_escaped_character, text) if "_x" in text else text


def _escaped_character(match: re.Match[str]) -> str:
    code = int(match[1], 16)
    return "\ufffd" if 0xD800 <= code <= 0xDFFF else chr(code)


@dataclass(frozen=True)
class _Package:
    """The zip of a workbook; `names` are those of its parts by their lower-case form."""

    path: Path
    names: dict[str, str]

    def open(self, part: str) -> BinaryIO:
        return open_member(self.path, self.names[part.lower()])

    def tree(self, part: str) -> ET.Element:
        with self.open(part) as stream:
            content = stream.read(LARGEST_SMALL_PART)
        return ET.fromstring(content)

    def related(self, part: str) -> dict[str, tuple[str, str]]:
        """What a part refers to: (kind, path of the part) by id."""
        folder, name = posixpath.split(part)
        found = {}
        for relation in self.tree(posixpath.join(folder, "_rels", f"{name}.rels")):
            target = posixpath.normpath(posixpath.join("/", folder, relation.attrib["Target"])).lstrip("/")
            found[relation.attrib["Id"]] = (relation.attrib["Type"].rpartition("/")[2], target)
        return found


def _parts(package: _Package) -> WorkbookParts:
    workbook = dict(package.related("").values())["officeDocument"]
    related = package.related(workbook)
    tree = package.tree(workbook)
    sheets = []
    for sheet in _each(tree, "sheets"):
        kind, target = related[{name.rpartition("}")[2]: value for name, value in sheet.attrib.items()}["id"]]
        if kind == "worksheet":
            is_hidden = sheet.get("state", "visible") != "visible"
            sheets.append(SheetPart(sheet.attrib["name"], is_hidden, partial(package.open, target)))
    by_kind = dict(related.values())
    texts = SharedTexts()
    if "sharedStrings" in by_kind:
        with package.open(by_kind["sharedStrings"]) as stream:
            for element in children(stream, "sst"):
                texts.append(text_of(element))
    styles = _styles(package.tree(by_kind["styles"])) if "styles" in by_kind else []
    return WorkbookParts(sheets, texts, styles, _counts_from_1904(tree))


def _counts_from_1904(workbook: ET.Element) -> bool:
    properties = _find(workbook, "workbookPr")
    return properties is not None and properties.get("date1904", "0").lower() in ("1", "true")


def _styles(tree: ET.Element) -> list[Style]:
    own = {int(each.attrib["numFmtId"]): each.get("formatCode", "") for each in _each(tree, "numFmts")}
    return [_style(int(each.get("numFmtId", "0")), own) for each in _each(tree, "cellXfs")]


def _style(number: int, own: dict[int, str]) -> Style:
    """What the numbers of a format stand for."""
    if number not in own:
        return "elapsed" if number == ELAPSED_FORMAT else "date" if number in DATE_FORMATS else "number"
    pattern = LITERAL.sub("", own[number]).partition(";")[0].lower()
    if "[" in pattern:
        return "elapsed"
    return "date" if any(letter in pattern for letter in "ymdhs") else "number"


def _each(tree: ET.Element, parent: str) -> list[ET.Element]:
    found = _find(tree, parent)
    return [] if found is None else list(found)


def _find(tree: ET.Element, name: str) -> ET.Element | None:
    """The element of this name in the tree's first two levels."""
    candidates = [tree, *tree] if tree.tag else [inner for outer in tree for inner in (outer, *outer)]
    return next((element for element in candidates if local_name(element) == name), None)
