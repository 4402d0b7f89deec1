"""The funnel plot: each branch's index over what was to be expected of it, and the limits that chance sets."""

from __future__ import annotations

from typing import Any

from orchestration.report.content.facts import Facts
from orchestration.report.content.pieces import branch_name
from orchestration.report.document import Chart, ChartKind, Limits, Point, Role, Series
from orchestration.report.figures import Figure, Unit
from orchestration.report.sources import Cell, Given, Key, cell, derived
from orchestration.report.statements.slots import Name

MART = "branch_ranking"

ROLES = {
    "above_998": Role.BAD,
    "above_95": Role.BAD,
    "below_95": Role.GOOD,
    "below_998": Role.GOOD,
}
"""What a branch outside of the funnel stands for."""

# the column of the exposure, and the units of it that the limits are a rate of
_BASES = {"premium": ("premium_yuan", 100_000_000), "policies": ("policies_in_force", 10_000)}

_LIMITS = ("funnel_low_95", "funnel_high_95", "funnel_low_998", "funnel_high_998")

Row = dict[str, Any]


def chart(feed: Facts, rows: list[Row], keys: dict[str, Key], key: str, scope: Name, own: str | None = None) -> Chart:
    """The funnel of branches that have an index. `own` is the code of the one branch that is named; without it, those
    outside of the limits are.
    """
    context = feed.context
    in_order = sorted(rows, key=lambda row: (row["expected_complaints"], row["branch_code"]))
    points = tuple(
        Point(
            context.name(branch_name(context, row["branch_code"])),
            (
                context.figure(Unit.NUMBER, _cell(keys, row, "expected_complaints"), 1),
                context.figure(Unit.NUMBER, _cell(keys, row, "complaint_index")),
            ),
            _role(row, own),
            is_named=row["branch_code"] == own if own else row["funnel_band"] in ROLES,
        )
        for row in in_order
    )
    limits = [_limits_at(feed, keys, row) for row in in_order if row["funnel_high_95"] is not None]
    return Chart(
        f"funnel_{key}",
        ChartKind.FUNNEL,
        context.label("rates.funnel", feed=feed.name, scope=scope),
        context.label("rates.funnel_seen"),
        (Series(context.label("rates.branches"), Role.NEUTRAL),),
        points,
        axis=context.label("rates.expected_axis"),
        axis_y=context.label("rates.index_axis"),
        limits=Limits((context.label("rates.limits_95"), context.label("rates.limits_998")), tuple(limits)),
    )


def _role(row: Row, own: str | None) -> Role | None:
    if own is None:
        return ROLES.get(row["funnel_band"])
    return ROLES.get(row["funnel_band"], Role.CURRENT) if row["branch_code"] == own else None


def _cell(keys: dict[str, Key], row: Row, column: str) -> Cell:
    return cell(MART, column, keys, branch_code=row["branch_code"])


def _limits_at(feed: Facts, keys: dict[str, Key], row: Row) -> tuple[Figure, ...]:
    exposure, unit = _BASES[row["exposure_base"]]
    expected = _cell(keys, row, "expected_complaints")
    ends = (
        derived("funnel_index", _cell(keys, row, column), _cell(keys, row, exposure), Given(unit), expected)
        for column in _LIMITS
    )
    return (
        feed.context.figure(Unit.NUMBER, expected, 1),
        *(feed.context.figure(Unit.NUMBER, end) for end in ends),
    )
