"""Next steps: cases to follow to their close, customers who come again, and causes that branches can control."""

from __future__ import annotations

from orchestration.report.content import causes
from orchestration.report.content.context import Context, number
from orchestration.report.content.facts import UNMAPPED, UNSPECIFIED, Facts
from orchestration.report.content.pieces import (
    branch_name,
    bullets,
    columns,
    feeds,
    lead,
    line_alone,
    note,
    page,
    who,
)
from orchestration.report.document import Page, Section, Table, Text
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.sources import Key, cell, count, derived
from orchestration.report.statements.next_steps import CASES_OPEN, CUSTOMERS_AGAIN, MOST_OVERDUE, WATCHLIST

KEY = "next_steps"
CASES = "open_cases"


def section(context: Context) -> Section:
    """Open and overdue cases, repeat complainants, and controllable causes with the branches where they occur."""
    of_feeds = feeds(context)
    if not of_feeds:
        return line_alone(context, KEY, context.label("next_steps.nothing"))
    with_cases = {
        row["source_system"] for row in context.reader.one_of_each(CASES, ("source_system",), "complaint_key")
    }
    waiting = [feed for feed in of_feeds if feed.feed in with_cases]
    closed = [open_cases(feed) for feed in of_feeds if feed not in waiting]
    cases = [_cases(feed, closed if feed is waiting[0] else []) for feed in waiting]
    if not waiting:
        cases.append(page("open_cases", context.label("next_steps.all_cases"), *bullets(closed)))
    controllable = [causes.page_of(feed) for feed in of_feeds if feed.has_period]
    return Section(KEY, context.label("next_steps.title"), (*cases, _customers(context, of_feeds), *controllable))


def open_cases(feed: Facts, **keys: Key) -> Text:
    """How many cases of a feed are open and overdue; of one branch with its keys."""
    context = feed.context
    of_feed: dict[str, Key] = {"source_system": feed.feed, **keys}
    day = given(None, Unit.DATE)
    # all cases of a feed are told as of one day
    for row in context.reader.one_of_each(CASES, ("source_system",), "complaint_key", **of_feed):
        one: dict[str, Key] = {"source_system": feed.feed, "complaint_key": row["complaint_key"]}
        day = context.figure(Unit.DATE, cell(CASES, "as_of_date", one))
    return context.tell(
        CASES_OPEN,
        who=who(context, feed.name),
        day=day,
        n=context.figure(Unit.COUNT, count(CASES, of_feed)),
        overdue=context.figure(Unit.COUNT, count(CASES, of_feed, is_overdue=True)),
    )


def _cases(feed: Facts, others: list[Text]) -> Page:
    """The page of a feed that has open cases; `others` says of which feeds there are none."""
    context = feed.context
    branches = _branches(feed)
    table = Table(
        f"open_cases_{feed.feed}",
        context.label("next_steps.cases_table", feed=feed.name),
        columns(context, KEY, ("branch",), ("open", "overdue")),
        tuple(
            (context.name(branch_name(context, code)), number(opened), number(overdue))
            for code, opened, overdue in branches
        ),
    )
    return page(
        f"open_cases_{feed.feed}",
        context.label("next_steps.cases", feed=feed.name),
        lead(open_cases(feed)),
        *bullets([_most_overdue(context, branches), *others]),
        table,
        note(context.label("next_steps.deadline")),
    )


def _most_overdue(context: Context, branches: list[tuple[str, Figure, Figure]]) -> Text:
    """Which branches have the most overdue cases, or that no case names its branch."""
    known = [(code, overdue) for code, _, overdue in branches if code not in (UNMAPPED, UNSPECIFIED)]
    if not known:
        return context.label("traits.no_branches")
    first = known[0][1]
    nothing = given(0, Unit.COUNT)
    return context.tell(
        MOST_OVERDUE,
        branches=tuple(branch_name(context, code) for code, n in known if n.value == first.value and first.value),
        k=context.figure(Unit.COUNT, derived("firsts", *(n.source for _, n in known))) if first.value else nothing,
        n=first,
    )


def _branches(feed: Facts) -> list[tuple[str, Figure, Figure]]:
    """Branches with open cases, their open and overdue ones; those with most overdue first."""
    context = feed.context
    rows = context.reader.one_of_each(CASES, ("branch_code",), "complaint_key", source_system=feed.feed)
    found = []
    for code in [row["branch_code"] for row in rows]:
        keys: dict[str, Key] = {"source_system": feed.feed, "branch_code": code}
        opened = context.figure(Unit.COUNT, count(CASES, keys))
        found.append((code, opened, context.figure(Unit.COUNT, count(CASES, keys, is_overdue=True))))
    return sorted(found, key=lambda one: (-feed.number(one[2]), -feed.number(one[1]), one[0]))


def _customers(context: Context, of_feeds: list[Facts]) -> Page:
    listed = context.tell(
        WATCHLIST,
        repeat=context.figure(Unit.COUNT, count("repeat_complainants")),
        n=context.figure(Unit.COUNT, count("repeat_complainants", is_watchlisted=True)),
    )
    again = [_again(feed) for feed in of_feeds] if context.period.is_year else []
    if not context.period.is_year:
        again = [context.label("next_steps.again_by_year")]
    return page(
        "customers",
        context.label("next_steps.customers"),
        lead(listed),
        *bullets(text for text in again if text),
        note(context.label("next_steps.watchlist_about")),
    )


def _again(feed: Facts) -> Text:
    context = feed.context
    mart, of_feed = "repeat_rates", who(context, feed.name)
    year = given(context.period.year)
    if not context.reader.rows(mart, **feed.year_keys):
        unknown = {place: given(None, Unit.COUNT) for place in ("customers", "n", "rate", "low", "high")}
        return context.tell(CUSTOMERS_AGAIN, who=of_feed, year=year, **unknown)

    def figure(unit: Unit, column: str) -> Figure:
        return context.figure(unit, cell(mart, column, feed.year_keys))

    return context.tell(
        CUSTOMERS_AGAIN,
        who=of_feed,
        year=year,
        customers=figure(Unit.COUNT, "customers"),
        n=figure(Unit.COUNT, "repeat_customers"),
        rate=figure(Unit.SHARE, "repeat_customer_rate"),
        low=figure(Unit.SHARE, "repeat_customer_rate_low"),
        high=figure(Unit.SHARE, "repeat_customer_rate_high"),
    )
