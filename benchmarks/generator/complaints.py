"""Complaints of either feed as columns of codes, and those columns as text in the feed's own words.

Every draw is vectorised, so that the bundled world and the scaled one come from the same definitions.
"""

from __future__ import annotations

import functools
from dataclasses import dataclass, fields
from datetime import date, datetime
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks.generator import people, text, world
from benchmarks.generator.draws import Draws

# text before and after the detail that a narrative mentions, and which detail that is
NARRATIVES = (
    ("客户", "要求尽快答复", "name"),
    ("来电人", "反映无人联系", "name"),
    ("请回电", "", "phone"),
    ("电话", "一直未接到回复", "phone"),
    ("证件", "信息有误", "identity"),
    ("保单", "要求处理", "policy"),
    ("对答复不满意", "", "none"),
    ("催办", "", "none"),
    ("要求书面答复，态度激动", "", "none"),
)
NARRATIVE_WEIGHTS = (12, 8, 10, 4, 4, 8, 26, 16, 12)
_DETAILS = ("name", "phone", "identity", "policy", "none")
_OPENING, _CLOSING = 9 * 60, 18 * 60
FLAG_WORDS = {"call_center": ("否", "是"), "hq": ("不可控", "可控")}


@dataclass
class Complaints:
    """Columns of codes, one element per complaint; -1 is blank.

    `received` and `closed` are minutes since 1970 (`closed` -1: still open), `kind` indexes ``world.kinds(feed)``,
    `branch`, `channel`, `cause`, `grievance` index the reference files, `flag` is 1 for controllable, `customer`
    is an identifier of `people`, `narrative` indexes NARRATIVES.
    """

    received: np.ndarray
    kind: np.ndarray
    branch: np.ndarray
    channel: np.ndarray
    cause: np.ndarray
    grievance: np.ndarray
    flag: np.ndarray
    closed: np.ndarray
    is_in_progress: np.ndarray
    customer: np.ndarray
    narrative: np.ndarray
    has_identity: np.ndarray
    has_phone: np.ndarray
    has_policy: np.ndarray

    def take(self, rows: np.ndarray) -> Complaints:
        """The given rows, in that order."""
        return Complaints(**{column.name: getattr(self, column.name)[rows] for column in fields(self)})

    @staticmethod
    def concatenate(parts: list[Complaints]) -> Complaints:
        """All parts, one after the other."""
        return Complaints(
            **{name.name: np.concatenate([getattr(part, name.name) for part in parts]) for name in fields(Complaints)}
        )

    def __len__(self) -> int:
        return len(self.received)


@functools.cache
def categories_of_kinds(feed: str) -> np.ndarray:
    """Index of the category of each of the feed's kinds."""
    return np.array([world.category_codes().index(kind.category_code) for kind in world.kinds(feed)])


@functools.cache
def day_weights(feed: str, year: int) -> np.ndarray:
    """Relative number of complaints on each day of a year."""
    profile = world.PROFILES[feed]
    days = np.datetime64(f"{year}-01-01", "D") + np.arange(text.day_number(year + 1) - text.day_number(year))
    months = days.astype("datetime64[M]").astype(int) % 12
    weekdays = (days.astype(int) + 3) % 7
    weights = np.array(profile.months)[months] * np.array(profile.weekdays)[weekdays]
    consumer_day = np.datetime64(f"{year}-03-15", "D")
    weights[np.abs((days - consumer_day).astype(int)) <= 2] *= profile.consumer_day_factor
    return weights


def draw_received(draws: Draws, feed: str, year: int, count: int, part: int = 0, parts: int = 1) -> np.ndarray:
    """Times received, in order, in minutes since 1970, within the given part of the year's complaints."""
    bounds = np.cumsum(day_weights(feed, year))
    positions = (part + draws.uniform(count)) / parts * bounds[-1]
    days = np.minimum(np.searchsorted(bounds, positions, side="right"), len(bounds) - 1)
    hours = draws.pick(count, world.HOUR_WEIGHTS)
    minutes = hours * 60 + draws.below(count, 60)
    return np.sort((text.day_number(year) + days) * text.MINUTES_PER_DAY + minutes)


def draw_closed(draws: Draws, feed: str, received: np.ndarray) -> np.ndarray:
    """Times closed: the same day, or in the office hours of a later one."""
    count = len(received)
    days = np.interp(draws.uniform(count), world.CLOSING_QUANTILES, world.PROFILES[feed].closing_days).astype(np.int64)
    same_day = received + 20 + draws.below(count, 180)
    opening = (received // text.MINUTES_PER_DAY + days) * text.MINUTES_PER_DAY + _OPENING
    return np.where(days == 0, same_day, opening + draws.below(count, _CLOSING - _OPENING))


def draw_causes(draws: Draws, feed: str, kind: np.ndarray, controllable: np.ndarray | None = None) -> np.ndarray:
    """Causes of the kinds' categories; with `controllable` (booleans) only such causes."""
    groups = 3 * categories_of_kinds(feed)[kind]
    if controllable is not None:
        groups = groups + 1 + controllable
    return draws.pick_within(groups, world.cause_weights())


def draw_grievances(draws: Draws, feed: str, kind: np.ndarray) -> np.ndarray:
    """Grievances of the kinds' categories."""
    return draws.pick_within(categories_of_kinds(feed)[kind], world.grievance_weights())


@functools.cache
def _cause_traits() -> tuple[np.ndarray, np.ndarray]:
    causes = world.reference("causes")
    controllable = np.array([cause["controllability"] == "controllable" for cause in causes])
    return controllable, np.array([cause["cause_code"] == "malicious" for cause in causes])


def flags_of(causes: np.ndarray) -> np.ndarray:
    """1 where the cause is controllable, else 0."""
    return _cause_traits()[0][causes].astype(np.int64)


def draw_flags(draws: Draws, feed: str, kind: np.ndarray, cause: np.ndarray) -> np.ndarray:
    """The handler's flag: the cause's own mostly, often blank where operations had no part."""
    count, profile = len(kind), world.PROFILES[feed]
    guessed = draws.pick(count, world.FLAG_WITHOUT_CAUSE)
    flag = np.where(cause < 0, guessed, flags_of(cause))
    flag = np.where(draws.chance(count, profile.flag_contradicts_cause), 1 - flag, flag)
    is_operations = np.array([kind.category_code in world.operations_codes() for kind in world.kinds(feed)])[kind]
    blank_share = np.where(is_operations, profile.blank_flag, world.BLANK_FLAG_ELSEWHERE)
    return np.where(draws.chance(count, blank_share), -1, np.where(is_operations, flag, 0))


def draw_customers(draws: Draws, branch: np.ndarray, cause: np.ndarray, world_size: int) -> np.ndarray:
    """Customers of the branches; a few come back often, above all the malicious."""
    count = len(branch)
    shares = world.branch_weights() / world.branch_weights().sum()
    pools = np.maximum(world.CUSTOMERS_PER_COMPLAINT * world_size * shares, 40)
    is_malicious = (cause >= 0) & _cause_traits()[1][cause]
    chance = np.where(is_malicious, world.FREQUENT_CHANCE_MALICIOUS, world.FREQUENT_CHANCE)
    pool_share = np.where(draws.chance(count, chance), world.FREQUENT_CUSTOMER_SHARE, 1.0)
    return branch * people.CUSTOMERS_PER_BRANCH + draws.below(count, np.ceil(pools[branch] * pool_share))


def draw_complaints(
    draws: Draws,
    feed: str,
    received: np.ndarray,
    kind: np.ndarray,
    world_size: int,
    last_day: int,
) -> Complaints:
    """Everything else about complaints whose times and kinds are given.

    `world_size` is the number of complaints in the whole world, for the chance of meeting a customer again; what would
    close after `last_day` (days since 1970) is still open.
    """
    count, profile = len(received), world.PROFILES[feed]
    branch = draws.pick(count, world.branch_weights())
    cause = np.where(draws.chance(count, profile.blank_cause), -1, draw_causes(draws, feed, kind))
    grievance = np.where(draws.chance(count, profile.blank_grievance), -1, draw_grievances(draws, feed, kind))
    closed = draw_closed(draws, feed, received)
    return Complaints(
        received=received,
        kind=kind,
        branch=branch,
        channel=draws.pick(count, [profile.channels[row["channel_code"]] for row in world.reference("channels")]),
        cause=cause,
        grievance=grievance,
        flag=draw_flags(draws, feed, kind, cause),
        closed=np.where(closed >= (last_day + 1) * text.MINUTES_PER_DAY, -1, closed),
        is_in_progress=draws.chance(count, world.IN_PROGRESS_SHARE),
        customer=draw_customers(draws, branch, cause, world_size),
        narrative=np.where(draws.chance(count, profile.blank_narrative), -1, draws.pick(count, NARRATIVE_WEIGHTS)),
        has_identity=~draws.chance(count, profile.blank_identity),
        has_phone=~draws.chance(count, profile.blank_phone),
        has_policy=~draws.chance(count, profile.blank_policy),
    )


@functools.cache
def _vocabulary(name: str, column: str, encoding: str) -> pa.Array:
    return text.words([row[column] for row in world.reference(name)], encoding)


def reference_text(name: str, column: str, indices: np.ndarray, encoding: str) -> pa.Array:
    """Words of a reference file's column; null where the index is negative."""
    return text.look_up(_vocabulary(name, column, encoding), indices)


def _narratives(complaints: Complaints, details: dict[str, pa.Array], encoding: str) -> pa.Array:
    count = len(complaints)
    chosen = np.array([_DETAILS.index(detail) for _, _, detail in NARRATIVES])[complaints.narrative]
    pool = pa.concat_arrays([*(details[name] for name in _DETAILS[:-1]), pa.array([b""], type=pa.binary())])
    position = np.where(chosen == len(_DETAILS) - 1, len(pool) - 1, chosen * count + np.arange(count))
    before = text.look_up(text.words([before for before, _, _ in NARRATIVES], encoding), complaints.narrative)
    after = text.look_up(text.words([after for _, after, _ in NARRATIVES], encoding), complaints.narrative)
    return text.blank(text.join(before, pool.take(pa.array(position)), after), complaints.narrative < 0)


def render(complaints: Complaints, feed: str, numbers: pa.Array, encoding: str) -> dict[str, pa.Array]:
    """Text of each field that both complaint feeds share, as binary arrays in the given encoding, blanks as null."""
    is_open = complaints.closed < 0
    status = np.where(is_open, complaints.is_in_progress.astype(np.int64), 2)
    show = text.minute_text if feed == "call_center" else _whole_days
    name = people.names(complaints.customer, encoding)
    identity = people.identity_numbers(complaints.customer)
    phone = people.phones(complaints.customer)
    policy = people.policy_numbers(complaints.customer)
    columns = {
        "complaint_number": numbers,
        "received_at": show(complaints.received),
        "branch": reference_text("branches", "branch_name_zh", complaints.branch, encoding),
        "category": text.look_up(text.words([kind.name_zh for kind in world.kinds(feed)], encoding), complaints.kind),
        "cause": reference_text("causes", "cause_name_zh", complaints.cause, encoding),
        "grievance": reference_text("grievances", "grievance_name_zh", complaints.grievance, encoding),
        "controllable": text.look_up(text.words(list(FLAG_WORDS[feed]), encoding), complaints.flag),
        "channel": reference_text("channels", "channel_name_zh", complaints.channel, encoding),
        "status": reference_text("statuses", "status_name_zh", status, encoding),
        "closed_at": show(complaints.closed),
        "customer_number": people.numbers(complaints.customer),
        "customer_name": name,
        "identity_number": text.blank(identity, ~complaints.has_identity),
        "phone": text.blank(phone, ~complaints.has_phone),
        "policy_number": text.blank(policy, ~complaints.has_policy),
    }
    if feed == "call_center":
        details = {"name": name, "phone": phone, "identity": identity, "policy": policy}
        columns["narrative"] = _narratives(complaints, details, encoding)
    return columns


def _whole_days(minutes: np.ndarray) -> pa.Array:
    return text.date_text(np.where(minutes < 0, -1, minutes // text.MINUTES_PER_DAY))


def render_rows(complaints: Complaints, feed: str, numbers: list[str]) -> list[dict[str, Any]]:
    """The complaints as one dictionary of field to text each; the two dates as dates, or as datetimes with a time."""
    columns = render(complaints, feed, text.words(numbers, "utf-8"), "utf-8")
    values = {field: column.cast(pa.string()).to_pylist() for field, column in columns.items()}
    parse = datetime.fromisoformat if feed == "call_center" else date.fromisoformat
    for field in ("received_at", "closed_at"):
        values[field] = [None if value is None else parse(value) for value in values[field]]
    return [dict(zip(values, row, strict=True)) for row in zip(*values.values(), strict=True)]
