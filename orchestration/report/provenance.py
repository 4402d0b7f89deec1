"""What a file says of each number that it shows: how it is written, where it comes from, and of which release."""

from __future__ import annotations

from dataclasses import astuple, dataclass

from orchestration.report.document import Document
from orchestration.report.figures import Figure, Unit


@dataclass(frozen=True)
class Mark:
    """The mark of a number, on one line of text: `count 0 3f2a9c01b7de yearly_comparison.complaints[...]`."""

    unit: Unit
    decimals: int
    release_hash: str
    source: str

    def __str__(self) -> str:
        return f"{self.unit} {self.decimals} {self.release_hash} {self.source}"


@dataclass(frozen=True)
class Shown:
    """A number, or a text with a source, that a file shows. `place` says for people where it stands in the file.

    `value` is the number itself where the file holds it unrounded, as cells of a workbook and data of a chart do;
    `text` is what is read. Of a number without a mark, which nobody can trace, `mark` is None.
    """

    place: str
    text: str
    mark: Mark | None
    value: float | None = None


def mark_of(figure: Figure, release_hash: str) -> Mark:
    """The mark that a file writes beside a figure."""
    return Mark(figure.unit, figure.decimals, release_hash, str(figure.source))


def read_mark(text: str) -> Mark:
    """The mark that a text writes. Raises `ValueError` if it is none."""
    unit, decimals, release_hash, source = text.split(" ", 3)
    return Mark(Unit(unit), int(decimals), release_hash, source)


@dataclass(frozen=True)
class Stamp:
    """What a whole file says of itself: the keywords of an Office file, `<meta name="release">` of a page.

    `report`, `period` and `language` say which report it is; they are empty where the file is none, as the start page.
    """

    release_id: str
    release_hash: str
    report: str = ""
    period: str = ""
    language: str = ""

    def __str__(self) -> str:
        return " ".join(filter(None, astuple(self)))

    @classmethod
    def of(cls, document: Document) -> Stamp:
        """The stamp of a document's files."""
        return cls(document.release_id, document.release_hash, document.key, document.period.name, document.language)

    @classmethod
    def read(cls, text: str) -> Stamp:
        """The stamp that a text writes. Raises `ValueError` if it is none."""
        parts = text.split(" ")
        if len(parts) not in (2, 5):
            raise ValueError(f"{text!r} is no stamp")
        return cls(*parts)
