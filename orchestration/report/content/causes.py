"""Causes that can be controlled, and the branches in which they occur most."""

from __future__ import annotations

from collections import Counter

from orchestration.report.content.breakdowns import CONTROLLABLE, UNCONTROLLABLE, UNDETERMINED
from orchestration.report.content.change_pieces import subject
from orchestration.report.content.context import number
from orchestration.report.content.facts import MONTHLY, Facts, Scope
from orchestration.report.content.pieces import (
    branch_name,
    bullets,
    category_name,
    cause_name,
    columns,
    joined_by,
    lead,
    listed,
    page,
)
from orchestration.report.document import Page, Table, Text
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.sources import Key, Source, derived, total
from orchestration.report.statements.next_steps import LEADING_CAUSES
from orchestration.report.statements.parts import CONTROLLABLE as HOW_MANY_CONTROLLABLE
from orchestration.report.statements.slots import Phrase

# rows of the table of causes, and branches that are named for each
MOST_CAUSES = 10
MOST_BRANCHES = 3

_CAUSE = ("category_code", "cause_group_code", "cause_code")

Cause = tuple[str, str, str]
"""The codes of a category, of a group of causes, and of a cause."""


def page_of(feed: Facts) -> Page:
    """Controllable causes of a feed's lines in the period."""
    title = feed.context.label("causes.of_feed", feed=feed.name)
    scopes = feed.lines or (feed.company,)
    told = [text for scope in scopes for text in sentences_of(feed, scope, subject(feed, scope))]
    return page(f"causes_{feed.feed}", title, lead(told[0]), *bullets(told[1:]), table_of(feed, scopes))


def sentences_of(feed: Facts, scope: Scope, who: Phrase, /, **keys: Key) -> list[Text]:
    """How many complaints are controllable, and by which causes most; of one branch with its keys."""
    context = feed.context
    everything = total(MONTHLY, "complaints", feed.month_keys(), **scope.filters, **keys)
    parts = {
        code: _of_kind(feed, code, **scope.filters, **keys) for code in (CONTROLLABLE, UNCONTROLLABLE, UNDETERMINED)
    }
    figures = {code: context.figure(Unit.COUNT, source) for code, source in parts.items()}
    told = context.tell(
        HOW_MANY_CONTROLLABLE,
        who=who,
        now=context.figure(Unit.COUNT, everything),
        rate=context.figure(Unit.SHARE, derived("ratio", parts[CONTROLLABLE], everything)),
        other_rate=context.figure(Unit.SHARE, derived("ratio", parts[UNCONTROLLABLE], everything)),
        **figures,
    )
    return [told, _leading(feed, scope, **keys)] if figures[CONTROLLABLE].value else [told]


def _leading(feed: Facts, scope: Scope, **keys: Key) -> Text:
    context = feed.context
    found = [(cause, n) for cause, n, _ in _causes(feed, (scope,), **keys) if cause[2] != "unspecified"]
    if not found:
        nothing = given(0, Unit.COUNT)
        return context.tell(LEADING_CAUSES, causes=(), k=nothing, n=nothing)
    first = [cause for cause, n in found if n.value == found[0][1].value]
    return context.tell(
        LEADING_CAUSES,
        causes=tuple(dict.fromkeys(cause_name(context, *cause) for cause in first)),
        k=context.figure(Unit.COUNT, derived("firsts", *(n.source for _, n in found))),
        n=found[0][1],
    )


def table_of(feed: Facts, scopes: tuple[Scope, ...], most: int = MOST_CAUSES, **keys: Key) -> Table | None:
    """The causes with most controllable complaints; but for one branch, the branches with most of each too."""
    context = feed.context
    causes = _causes(feed, scopes, **keys)[:most]
    if not causes:
        return None
    is_of_all = "branch_code" not in keys
    texts = ("cause", "category", "branches") if is_of_all else ("cause", "category")
    rows = []
    for cause, n, branches in causes:
        named = (_most(feed, cause, branches),) if is_of_all else ()
        names = (context.name(cause_name(context, *cause)), context.name(category_name(context, cause[0])))
        rows.append((*names, *named, number(n)))
    title = context.label("causes.table", feed=feed.name)
    return Table(f"causes_{feed.feed}", title, columns(context, "causes", texts, ("complaints",)), tuple(rows))


def _causes(feed: Facts, scopes: tuple[Scope, ...], **keys: Key) -> list[tuple[Cause, Figure, Counter[str]]]:
    """Controllable causes with their complaints in all and by branch, the most frequent first."""
    by_cause: dict[Cause, Counter[str]] = {}
    for scope in scopes:
        found: dict[str, Key] = {**feed.month_keys(), **scope.filters, **keys, "controllability": CONTROLLABLE}
        for row in feed.reader.sums(MONTHLY, "complaints", (*_CAUSE, "branch_code"), **found):
            cause = row["category_code"], row["cause_group_code"], row["cause_code"]
            by_cause.setdefault(cause, Counter())[row["branch_code"]] += row["complaints"]
    most = sorted(by_cause, key=lambda cause: (-by_cause[cause].total(), cause))
    return [(cause, _figure(feed, cause, **keys), by_cause[cause]) for cause in most]


def _of_kind(feed: Facts, code: str, **keys: Key) -> Source:
    return total(MONTHLY, "complaints", feed.month_keys(), controllability=code, **keys)


def _figure(feed: Facts, cause: Cause, **keys: Key) -> Figure:
    of_cause = dict(zip(_CAUSE, cause, strict=True))
    return feed.context.figure(Unit.COUNT, _of_kind(feed, CONTROLLABLE, **of_cause, **keys))


def _most(feed: Facts, cause: Cause, branches: Counter[str]) -> Text:
    """The branches with most complaints of a cause; of several that share a place none is left out."""
    context = feed.context
    counts = sorted(set(branches.values()), reverse=True)
    shown: list[str] = []
    for number_of in counts:
        sharing = sorted(code for code, n in branches.items() if n == number_of)
        if len(shown) + len(sharing) > MOST_BRANCHES:
            break
        shown += sharing
    if not shown:
        of_branches = [_figure(feed, cause, branch_code=code) for code in sorted(branches)]
        k = context.figure(Unit.COUNT, derived("firsts", *(figure.source for figure in of_branches)))
        n = next(figure for figure in of_branches if figure.value == counts[0])
        return context.label("causes.shared", k=k, n=n)
    space = " " if context.language == "en" else ""
    return listed(
        context,
        [
            joined_by(space, (context.name(branch_name(context, code)), number(_figure(feed, cause, branch_code=code))))
            for code in shown
        ],
    )
