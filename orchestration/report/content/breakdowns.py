"""How a scope's complaints of the period divide: by month, branch, channel, controllability, cause and grievance."""

from __future__ import annotations

from dataclasses import dataclass

from orchestration.report.content.facts import UNMAPPED, UNSPECIFIED, Facts, Scope
from orchestration.report.figures import Figure, Unit
from orchestration.report.sources import Key, cell, derived
from orchestration.report.statements.slots import Name, name

CONTROLLABLE, UNCONTROLLABLE, UNDETERMINED = "controllable", "uncontrollable", "undetermined"


@dataclass(frozen=True)
class Part:
    """A part of a scope's complaints: its name, how many, and what share that is of all.

    `is_known` is false of what a complaint does not say, or says in words that the reference data does not know.
    `group` is the code of what the part belongs to: a group of channels or the controllability of a cause. `ranks` is
    the place among all, of a year and where the mart has one.
    """

    name: Name
    complaints: Figure
    share: Figure
    is_known: bool = True
    group: str = ""
    ranks: tuple[Figure, ...] = ()


def causes(facts: Facts, category: Scope) -> list[Part]:
    """The causes of a category, most frequent first."""
    keys = {**facts.year_keys, **category.keys}
    found = []
    for row in facts.reader.rows("cause_breakdown", "cause_group_code, cause_code", **keys):
        codes: dict[str, Key] = {key: row[key] for key in ("cause_group_code", "cause_code")}
        named = {"category_code": category.code, **codes}
        found.append(
            Part(
                name(facts.reader, "dim_cause", "cause", **named),
                *_counted(facts, category, "cause_breakdown", codes),
                is_known=row["cause_code"] not in (UNMAPPED, UNSPECIFIED),
                group=row["controllability"],
                ranks=_ranks(facts, category, "cause_breakdown", codes),
            )
        )
    return _largest(found)


def grievances(facts: Facts, category: Scope) -> list[Part]:
    """The grievances of a category, most often named first."""
    found = []
    for row in facts.reader.rows("grievance_breakdown", "grievance_code", **facts.year_keys, **category.keys):
        code = row["grievance_code"]
        found.append(
            Part(
                name(facts.reader, "dim_grievance", "grievance", category_code=category.code, grievance_code=code),
                *_counted(facts, category, "grievance_breakdown", {"grievance_code": code}),
                is_known=code not in (UNMAPPED, UNSPECIFIED),
                ranks=_ranks(facts, category, "grievance_breakdown", {"grievance_code": code}),
            )
        )
    return _largest(found)


def _ranks(facts: Facts, category: Scope, mart: str, codes: dict[str, Key]) -> tuple[Figure, ...]:
    if not facts.period.is_year:
        return ()
    return (facts.context.figure(Unit.PLAIN, cell(mart, "rank", {**facts.year_keys, **category.keys, **codes})),)


def channels(facts: Facts, scope: Scope) -> list[Part]:
    """The channels of the company or a line, the most used first."""
    found = []
    for row in facts.reader.rows("channel_mix", "channel_group, channel_code", **facts.year_keys, **scope.keys):
        code = row["channel_code"]
        found.append(
            Part(
                name(facts.reader, "dim_channel", "channel", channel_code=code),
                *_counted(facts, scope, "channel_mix", {"channel_code": code}),
                is_known=code not in (UNMAPPED, UNSPECIFIED),
                group=row["channel_group"],
            )
        )
    return _largest(found)


def channel_group(facts: Facts, scope: Scope, group: str) -> tuple[Figure, Figure]:
    """How many complaints came through a group of channels, direct or referred, and their share."""
    rows = facts.reader.rows("channel_mix", "channel_code", **facts.year_keys, **scope.keys, channel_group=group)
    if not facts.period.is_year or not rows:
        return _totals(facts, scope, {"channel_group": group})
    # the group's figures stand in the row of each of its channels
    keys = {**facts.year_keys, **scope.keys, "channel_group": group, "channel_code": rows[0]["channel_code"]}
    return (
        facts.context.figure(Unit.COUNT, cell("channel_mix", "group_complaints", keys)),
        facts.context.figure(Unit.SHARE, cell("channel_mix", "group_share", keys)),
    )


def controlled(facts: Facts, scope: Scope, controllability: str) -> tuple[Figure, Figure]:
    """How many complaints are controllable, uncontrollable or undetermined, and their share."""
    if not facts.period.is_year:
        return _totals(facts, scope, {"controllability": controllability})
    keys = {**facts.year_keys, **scope.keys}
    complaints = cell("controllability", controllability, keys)
    if controllability == UNDETERMINED:
        share = derived("ratio", complaints, cell("controllability", "complaints", keys))
        return facts.context.figure(Unit.COUNT, complaints), facts.context.figure(Unit.SHARE, share)
    rate = cell("controllability", f"{controllability}_rate", keys)
    return facts.context.figure(Unit.COUNT, complaints), facts.context.figure(Unit.SHARE, rate)


def _counted(facts: Facts, scope: Scope, mart: str, codes: dict[str, Key]) -> tuple[Figure, Figure]:
    if not facts.period.is_year:
        return _totals(facts, scope, codes)
    keys = {**facts.year_keys, **scope.keys, **codes}
    return (
        facts.context.figure(Unit.COUNT, cell(mart, "complaints", keys)),
        facts.context.figure(Unit.SHARE, cell(mart, "share", keys)),
    )


def _totals(facts: Facts, scope: Scope, codes: dict[str, Key]) -> tuple[Figure, Figure]:
    part = facts.counted(scope, facts.period, **codes)
    share = derived("ratio", part, facts.counted(scope, facts.period))
    return facts.context.figure(Unit.COUNT, part), facts.context.figure(Unit.SHARE, share)


def _largest(parts: list[Part]) -> list[Part]:
    return sorted(parts, key=lambda part: -Facts.number(part.complaints))
