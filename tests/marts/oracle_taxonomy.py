"""Breaks of the taxonomy between two years: what may be compared, counted with what, and what nobody declared."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pandas as pd

from tests.benchmarks import reading
from tests.marts.periods import ALL_LEVELS, Period, periods, ratio, scope_codes, table, within
from tests.marts.raw_feeds import RawFeeds

# Expected where none came; by the rule of three, chance explains less in 5 % of cases and more.
EXPECTED_BY_CHANCE = 3


def verdict(period: Period, level: str, code: str) -> bool | None:
    """True if the scope is bridged to the year before, False if its rate is withheld, None if no break touches it."""
    declared = _declared(period, level)
    own, members = declared.get(code, {}), _members(period, level, code)
    verdicts = list(own.values())
    for bridged, reached in _bridges(period, level).items():
        verdicts += [False for member, day in reached if member == code != bridged and day not in own]
    for member, _ in members:
        other_breaks = declared.get(member, {}).items()
        verdicts += [False for day, is_bridged in other_breaks if not is_bridged and (member, day) not in members]
    return all(verdicts) if verdicts else None


def counted_with(period: Period, level: str, code: str) -> set[str]:
    """The scopes that are counted together when `code` is compared; itself alone unless it is bridged."""
    if not verdict(period, level, code):
        return {code}
    return {code} | {member for member, _ in _members(period, level, code)}


def taxonomy_changes(feeds: RawFeeds) -> pd.DataFrame:
    rows = []
    for period in periods(feeds.complaints):
        if period.before is None:
            continue
        for level in (*ALL_LEVELS, "channel"):
            rows += list(_changes(period, level))
    return table(rows)


def _changes(period: Period, level: str) -> Iterator[dict[str, object]]:
    channels = reading.reference("channels").channel_code.tolist()
    codes = channels if level == "channel" else scope_codes(level)
    frames = (period.complaints, period.before)
    column = "channel_code" if level == "channel" else level
    are_named = level != "channel" or all(frame.channel_code.isin(channels).any() for frame in frames)
    for code in codes:
        now, before = (int((frame[column] == code).sum()) if are_named else 0 for frame in frames)
        change = _change(now, before, *map(len, frames))
        there, elsewhere = reversed(frames) if change == "vanished" else frames
        share = ratio(before if change == "vanished" else now, len(there))
        found = verdict(period, level, code)
        is_too_large = (
            change is not None
            and level in ("category", "subcategory", "channel")
            and share
            > float(reading.reference("rules").set_index("rule_code").rule_value["undeclared_break_min_share"])
            and share * len(elsewhere) > EXPECTED_BY_CHANCE
        )
        if found is not None or is_too_large:
            yield {
                **period.keys,
                "scope_level": level,
                "scope_code": code,
                "change": change or "declared_break",
                "complaints": now,
                "complaints_prior_year": before,
                "feed_complaints": len(there) if are_named else None,
                "share": share if are_named else None,
                "is_declared": found is not None,
                "is_bridged": bool(found),
            }


def _change(now: int, before: int, all_now: int, all_before: int) -> str | None:
    """In the one year at most a hundredth of what the share in the other lets expect."""
    if now and Fraction(before) <= Fraction(now, all_now) * all_before / 100:
        return "appeared"
    if before and Fraction(now) <= Fraction(before, all_before) * all_now / 100:
        return "vanished"
    return None


def _crossed(period: Period, name: str, level: str) -> Iterator[tuple[Any, str]]:
    """Rows of a reference file that speak of the level and of a day between the two years, with that day."""
    if period.before is None:
        return
    for row in reading.reference_rows(name):
        day = pd.Timestamp(row.effective_from)
        is_meant = row.scope_level == level and row.source_system in ("", period.source_system)
        if is_meant and pd.Timestamp(period.report_year - 1, 1, 1) < day <= period.end_date:
            yield row, row.effective_from


def _declared(period: Period, level: str) -> dict[str, dict[str, bool]]:
    declared: dict[str, dict[str, bool]] = {}
    for row, day in _crossed(period, "taxonomy_breaks", level):
        declared.setdefault(row.scope_code, {})[day] = row.is_bridged == "true"
    return declared


def _bridges(period: Period, level: str) -> dict[str, set[tuple[str, str]]]:
    bridges: dict[str, set[tuple[str, str]]] = {}
    for row, day in _crossed(period, "taxonomy_bridges", level):
        bridges.setdefault(row.scope_code, set()).add((row.member_code, day))
    return bridges


def _members(period: Period, level: str, code: str) -> set[tuple[str, str]]:
    """Members of the scope and theirs in turn, each with the day on which it became one."""
    bridges = _bridges(period, level)
    found: set[tuple[str, str]] = set()
    ahead = list(bridges.get(code, ()))
    while ahead:
        member, day = ahead.pop()
        if (member, day) not in found:
            found.add((member, day))
            ahead += bridges.get(member, ())
    return {(member, day) for member, day in found if member != code}


def compared(frame: pd.DataFrame | None, period: Period, scope: dict[str, str]) -> int | None:
    """Complaints of the scope and of those that it is counted with; None stays None."""
    if frame is None:
        return None
    level, code = scope["scope_level"], scope["scope_code"]
    together = counted_with(period, level, code)
    return sum(len(within(frame, {"scope_level": level, "scope_code": member})) for member in together)
