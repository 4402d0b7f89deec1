"""Traits of a line's complaints: the channels that they came through, what was controllable, and how cases closed."""

from __future__ import annotations

from orchestration.report.content import breakdowns
from orchestration.report.content.breakdowns import Part, channel_group, channels, controlled
from orchestration.report.content.change_pieces import MOST_BARS, MOST_ROWS, note_of_many, subject, whose
from orchestration.report.content.context import Context, number
from orchestration.report.content.facts import Facts, Scope
from orchestration.report.content.rankings import first_named
from orchestration.report.content.wording import noun
from orchestration.report.document import (
    Block,
    Chart,
    ChartKind,
    Column,
    Page,
    Paragraph,
    Point,
    Role,
    Series,
    Table,
    Text,
)
from orchestration.report.figures import Figure, Unit
from orchestration.report.sources import Key, Range, cell, count, derived
from orchestration.report.statements.parts import CLOSED, CONTROLLABLE, DAYS_TO_CLOSE, DIRECT_AND_REFERRED
from orchestration.report.statements.rankings import CHANNELS_FIRST, CONTROLLABLE_FIRST
from orchestration.report.statements.slots import Phrase

DIRECT, REFERRED = "direct", "referred"
_CHANNEL_ROLES = {DIRECT: Role.DIRECT, REFERRED: Role.REFERRED}
ROLES = {
    breakdowns.CONTROLLABLE: Role.CONTROLLABLE,
    breakdowns.UNCONTROLLABLE: Role.UNCONTROLLABLE,
    breakdowns.UNDETERMINED: Role.UNDETERMINED,
}


def channels_used(facts: Facts, line: Scope) -> list[Page]:
    """Direct against referred, and the channels of both."""
    context, key = facts.context, f"channels_{facts.feed}_{line.code}"
    title = context.label("traits.channels", who=line.name)
    found = channels(facts, line)
    if not found:
        return [Page(key, title, (Paragraph(context.label("traits.no_channels")),))]
    (direct, direct_share), (referred, referred_share) = (
        channel_group(facts, line, group) for group in (DIRECT, REFERRED)
    )
    now = facts.complaints(line)
    told = context.tell(
        DIRECT_AND_REFERRED,
        who=subject(facts, line),
        now=now,
        direct=direct,
        referred=referred,
        direct_share=direct_share,
        referred_share=referred_share,
    )
    known = [(part.name, part.complaints, part.share) for part in found if part.is_known]
    first = first_named(facts, CHANNELS_FIRST, whose(facts, line), known, now)
    points = tuple(
        Point(
            context.label(
                "columns.in_group", name=part.name, group=Phrase(context.label(f"channel_groups.{part.group}"))
            )
            if part.group in _CHANNEL_ROLES
            else context.name(part.name),
            (part.complaints,),
            _CHANNEL_ROLES.get(part.group, Role.NEUTRAL),
        )
        for part in found
        if part.complaints.value
    )
    blocks: list[Block] = [Paragraph(first, bullet=True)]
    if points:
        current = (Series(context.label("periods.series", period=noun(context)), Role.CURRENT),)
        description, axis = context.label("charts.channels"), context.label("columns.complaints")
        blocks.append(Chart(key, ChartKind.BARS, title, description, current, points[:MOST_BARS], axis=axis))
        blocks += note_of_many(context, MOST_BARS, len(points))
    return [Page(key, told, tuple(blocks))]


def _channel_name(context: Context, channel: Part) -> Text:
    if channel.group not in _CHANNEL_ROLES:
        return context.name(channel.name)
    group = Phrase(context.label(f"channel_groups.{channel.group}"))
    return context.label("columns.in_group", name=channel.name, group=group)


def controllable_told(facts: Facts, scope: Scope) -> Text:
    """How many complaints of a scope were controllable."""
    counts = {code: controlled(facts, scope, code) for code in ROLES}
    return facts.context.tell(
        CONTROLLABLE,
        who=subject(facts, scope),
        now=facts.complaints(scope),
        controllable=counts[breakdowns.CONTROLLABLE][0],
        uncontrollable=counts[breakdowns.UNCONTROLLABLE][0],
        undetermined=counts[breakdowns.UNDETERMINED][0],
        rate=counts[breakdowns.CONTROLLABLE][1],
        other_rate=counts[breakdowns.UNCONTROLLABLE][1],
    )


def controllable(facts: Facts, line: Scope) -> list[Page]:
    """What was controllable, by category: as bars, and as a table with subcategories."""
    context, key = facts.context, f"controllable_{facts.feed}_{line.code}"
    title = context.label("traits.controllable", who=line.name)
    categories = [scope for scope in facts.of_level("category", line=line.code) if facts.complaints(scope).value]
    categories.sort(key=lambda scope: -Facts.number(facts.complaints(scope)))
    told = controllable_told(facts, line)
    if not categories or controlled(facts, line, breakdowns.UNDETERMINED)[0].value == facts.complaints(line).value:
        return [Page(key, told, (Paragraph(context.label("traits.none_determined")),))]
    codes = [code for code in ROLES if controlled(facts, line, code)[0].value or code != breakdowns.UNDETERMINED]
    chart = Chart(
        key,
        ChartKind.STACKED,
        title,
        context.label("charts.controllable"),
        tuple(Series(context.label(f"columns.{code}"), ROLES[code]) for code in codes),
        tuple(
            Point(context.name(scope.name), tuple(controlled(facts, scope, code)[0] for code in codes))
            for scope in categories[:MOST_BARS]
        ),
        axis=context.label("columns.complaints"),
    )
    table = _controllable_table(facts, line, categories, codes)
    most = _most_controllable(facts, line, categories)
    return [
        Page(key, told, (chart, *note_of_many(context, MOST_BARS, len(categories)))),
        Page(f"{key}_table", most, (table,)),
    ]


def _most_controllable(facts: Facts, line: Scope, categories: list[Scope]) -> Text:
    whole, _ = controlled(facts, line, breakdowns.CONTROLLABLE)
    found = []
    for category in categories:
        part, _ = controlled(facts, category, breakdowns.CONTROLLABLE)
        share = facts.context.figure(Unit.SHARE, derived("ratio", part.source, whole.source))
        found.append((category.name, part, share))
    found.sort(key=lambda one: -Facts.number(one[1]))
    return first_named(facts, CONTROLLABLE_FIRST, whose(facts, line), found, whole)


def _controllable_table(facts: Facts, line: Scope, categories: list[Scope], codes: list[str]) -> Table:
    context = facts.context
    heads = ["complaints", *(head for code in codes for head in (code, "share"))]
    columns = (
        Column(context.label("columns.category")),
        *(Column(context.label(f"columns.{head}"), is_number=True) for head in heads),
    )
    table_rows: list[tuple[Text, ...]] = [_controllable_row(facts, line, context.name(line.name), codes)]
    for category in categories:
        table_rows.append(_controllable_row(facts, category, context.name(category.name), codes))
        parts = [part for part in facts.of_level("subcategory", category=category.code) if facts.complaints(part).value]
        for part in sorted(parts, key=lambda part: -Facts.number(facts.complaints(part))):
            label = context.label("columns.part", name=part.name)
            table_rows.append(_controllable_row(facts, part, label, codes))
    key, title = f"controllable_{facts.feed}_{line.code}_table", context.label("traits.controllable", who=line.name)
    return Table(key, title, columns, tuple(table_rows[:MOST_ROWS]), frozenset({0}))


def _controllable_row(facts: Facts, scope: Scope, label: Text, codes: list[str]) -> tuple[Text, ...]:
    figures = [figure for code in codes for figure in controlled(facts, scope, code)]
    return (label, number(facts.complaints(scope)), *(number(figure) for figure in figures))


def closure(facts: Facts, line: Scope) -> list[Page]:
    """How many cases are closed, and of a year how fast."""
    context, key = facts.context, f"closure_{facts.feed}_{line.code}"
    closed, rate = _closed(facts, line)
    is_over = facts.period.is_year and facts.up_to is None
    by = Phrase(context.label("traits.by_year_end" if is_over else "traits.so_far"))
    who, now = subject(facts, line), facts.complaints(line)
    told = context.tell(CLOSED, who=who, by=by, now=now, closed=closed, rate=rate)
    if not facts.period.is_year:
        return [Page(key, told, (Paragraph(context.label("traits.closure_of_part")),))]
    keys = {**facts.year_keys, **line.keys}
    within = context.figure(Unit.SHARE, cell("case_closure", "closed_within_15_days_rate", keys))
    median = context.figure(Unit.COUNT, cell("case_closure", "median_days_to_close", keys))
    days = Paragraph(context.tell(DAYS_TO_CLOSE, within=within, median=median), bullet=True)
    return [Page(key, told, (days, _closure_table(facts, key)))]


def _closed(facts: Facts, line: Scope) -> tuple[Figure, Figure]:
    if facts.period.is_year:
        keys = {**facts.year_keys, **line.keys}
        return (
            facts.context.figure(Unit.COUNT, cell("case_closure", "closed_by_year_end", keys)),
            facts.context.figure(Unit.SHARE, cell("case_closure", "closed_by_year_end_rate", keys)),
        )
    days = Range(facts.period.first_day, facts.period.last_day)
    closed = count("cases", source_system=facts.feed, received_date=days, is_closed=True, **line.filters)
    share = derived("ratio", closed, facts.counted(line, facts.period))
    return facts.context.figure(Unit.COUNT, closed), facts.context.figure(Unit.SHARE, share)


_CLOSURE_COLUMNS: tuple[tuple[str, Unit], ...] = (
    ("complaints", Unit.COUNT),
    ("closed_by_year_end", Unit.COUNT),
    ("closed_by_year_end_rate", Unit.SHARE),
    ("closed_within_15_days_rate", Unit.SHARE),
    ("closed_within_30_days_rate", Unit.SHARE),
    ("closed_within_60_days_rate", Unit.SHARE),
    ("median_days_to_close", Unit.COUNT),
    ("p90_days_to_close", Unit.COUNT),
)


def _closure_table(facts: Facts, key: str) -> Table:
    context: Context = facts.context
    columns = (
        Column(context.label("columns.line")),
        *(Column(context.label(f"closure.{name}"), is_number=True) for name, _ in _CLOSURE_COLUMNS),
    )
    scopes = (facts.company, *(scope for scope in facts.of_level("line")))
    table_rows = []
    for scope in scopes[:MOST_ROWS]:
        keys: dict[str, Key] = {**facts.year_keys, **scope.keys}
        figures = (context.shown(unit, cell("case_closure", name, keys)) for name, unit in _CLOSURE_COLUMNS)
        table_rows.append((context.name(scope.name), *figures))
    return Table(key, context.label("traits.closure", who=facts.name), columns, tuple(table_rows), frozenset({0}))
