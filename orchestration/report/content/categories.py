"""The third section: each category of the lines at head office, its causes, grievances and typical cases."""

from __future__ import annotations

from collections.abc import Sequence

from orchestration.report.content.breakdowns import Part, causes, controlled, grievances
from orchestration.report.content.change_pieces import (
    MOST_BARS,
    headline,
    key_figure,
    note_of_many,
    nothing,
    remarks,
    warnings,
    whose,
)
from orchestration.report.content.comparisons import change
from orchestration.report.content.context import Context, number
from orchestration.report.content.facts import MOST_COMPLAINTS, Facts, Scope
from orchestration.report.content.head_office import facts_of, other_feed, title_of
from orchestration.report.content.marks import legend
from orchestration.report.content.pieces import word
from orchestration.report.content.rankings import first_named
from orchestration.report.content.traits import ROLES, controllable_told
from orchestration.report.content.typical_cases import cases
from orchestration.report.content.wording import noun
from orchestration.report.document import (
    Block,
    Chart,
    ChartKind,
    Column,
    KeyFigure,
    KeyFigures,
    Page,
    Paragraph,
    Point,
    Role,
    Section,
    Series,
    Table,
    Text,
)
from orchestration.report.figures import Figure, Unit
from orchestration.report.sources import Range, derived
from orchestration.report.statements.rankings import CAUSES_FIRST, GRIEVANCES_FIRST
from orchestration.report.statements.slots import Name, Phrase

KEY = "categories"
MOST_CATEGORIES = 12


def section(context: Context) -> Section:
    """Two pages for each category with complaints in this period or the one before, and its typical cases."""
    facts = facts_of(context)
    title = title_of(facts, "categories")
    found = _categories(facts) if facts.has_period else []
    if not found:
        return nothing(facts, KEY, title)
    pages: list[Page] = []
    for category in found[:MOST_CATEGORIES]:
        pages += [_overview(facts, category), *_reasons(facts, category), *cases(facts, category)]
    if len(found) > MOST_CATEGORIES:
        last = pages[0]
        pages[0] = Page(last.key, last.title, (*last.blocks, *note_of_many(context, MOST_CATEGORIES, len(found))))
    return Section(KEY, title, tuple(pages))


def _categories(facts: Facts) -> list[Scope]:
    found = [scope for line in facts.lines for scope in facts.of_level("category", line=line.code)]
    told = []
    for scope in found:
        of_scope = change(facts, scope)
        if of_scope.now.value or of_scope.before.value:
            told.append((scope, of_scope))
    if len(told) > MOST_CATEGORIES:
        told.sort(key=lambda pair: -Facts.number(pair[1].now))
    return [scope for scope, _ in told]


def _overview(facts: Facts, category: Scope) -> Page:
    context = facts.context
    of_category = change(facts, category)
    _, rate = controlled(facts, category, "controllable")
    line = next(scope for scope in facts.of_level("line") if scope.code == category.line_code)
    figures = KeyFigures(
        (
            key_figure(context, context.label("columns.complaints"), of_category),
            KeyFigure(context.label("categories.share", who=line.name), number(facts.share(category, line))),
            KeyFigure(context.label("columns.controllable_rate"), number(rate)),
        )
    )
    blocks: list[Block] = [*other_feed(facts), *warnings(facts), figures, *remarks(facts, of_category)]
    blocks.append(Paragraph(controllable_told(facts, category), bullet=True))
    blocks += _causes(facts, category)
    return Page(f"{KEY}_{category.code}", headline(facts, category, of_category), (*blocks, legend(context)))


def _causes(facts: Facts, category: Scope) -> list[Block]:
    context, found = facts.context, causes(facts, category)
    if not found:
        return [Paragraph(context.label("categories.no_causes"))]
    some = [part for part in found if part.complaints.value]
    first = first_named(facts, CAUSES_FIRST, whose(facts, category), _known(found), facts.complaints(category))
    if not some:
        return []
    chart = Chart(
        f"causes_{category.code}",
        ChartKind.BARS,
        context.label("categories.causes", who=category.name),
        context.label("charts.causes"),
        (Series(context.label("periods.series", period=noun(context)), Role.CURRENT),),
        tuple(
            Point(
                _reason(context, part),
                (part.complaints,),
                ROLES.get(part.group, Role.UNDETERMINED),
            )
            for part in some[:MOST_BARS]
        ),
        axis=context.label("columns.complaints"),
    )
    return [Paragraph(first, bullet=True), chart, *note_of_many(context, MOST_BARS, len(some))]


def _reasons(facts: Facts, category: Scope) -> list[Page]:
    """The grievances and the causes in a table, each ranked; none where the feed gives neither."""
    context, key = facts.context, f"reasons_{category.code}"
    parts = {"grievance": grievances(facts, category), "cause": causes(facts, category)}
    some = {kind: [part for part in found if part.complaints.value] for kind, found in parts.items()}
    if not any(some.values()):
        return []
    kind, told = ("grievance", GRIEVANCES_FIRST) if some["grievance"] else ("cause", CAUSES_FIRST)
    first = first_named(facts, told, whose(facts, category), _known(parts[kind]), facts.complaints(category))
    ranks = ["rank"] * facts.period.is_year
    table = Table(
        key,
        context.label("categories.reasons", who=category.name),
        (
            Column(context.label("categories.kind")),
            Column(context.label("categories.reason")),
            *(Column(context.label(f"columns.{head}"), is_number=True) for head in ("complaints", "share", *ranks)),
        ),
        tuple(
            (
                context.label(f"columns.{kind}"),
                _reason(context, part),
                *(number(figure) for figure in (part.complaints, part.share, *part.ranks)),
            )
            for kind, found in some.items()
            for part in found[:MOST_BARS]
        ),
    )
    how_many = context.label("categories.how_many_grievances", number=how_many_grievances(facts, category))
    blocks: list[Block] = [Paragraph(how_many, bullet=True)] if some["grievance"] else []
    more = [note for found in some.values() for note in note_of_many(context, MOST_BARS, len(found))]
    return [Page(key, first, (*blocks, table, *more))]


def _reason(context: Context, part: Part) -> Text:
    """A grievance's name; a cause's with its controllability."""
    if not part.group:
        return context.name(part.name)
    return context.label("columns.in_group", name=part.name, group=_controllability(context, part))


def how_many_grievances(facts: Facts, category: Scope) -> Figure:
    """How many grievances of the reference data were named."""
    if facts.period.is_year:
        some = Range(1, MOST_COMPLAINTS)
        return facts.how_many_known("grievance_breakdown", "grievance_code", **category.keys, complaints=some)
    known = (part for part in grievances(facts, category) if part.is_known)
    return facts.context.figure(Unit.COUNT, derived("not_zeros", *(part.complaints.source for part in known)))


def _controllability(context: Context, part: Part) -> Phrase:
    return Phrase(word(context, "columns", part.group))


def _known(parts: Sequence[Part]) -> list[tuple[Name, Figure, Figure]]:
    return [(part.name, part.complaints, part.share) for part in parts if part.is_known]
