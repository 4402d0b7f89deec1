"""Branches by exposure: complaints for their premium and policies, the funnel, and the interval of a rank."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from orchestration.report.content import funnel
from orchestration.report.content.context import Context, number
from orchestration.report.content.facts import CALL_CENTER, Facts, Scope
from orchestration.report.content.pieces import (
    branch_name,
    bullets,
    columns,
    feeds,
    lead,
    line_alone,
    note,
    page,
    warning,
    whole_year_alone,
    word,
)
from orchestration.report.document import Chart, ChartKind, Page, Point, Role, Section, Series, Table, Text
from orchestration.report.figures import Figure, Unit, given
from orchestration.report.sources import Key, cell, count, derived
from orchestration.report.statements.rates import (
    EXPOSURE_KNOWN,
    FIRST_BY_INDEX,
    FUNNEL_ABOVE,
    FUNNEL_BELOW,
    FUNNEL_OUTLIERS,
)
from orchestration.report.statements.slots import Name

KEY = "rates"
MART = "branch_ranking"

Row = dict[str, Any]

# below so many branches one that stands out widens the funnel that it is held against
FEW_BRANCHES = 10


@dataclass(frozen=True)
class Ranked:
    """A scope of a feed whose branches are compared."""

    feed: Facts
    scope: Scope

    @property
    def keys(self) -> dict[str, Key]:
        """The keys of the scope's branches."""
        return {**self.feed.year_keys, **self.scope.keys}

    @cached_property
    def rows(self) -> list[Row]:
        """The branches, highest index first; those without one come last."""
        return self.feed.reader.rows(MART, "index_rank nulls last, rank, branch_code", **self.keys)

    @cached_property
    def with_index(self) -> list[Row]:
        """The branches that have an index."""
        return [row for row in self.rows if row["complaint_index"] is not None]

    def figure(self, row: Row, unit: Unit, column: str, decimals: int | None = None) -> Figure:
        """A figure of a branch."""
        return self.feed.context.figure(unit, cell(MART, column, self.keys, branch_code=row["branch_code"]), decimals)

    def name(self, row: Row) -> Name:
        """The name of a branch."""
        return branch_name(self.feed.context, row["branch_code"])


def section(context: Context) -> Section:
    """The branches of the company and of its lines, by exposure."""
    if not context.period.is_year:
        return whole_year_alone(context, KEY)
    of_feeds = _feeds(context)
    if not of_feeds:
        return line_alone(context, KEY, context.label("pieces.no_period"))
    ranked = [Ranked(feed, scope) for feed in of_feeds for scope in (feed.company, *feed.lines)]
    ranked = [one for one in ranked if one.rows]
    if not ranked:
        return line_alone(context, KEY, context.label("rates.no_branches"))
    if not any(row["exposure_base"] for one in ranked for row in one.rows):
        return line_alone(context, KEY, _exposure(ranked[0]))
    pages = [made for one in ranked if one.with_index for made in (_funnel(one), _intervals(one), _table(one))]
    if not pages:
        return line_alone(context, KEY, context.label("rates.no_complaints"))
    return Section(KEY, context.label("rates.title"), tuple(pages))


def _feeds(context: Context) -> list[Facts]:
    """The call center, which has every complaint; any other feed where that one has nothing of the year."""
    found = [feed for feed in feeds(context) if feed.has_period]
    return [feed for feed in found if feed.feed == CALL_CENTER] or found


def _exposure(ranked: Ranked) -> Text:
    context = ranked.feed.context
    return context.tell(
        EXPOSURE_KNOWN,
        year=given(context.period.year),
        all=ranked.feed.how_many_known(MART, "branch_code", **ranked.scope.keys),
        lacking=ranked.feed.how_many_known(MART, "branch_code", **ranked.scope.keys, exposure_base=None),
    )


def _funnel(ranked: Ranked) -> Page:
    context = ranked.feed.context
    few = warning(context.label("rates.few_branches")) if len(ranked.with_index) < FEW_BRANCHES else None
    sentences = (
        _outside(ranked, "above"),
        _outside(ranked, "below"),
        _outliers(ranked),
        _exposure(ranked),
    )
    base = next(row["exposure_base"] for row in ranked.with_index)
    return page(
        f"funnel_{_key(ranked)}",
        context.label("rates.funnel", feed=ranked.feed.name, scope=ranked.scope.name),
        lead(sentences[0]),
        *bullets(sentences[1:]),
        few,
        funnel.chart(ranked.feed, ranked.with_index, ranked.keys, _key(ranked), ranked.scope.name),
        note(context.label(f"rates.about_{base}")),
    )


def _key(ranked: Ranked) -> str:
    return f"{ranked.feed.feed}_{ranked.scope.code}"


def _outside(ranked: Ranked, side: str) -> Text:
    context = ranked.feed.context
    rows = [row for row in ranked.with_index if row["funnel_band"] in (f"{side}_95", f"{side}_998")]
    kind = FUNNEL_ABOVE if side == "above" else FUNNEL_BELOW
    counts = (count(MART, ranked.keys, funnel_band=f"{side}_{band}") for band in ("95", "998"))
    n = context.figure(Unit.COUNT, derived("sum_of", *counts))
    return context.tell(kind, branches=tuple(map(ranked.name, rows)), n=n)


def _outliers(ranked: Ranked) -> Text:
    rows = [row for row in ranked.with_index if row["is_funnel_outlier"]]
    n = ranked.feed.context.figure(Unit.COUNT, count(MART, ranked.keys, is_funnel_outlier=True))
    return ranked.feed.context.tell(FUNNEL_OUTLIERS, branches=tuple(map(ranked.name, rows)), n=n)


def _intervals(ranked: Ranked) -> Page:
    context = ranked.feed.context
    first = [row for row in ranked.with_index if row["index_rank"] == ranked.with_index[0]["index_rank"]]
    told = context.tell(
        FIRST_BY_INDEX,
        branches=tuple(map(ranked.name, first)),
        k=context.figure(Unit.COUNT, count(MART, ranked.keys, index_rank=first[0]["index_rank"])),
        index=ranked.figure(first[0], Unit.NUMBER, "complaint_index"),
        low=ranked.figure(first[0], Unit.PLAIN, "rank_low"),
        high=ranked.figure(first[0], Unit.PLAIN, "rank_high"),
    )
    points = tuple(
        Point(
            context.name(ranked.name(row)),
            tuple(ranked.figure(row, Unit.PLAIN, column) for column in ("index_rank", "rank_low", "rank_high")),
            funnel.ROLES.get(row["funnel_band"]),
        )
        for row in ranked.with_index
    )
    title = context.label("rates.intervals", feed=ranked.feed.name, scope=ranked.scope.name)
    chart = Chart(
        f"ranks_{_key(ranked)}",
        ChartKind.INTERVALS,
        title,
        context.label("rates.intervals_seen"),
        (Series(context.label("rates.rank"), Role.NEUTRAL),),
        points,
        axis=context.label("rates.rank_axis"),
    )
    return page(f"ranks_{_key(ranked)}", title, lead(told), chart, note(context.label("rates.intervals_about")))


_COLUMNS = {
    "complaints": (Unit.COUNT, None),
    "expected_complaints": (Unit.NUMBER, 1),
    "complaint_index": (Unit.NUMBER, 2),
    "complaints_per_100m_premium": (Unit.NUMBER, 2),
    "complaints_per_10k_policies": (Unit.NUMBER, 2),
    "index_rank": (Unit.PLAIN, None),
    "rank_low": (Unit.PLAIN, None),
    "rank_high": (Unit.PLAIN, None),
}


def _table(ranked: Ranked) -> Page:
    context = ranked.feed.context
    title = context.label("rates.table", feed=ranked.feed.name, scope=ranked.scope.name)
    rows = tuple(
        (
            context.name(ranked.name(row)),
            word(context, "bands", row["funnel_band"]),
            *(number(ranked.figure(row, unit, column, decimals)) for column, (unit, decimals) in _COLUMNS.items()),
        )
        for row in ranked.rows
    )
    outside = frozenset(place for place, row in enumerate(ranked.rows) if row["funnel_band"] in funnel.ROLES)
    table = Table(
        f"rates_{_key(ranked)}", title, columns(context, KEY, ("branch", "band"), tuple(_COLUMNS)), rows, outside
    )
    return page(f"rates_{_key(ranked)}", title, table, note(context.label("rates.table_about")))
