"""Parts that many pages are made of: whose complaints are meant, sentences on a change, and its bars and tables."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from orchestration.report.content.comparisons import Change
from orchestration.report.content.context import Context, number
from orchestration.report.content.facts import Coverage, Facts, Scope
from orchestration.report.content.marks import Verdict, mark
from orchestration.report.content.wording import noun, when
from orchestration.report.document import (
    Block,
    Chart,
    ChartKind,
    Column,
    KeyFigure,
    Page,
    Paragraph,
    Point,
    Role,
    Run,
    Section,
    Series,
    Table,
    Text,
    Tone,
)
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.statements.changes import (
    ADJUSTED_CHANCE,
    CHANCE,
    COMPLAINTS_CHANGED,
    COMPLAINTS_COUNTED,
    PART_CHANGED,
)
from orchestration.report.statements.slots import Name, Phrase

MOST_BARS = 12
MOST_ROWS = 16


@dataclass(frozen=True)
class Row:
    """A category, a line or a branch with its complaints and their change; `is_part` is a part of the row above."""

    name: Name
    change: Change
    share: Figure | None = None
    rank: Figure | None = None
    is_part: bool = False


def subject(facts: Facts, scope: Scope) -> Phrase:
    """Whose complaints are counted, such as "Head office, Claims"; in Chinese it ends with the verb: 总公司受理理赔."""
    return _subject(facts, scope, "")


def whose(facts: Facts, scope: Scope) -> Phrase:
    """Among whose complaints something is the most; in Chinese it ends as an attribute: 总公司受理的理赔."""
    return _subject(facts, scope, "whose_")


def _subject(facts: Facts, scope: Scope, form: str) -> Phrase:
    if scope.level == "company":
        return Phrase(facts.context.label(f"subjects.{form}company", feed=facts.name))
    return Phrase(facts.context.label(f"subjects.{form}scope", feed=facts.name, scope=scope.name))


def headline(facts: Facts, scope: Scope, change: Change) -> Text:
    """How many complaints of a scope there are, and the change where all of them can be compared."""
    who, now = subject(facts, scope), change.now
    time = when(facts.context, facts.up_to)
    if not change.is_comparable or change.is_of_part:
        return facts.context.tell(COMPLAINTS_COUNTED, who=who, when=time, now=now)
    return facts.context.tell(COMPLAINTS_CHANGED, who=who, when=time, now=now, before=change.before, change=change.rate)


def remarks(facts: Facts, change: Change) -> list[Paragraph]:
    """What is to say of a change after its headline: what can be compared of it, and what chance does."""
    told: list[Paragraph] = []
    if not change.is_comparable:
        told.append(Paragraph(facts.context.label("coverage.not_comparable"), Tone.NOTE))
    elif change.is_of_part:
        part = facts.context.tell(PART_CHANGED, now=change.compared, before=change.before, change=change.rate)
        told.append(Paragraph(part, bullet=True))
    if change.verdict in (Verdict.BEYOND_CHANCE, Verdict.WITHIN_CHANCE):
        # of a whole year the marts allow for how many changes are looked at
        kind = ADJUSTED_CHANCE if facts.period.is_year else CHANCE
        told.append(Paragraph(facts.context.tell(kind, p=change.p_value), bullet=True))
    return told


def nothing(facts: Facts, key: str, title: Text) -> Section:
    """The section of a feed that has nothing of the period, or of no line that could be reported: it says so."""
    context = facts.context
    if not facts.is_in_release:
        told = context.label("coverage.no_data", when=when(context))
    elif not facts.has_period:
        told = context.label("coverage.no_period", feed=facts.name, when=when(context))
    else:
        told = context.label("coverage.no_line", feed=facts.name, when=when(context))
    return Section(key, title, (Page(key, title, (Paragraph(told),)),))


def warnings(facts: Facts) -> list[Paragraph]:
    """What a reader has to know first: that the feed has only a part of the period."""
    if facts.coverage is Coverage.PART:
        return [Paragraph(facts.context.label("coverage.part"), Tone.WARNING)]
    return []


def key_figure(context: Context, label: Text, change: Change) -> KeyFigure:
    """A count set large, with its change and mark as the remark."""
    return KeyFigure(label, number(change.now), with_mark(context, change))


def with_mark(context: Context, change: Change) -> Text:
    """A change with its mark, in a line; in words where there is no rate."""
    beside = "beside" if change.rate.value is not None else f"beside_{change.verdict}"
    if change.is_comparable and change.verdict is not Verdict.NOTHING and change.rate.value is None:
        beside = "beside_from_none"
    return context.label(f"marks.{beside}", change=change.rate, mark=Phrase(_mark(context, change)))


def series(context: Context, is_compared: bool) -> tuple[Series, ...]:
    """The period's series, and that of the year before where something is compared with it."""
    current = Series(context.label("periods.series", period=noun(context)), Role.CURRENT)
    prior = Series(context.label("periods.series", period=noun(context, context.period.before)), Role.PRIOR)
    return (current, prior) if is_compared else (current,)


def bars(context: Context, key: str, title: Text, description: Text, rows: Sequence[Row]) -> list[Block]:
    """A chart of complaints by row, largest first, beside those of a year earlier where any row has them.

    There is none where no row has a complaint in either. Of many rows the largest are shown, with a note.
    """
    some = largest(row for row in rows if not row.is_part and (row.change.now.value or row.change.before.value))
    shown = some[:MOST_BARS]
    if not shown:
        return []
    is_compared = any(row.change.is_comparable for row in shown)
    points = tuple(
        Point(
            context.name(row.name),
            (row.change.compared, row.change.before) if is_compared else (row.change.now,),
        )
        for row in shown
    )
    axis = context.label("columns.complaints")
    chart = Chart(key, ChartKind.BARS, title, description, series(context, is_compared), points, axis=axis)
    of_part = (
        [Paragraph(context.label("notes.of_part"), Tone.NOTE)] if any(row.change.is_of_part for row in shown) else []
    )
    return [chart, *of_part, *note_of_many(context, len(shown), len(some))]


def largest(rows: Iterable[Row]) -> list[Row]:
    """Rows with most complaints first; of equal ones in the order in which they are."""
    return sorted(rows, key=lambda row: -Facts.number(row.change.now))


def changes_table(context: Context, key: str, title: Text, head: Text, rows: Sequence[Row]) -> Table:
    """A row for each with its complaints, share and place, those of a year earlier, the change and its mark."""
    has_shares = any(row.share is not None for row in rows)
    has_ranks = any(row.rank is not None for row in rows)
    numbers = ["complaints", *["share"] * has_shares, *["rank"] * has_ranks, "before", "change"]
    columns = (
        Column(head),
        *(Column(context.label(f"columns.{name}"), is_number=True) for name in numbers),
        Column(context.label("marks.column")),
    )
    cells = []
    for row in rows:
        label = context.label("columns.part", name=row.name) if row.is_part else context.name(row.name)
        line = [label, number(row.change.now)]
        line += [_number(row.share)] * has_shares + [_number(row.rank)] * has_ranks
        line += [number(row.change.before), number(row.change.rate), _mark(context, row.change)]
        cells.append(tuple(line))
    return Table(key, title, columns, tuple(cells))


def note_of_many(context: Context, shown: int, of: int, what: str = "items") -> list[Block]:
    """That a chart or table shows the largest alone: of `items` or of `branches`."""
    if shown >= of:
        return []
    places = {"shown": given(shown, Unit.COUNT), "all": given(of, Unit.COUNT)}
    return [Paragraph(context.label(f"notes.of_many_{what}", **places), Tone.NOTE)]


def _mark(context: Context, change: Change) -> Text:
    """The mark of a change; with another one where it is that of a part of the period."""
    of_part = context.label("marks.of_part") if change.is_of_part else ()
    return (*mark(context, change.verdict), *of_part)


def _number(figure: Figure | None) -> Text:
    return number(figure) if figure is not None else (Run(""),)
