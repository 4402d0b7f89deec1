"""What a report is made of, whatever file it becomes: sections, pages, and on them sentences, tables, charts and cases.

A document is in one language, and whole: a writer of files adds no number and no sentence to it. Every number stands in
a run of its own, which knows its figure; a run without one has no digit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from orchestration.report.figures import Figure, Language
from orchestration.report.periods import Period


@dataclass(frozen=True)
class Run:
    """A piece of text; with a figure it is that figure as written, and nothing else."""

    text: str
    figure: Figure | None = None


Text = tuple[Run, ...]


def plain(text: Text) -> str:
    """A text without its figures' sources."""
    return "".join(run.text for run in text)


class Tone(StrEnum):
    """How much a paragraph asks for attention."""

    LEAD = "lead"  # what the page says, in a sentence or two
    BODY = "body"
    NOTE = "note"  # how a number was made, or what it does not say
    WARNING = "warning"  # what a reader has to know before using the page's numbers


@dataclass(frozen=True)
class Paragraph:
    """One or more sentences; `bullet` makes it an item of a list."""

    text: Text
    tone: Tone = Tone.BODY
    bullet: bool = False


@dataclass(frozen=True)
class KeyFigure:
    """A number that is set large, with what it is and a remark such as its change."""

    label: Text
    number: Text
    remark: Text = ()


@dataclass(frozen=True)
class KeyFigures:
    """A row of two to four of them."""

    figures: tuple[KeyFigure, ...]


@dataclass(frozen=True)
class Column:
    """A column of a table; numbers are set to the right."""

    title: Text
    is_number: bool = False


@dataclass(frozen=True)
class Table:
    """A table in reading order. `key` names it within the document: lower-case letters, digits and underscores.

    `strong_rows` are places of rows that stand out, such as a total.
    """

    key: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Text, ...], ...]
    strong_rows: frozenset[int] = frozenset()


class ChartKind(StrEnum):
    """The shapes of chart that a report has."""

    BARS = "bars"  # horizontal, in the order of the points, largest first; one series, or two side by side
    COLUMNS = "columns"  # upright, along months; one or two series
    STACKED = "stacked"  # horizontal bars of parts that add up, a series for each part
    QUADRANT = "quadrant"  # named points by (x, y), with a line across each axis at `split`
    FUNNEL = "funnel"  # points by (x = what is expected, y = index), and limits that narrow as x grows
    INTERVALS = "intervals"  # for each point a value with its lower and upper end


class Role(StrEnum):
    """What a series or a point stands for; the palette gives each a colour that colour-blind readers tell apart."""

    CURRENT = "current"
    PRIOR = "prior"
    GOOD = "good"  # below what is expected, beyond chance
    BAD = "bad"  # above what is expected, beyond chance; what goes first
    NEUTRAL = "neutral"
    CONTROLLABLE = "controllable"
    UNCONTROLLABLE = "uncontrollable"
    UNDETERMINED = "undetermined"
    DIRECT = "direct"
    REFERRED = "referred"
    LIMIT = "limit"
    OUTER_LIMIT = "outer_limit"


@dataclass(frozen=True)
class Series:
    """A series of a chart: its name in the legend, and what it stands for."""

    name: Text
    role: Role


@dataclass(frozen=True)
class Point:
    """A point of a chart, named. `values` are one for each series; of a quadrant and a funnel x and y, of intervals the
    value, its lower and its upper end. A missing value is a figure without one.

    `role` colours this point apart from its series; `is_named` writes the label beside it where not all are.
    """

    label: Text
    values: tuple[Figure, ...]
    role: Role | None = None
    is_named: bool = True


@dataclass(frozen=True)
class Limits:
    """The curves of a funnel: at each of `points` x, then the lower and upper end of each band, innermost first."""

    names: tuple[Text, ...]
    points: tuple[tuple[Figure, ...], ...]


@dataclass(frozen=True)
class Chart:
    """A chart. `description` says in a sentence what is seen, for who cannot see it.

    `axis` and `axis_y` name the axes of numbers with their unit. `split` of a quadrant is where its lines cross.
    """

    key: str
    kind: ChartKind
    title: Text
    description: Text
    series: tuple[Series, ...]
    points: tuple[Point, ...]
    axis: Text = ()
    axis_y: Text = ()
    split: tuple[Figure, Figure] | None = None
    limits: Limits | None = None


@dataclass(frozen=True)
class Case:
    """A typical case: a title, and the parts of its account, each with its heading."""

    title: Text
    parts: tuple[tuple[Text, Text], ...]


Block = Paragraph | KeyFigures | Table | Chart | Case


@dataclass(frozen=True)
class Page:
    """What stands together: a slide, or a part of a web page. At most one chart, or one table, beside its sentences.

    The title is a headline that says what the page shows.
    """

    key: str
    title: Text
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Section:
    """A chapter of the report; `number` is its place in the table of contents."""

    key: str
    title: Text
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Document:
    """A report in one language about one period, of one release.

    `key` names its files: `annual_report`, or `branch_<code>`. `words` are what a writer needs besides, such as
    "contents" or "source", by key.
    """

    key: str
    language: Language
    period: Period
    title: Text
    subtitle: Text
    sections: tuple[Section, ...]
    release_id: str
    release_hash: str
    release_number: int
    words: dict[str, Text] = field(default_factory=dict)

    @property
    def pages(self) -> Sequence[Page]:
        """All pages in order."""
        return [page for section in self.sections for page in section.pages]
