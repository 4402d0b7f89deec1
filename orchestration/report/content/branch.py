"""The report of one branch: its place among branches, its months and categories, its causes and open cases.

Three pages, whatever the release has: what there is nothing of is told in a line.
"""

from __future__ import annotations

from orchestration.report.content import funnel
from orchestration.report.content.branch_facts import BranchFacts, branch_facts
from orchestration.report.content.branch_months import months
from orchestration.report.content.causes import sentences_of, table_of
from orchestration.report.content.change_pieces import key_figure, remarks, warnings
from orchestration.report.content.context import Context, number
from orchestration.report.content.marks import legend
from orchestration.report.content.next_steps import open_cases
from orchestration.report.content.pieces import branch_name, bullets, joined_by, listed, note, page
from orchestration.report.content.rankings import first_named
from orchestration.report.content.report import headed, words
from orchestration.report.content.wording import noun
from orchestration.report.document import (
    Block,
    Chart,
    Document,
    KeyFigures,
    Page,
    Paragraph,
    Section,
    Text,
)
from orchestration.report.figures import Language, Unit
from orchestration.report.periods import Period
from orchestration.report.release import ReleaseReader
from orchestration.report.sources import count
from orchestration.report.statements.branch import BRANCH_BY_COUNT, BRANCH_BY_RATE
from orchestration.report.statements.rankings import CATEGORIES_FIRST
from orchestration.report.statements.slots import Name, Phrase

# what the key of a branch's report begins with
BRANCH = "branch_"

# categories that a page lists, and causes in its table
MOST_CATEGORIES = 8
MOST_CAUSES = 8


def build_branch_report(reader: ReleaseReader, period: Period, branch_code: str, language: Language) -> Document:
    """The report of a branch, in three pages; of one that no feed ranks in the period each says so in a line."""
    context = Context(reader, period, language)
    branch = branch_name(context, branch_code)
    found = branch_facts(context, branch_code)
    title = context.label("branch.title", branch=branch, period=noun(context))
    pages = (_place(context, branch, found), _when(context, branch, found), _why(context, branch, found))
    return Document(
        key=f"{BRANCH}{branch_code}",
        language=language,
        period=period,
        title=title,
        subtitle=context.label("report.subtitle"),
        sections=(headed(Section("branch", context.label("branch.section"), pages)),),
        release_id=reader.release_id,
        release_hash=reader.release_hash,
        release_number=reader.manifest.number,
        words=words(context),
    )


def _nothing(context: Context, key: str, branch: Name) -> Page:
    title = context.label(f"branch.{key}", branch=branch)
    return Page(key, title, (Paragraph(context.label("pieces.no_period")),))


def _place(context: Context, branch: Name, found: list[BranchFacts]) -> Page:
    """How many complaints, against the year before, and where that puts the branch among all."""
    if not found:
        return _nothing(context, "place", branch)
    first = found[0]
    told = [*_by_count(first), *_by_rate(first)]
    for one in found[1:]:
        told += _by_count(one) or [one.headline(one.focus)]
    blocks: list[Block] = [*warnings(first.facts), *remarks(first.facts, first.change(first.focus))]
    return page(
        "place",
        first.headline(first.focus),
        _key_figures(context, found),
        *blocks,
        *bullets(told),
        _funnel(first),
        _why_no_funnel(context, first),
        legend(context),
    )


def _key_figures(context: Context, found: list[BranchFacts]) -> KeyFigures | None:
    figures = [
        key_figure(
            context,
            context.label(f"branch.counted_{one.level(scope)}", feed=one.facts.name, scope=scope.name),
            one.change(scope),
        )
        for one in found
        for scope in one.scopes
    ]
    return KeyFigures(tuple(figures[:4])) if len(figures) > 1 else None


def _by_count(one: BranchFacts) -> list[Text]:
    """The place by count; nothing of a part of a year."""
    scope = one.focus
    if one.row(scope) is None:
        return []
    branches = one.facts.context.figure(Unit.COUNT, count("branch_ranking", one.facts.year_keys, **scope.keys))
    return [
        one.facts.context.tell(
            BRANCH_BY_COUNT,
            who=one.who(scope),
            n=one.figure(scope, Unit.COUNT, "complaints"),
            share=one.figure(scope, Unit.SHARE, "share"),
            rank=one.figure(scope, Unit.PLAIN, "rank"),
            branches=branches,
        )
    ]


def _by_rate(one: BranchFacts) -> list[Text]:
    """The place by rate; nothing of a part of a year."""
    scope = one.focus
    if one.row(scope) is None:
        return []
    return [
        one.facts.context.tell(
            BRANCH_BY_RATE,
            who=one.who(scope),
            band=one.figure(scope, Unit.TEXT, "funnel_band"),
            expected=one.figure(scope, Unit.NUMBER, "expected_complaints", 1),
            index=one.figure(scope, Unit.NUMBER, "complaint_index"),
            rank=one.figure(scope, Unit.PLAIN, "index_rank"),
            low=one.figure(scope, Unit.PLAIN, "rank_low"),
            high=one.figure(scope, Unit.PLAIN, "rank_high"),
        )
    ]


def _funnel(one: BranchFacts) -> Chart | None:
    scope = one.focus
    row = one.row(scope)
    if row is None or row["complaint_index"] is None:
        return None
    rows = [other for other in one.rows(scope) if other["complaint_index"] is not None]
    keys = {**one.facts.year_keys, **scope.keys}
    return funnel.chart(one.facts, rows, keys, one.code, scope.name, own=one.code)


def _why_no_funnel(context: Context, one: BranchFacts) -> Paragraph | None:
    if not context.period.is_year:
        return note(context.label("branch.place_by_year"))
    return note(context.label("branch.not_ranked")) if one.row(one.focus) is None else None


def _when(context: Context, branch: Name, found: list[BranchFacts]) -> Page:
    """In which months complaints came, and what they were about."""
    if not found:
        return _nothing(context, "when", branch)
    title, chart = months(found[0])
    told = [text for one in found for text in _categories(one)]
    return page("when", title, *bullets(told), chart)


def _categories(one: BranchFacts) -> list[Text]:
    """The category with most complaints, and all of them with their numbers."""
    facts, context, scope = one.facts, one.facts.context, one.focus
    line = scope.code if scope.level == "line" else None
    ranked = [(category.name, *one.share(category, scope)) for category in facts.of_level("category", line)]
    ranked.sort(key=lambda category: -facts.number(category[1]))
    whole = one.complaints(scope)
    first = first_named(facts, CATEGORIES_FIRST, one.whose(scope), ranked, whole)
    shown = [(name, n) for name, n, _ in ranked if n.value][:MOST_CATEGORIES]
    if len(shown) < 2:
        return [first]
    space = " " if context.language == "en" else ""
    texts = [joined_by(space, (context.name(name), number(n))) for name, n in shown]
    return [first, context.label("branch.listed", who=one.who(scope), categories=Phrase(listed(context, texts)))]


def _why(context: Context, branch: Name, found: list[BranchFacts]) -> Page:
    """What could be controlled, and which cases wait to be closed."""
    if not found:
        return _nothing(context, "why", branch)
    first = found[0]
    causes = bullets(
        text for one in found for text in sentences_of(one.facts, one.focus, one.whose(one.focus), branch_code=one.code)
    )
    cases = bullets(open_cases(one.facts, branch_code=one.code) for one in found)
    table = table_of(first.facts, (first.focus,), MOST_CAUSES, branch_code=first.code)
    return page("why", context.label("branch.why", branch=branch), *causes, *cases, table)
