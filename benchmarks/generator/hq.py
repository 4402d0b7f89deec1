"""Head office's register for the bundled world: the planned counts and the way back to the call center."""

from __future__ import annotations

import numpy as np

from benchmarks.generator import plan, text, world
from benchmarks.generator.complaints import (
    Complaints,
    categories_of_kinds,
    day_weights,
    draw_causes,
    draw_complaints,
    draw_customers,
    draw_received,
)
from benchmarks.generator.draws import Draws

LINK_WINDOW_DAYS = 40


def _shuffled(draws: Draws, values: np.ndarray) -> np.ndarray:
    return values[draws.order(len(values))]


def _planned_days(draws: Draws, year: int) -> np.ndarray:
    """Days received of the operations complaints: the planned number in each month, one on the year's last day."""
    months = _shuffled(draws, np.repeat(np.arange(12), plan.HQ_MONTHS[year]))
    weights = day_weights("hq", year)
    first = text.day_number(year)
    month_of_day = (np.datetime64("1970-01-01", "D") + first + np.arange(len(weights))).astype("datetime64[M]")
    by_month = np.where(np.arange(12)[:, None] == month_of_day.astype(int) % 12, weights, 0)
    days = draws.pick_within(months, by_month)
    days[np.flatnonzero(months == 11)[0]] = len(weights) - 1
    return first + days


def _plan_operations(draws: Draws, complaints: Complaints, rows: np.ndarray, year: int) -> None:
    """Give the operations complaints, at `rows`, the planned branches, channels, causes and grievances."""
    kind = complaints.kind[rows]
    kind_codes = [world.kinds("hq")[index].code for index in kind]
    channels = [row["channel_code"] for row in world.reference("channels")]
    complaints.branch[rows] = _shuffled(draws, plan.repeat_codes(plan.HQ_BRANCHES[year], list(world.branch_codes())))
    complaints.channel[rows] = _shuffled(draws, plan.repeat_codes(plan.HQ_CHANNELS[year], channels))

    left = dict(plan.HQ_CONTROLLABLE[year])
    controllable = np.zeros(len(rows), dtype=np.int64)
    for position in draws.order(len(rows)):
        if left.get(kind_codes[position], 0):
            left[kind_codes[position]] -= 1
            controllable[position] = 1
    complaints.cause[rows] = draw_causes(draws, "hq", kind, controllable)
    complaints.flag[rows] = controllable

    for code, counts in plan.HQ_GRIEVANCES[year].items():
        of_category = [
            row["grievance_code"] if row["category_code"] == code else "" for row in world.reference("grievances")
        ]
        own = rows[[kind_code == code for kind_code in kind_codes]]
        complaints.grievance[own] = _shuffled(draws, plan.repeat_codes(counts, of_category))


def draw_hq(draws: Draws, year: int, world_size: int, last_day: int) -> Complaints:
    """Head office's complaints of a planned year in order of the day received.

    `world_size` and `last_day` as in ``draw_complaints``.
    """
    kind = plan.planned_kinds("hq", year)
    operations = np.array([item.category_code in world.operations_codes() for item in world.kinds("hq")])[kind]
    received = _shuffled(draws, draw_received(draws, "hq", year, len(kind)))
    received -= received % text.MINUTES_PER_DAY
    received[operations] = _planned_days(draws, year) * text.MINUTES_PER_DAY

    complaints = draw_complaints(draws, "hq", received, kind, world_size, last_day)
    _plan_operations(draws, complaints, np.flatnonzero(operations), year)
    complaints.customer = draw_customers(draws, complaints.branch, complaints.cause, world_size)
    complaints.closed -= complaints.closed % text.MINUTES_PER_DAY
    _close_by_year_end(complaints, year)
    return complaints.take(np.argsort(complaints.received, kind="stable"))


def _close_by_year_end(complaints: Complaints, year: int) -> None:
    year_end = (text.day_number(year + 1) - 1) * text.MINUTES_PER_DAY
    late = np.flatnonzero((complaints.closed > year_end) | (complaints.closed < 0))
    complaints.closed[late[plan.HQ_CLOSED_NEXT_YEAR[year] :]] = year_end


def link_to_call_center(
    draws: Draws, year: int, complaints: Complaints, call_center: Complaints, numbers: list[str]
) -> list[str | None]:
    """Call-center number of each head-office complaint, in the planned numbers; linked rows take over the customer.

    `numbers` are those of `call_center`. Raises ValueError if the plan asks for more links than there are candidates.
    """
    categories = categories_of_kinds("hq")[complaints.kind]
    other_categories = categories_of_kinds("call_center")[call_center.kind]
    days_before = complaints.received[:, None] // text.MINUTES_PER_DAY - call_center.received // text.MINUTES_PER_DAY
    is_near = (days_before >= 0) & (days_before <= LINK_WINDOW_DAYS)
    links: list[str | None] = [None] * len(complaints)
    is_free = np.ones(len(call_center), dtype=bool)
    order = draws.order(len(complaints)).tolist()
    for role in ("points_nowhere", "branch_disagrees", "category_disagrees", "agree"):
        missing = plan.HQ_LINKS[year][role]
        for row in order:
            if not missing:
                break
            if links[row] is not None:
                continue
            if role == "points_nowhere":
                links[row] = f"CC{year % 100:02d}9{99000 + row:05d}"
                missing -= 1
                continue
            same_branch = call_center.branch == complaints.branch[row]
            same_category = other_categories == categories[row]
            fits = (same_branch != (role == "branch_disagrees")) & (same_category != (role == "category_disagrees"))
            candidates = np.flatnonzero(fits & is_near[row] & is_free)
            if len(candidates):
                chosen = candidates[-1]
                links[row] = numbers[chosen]
                complaints.customer[row] = call_center.customer[chosen]
                is_free[chosen] = False
                missing -= 1
        if missing:
            raise ValueError(f"head office {year}: {missing} links of role {role!r} find no call-center complaint")
    return links


def return_customers(draws: Draws, year: int, complaints: Complaints, links: list[str | None]) -> None:
    """Let the planned number of complaints without a link come from a customer of the same branch who came before."""
    missing = plan.HQ_RETURNING[year]
    for row in draws.order(len(complaints)).tolist():
        before = np.flatnonzero(complaints.branch[:row] == complaints.branch[row])
        if missing and links[row] is None and len(before):
            complaints.customer[row] = complaints.customer[before[0]]
            missing -= 1
