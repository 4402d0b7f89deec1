"""Days and moments: differences, truncation, zones."""

from __future__ import annotations

from sqlglot import exp

from orchestration.spark.translation.moments import parsed_by_formats, parsed_freely
from orchestration.spark.translation.numbers import Rule, filled
from orchestration.spark.translation.typing import DAY, FLOATING, TEXT, WHOLE, Type, call, cast, is_of, refuse, text

# what the models ask of a text before they cast it: of these Spark makes the same moments, and faster
COMMON_FORM = r"\d{4}-\d\d-\d\d( ([01]\d|2[0-3]):\d\d(:\d\d)?)?"
_WITH_ZONE = frozenset({Type.TIMESTAMPTZ, Type.TIMESTAMPLTZ})


def _difference(node: exp.Expression) -> exp.Expression:
    """A day less a day is a number of days."""
    _known(node)
    if is_of(node.this, DAY) and is_of(node.expression, DAY):
        return cast(call("datediff", node.this, node.expression), "bigint")
    if is_of(node.this, DAY) and is_of(node.expression, WHOLE):
        return call("date_sub", node.this, cast(node.expression, "int"))
    return _moment_of(node)


def _sum(node: exp.Expression) -> exp.Expression:
    _known(node)
    if is_of(node.this, DAY) and is_of(node.expression, WHOLE):
        return call("date_add", node.this, cast(node.expression, "int"))
    return _moment_of(node)


def _known(node: exp.Expression) -> None:
    if is_of(node.this, FLOATING) or is_of(node.expression, FLOATING):
        return
    for side in (node.this, node.expression):
        if is_of(side, frozenset({Type.UNKNOWN})) and not isinstance(side, exp.Identifier | exp.Null):
            raise refuse(node, f"the type of {side.sql('duckdb')[:80]} is not known: cast it")


def _moment_of(node: exp.Expression) -> exp.Expression:
    """A day and an interval make a moment."""
    if is_of(node.this, DAY) and isinstance(node.expression, exp.Interval | exp.ToDays):
        days = node.expression
        if isinstance(days, exp.ToDays):
            node.set("expression", filled("make_dt_interval(of)", of=days.this))
        return cast(node.copy(), "timestamp_ntz")
    return node


def _truncated(node: exp.Expression) -> exp.Expression:
    """A moment without a zone, of a day too."""
    return cast(call("date_trunc", text(node.unit.name.lower()), node.this), "timestamp_ntz")


def _days_between(node: exp.Expression) -> exp.Expression:
    if node.unit.name.lower() != "day":
        raise refuse(node, "only whole days have a translation: Spark counts elapsed hours, not boundaries")
    return cast(call("datediff", cast(node.this, "date"), cast(node.expression, "date")), "bigint")


def _cast(node: exp.Expression) -> exp.Expression:
    """A text that is tried as a moment."""
    kind = node.to.this
    if not is_of(node.this, TEXT) or kind not in (Type.TIMESTAMP, Type.TIMESTAMPNTZ, *_WITH_ZONE):
        return node
    guard = node.parent.this if isinstance(node.parent, exp.If) else None
    is_common = (
        isinstance(guard, exp.RegexpFullMatch) and guard.expression.name == COMMON_FORM and guard.this == node.this
    )
    if kind not in _WITH_ZONE and is_common:
        return filled("try_cast(of as timestamp_ntz)", of=node.this)
    made = parsed_freely(node.this)
    return cast(made, "timestamp") if kind in _WITH_ZONE else made


def _by_formats(node: exp.Expression) -> exp.Expression:
    value, formats = node.expressions
    listed = formats.expressions if isinstance(formats, exp.Array) else [formats]
    return parsed_by_formats(value, [one.name for one in listed])


def _in_zone(node: exp.Expression) -> exp.Expression:
    zone, moment = node.expressions
    return cast(call("from_utc_timestamp", moment, zone), "timestamp_ntz")


def _microseconds(node: exp.Expression) -> exp.Expression:
    return call("unix_micros", cast(node.expressions[0], "timestamp"))


def _weekday(node: exp.Expression) -> exp.Expression:
    return filled("weekday(of) + 1", of=node.this)


FUNCTIONS: dict[str, Rule] = {"try_strptime": _by_formats, "timezone": _in_zone, "epoch_us": _microseconds}
TRIED_CAST = _cast
RULES: dict[type[exp.Expression], Rule] = {
    exp.Sub: _difference,
    exp.Add: _sum,
    exp.TimestampTrunc: _truncated,
    exp.DateTrunc: _truncated,
    exp.DateDiff: _days_between,
    exp.DayOfWeekIso: _weekday,
}
