"""Days and moments: differences, truncation, parsing."""

from __future__ import annotations

from sqlglot import exp

from orchestration.spark.translation.numbers import Rule
from orchestration.spark.translation.typing import DAY, WHOLE, call, cast, is_of, text

# how strptime and Spark's formatter call a part of a date; one letter takes one digit or two
_PARTS = {
    "%Y": "yyyy",
    "%m": "M",
    "%d": "d",
    "%H": "H",
    "%M": "m",
    "%S": "s",
    "%f": "[SSSSSS][SSSSS][SSSS][SSS][SS][S]",
}
_FIXED = {"%Y": "yyyy", "%m": "MM", "%d": "dd", "%H": "HH", "%M": "mm", "%S": "ss"}


def _difference(node: exp.Expression) -> exp.Expression:
    """A day less a day is a number of days."""
    if is_of(node.this, DAY) and is_of(node.expression, DAY):
        return call("datediff", node.this, node.expression)
    if is_of(node.this, DAY) and is_of(node.expression, WHOLE):
        return call("date_sub", node.this, cast(node.expression, "int"))
    return _moment_of(node)


def _sum(node: exp.Expression) -> exp.Expression:
    if is_of(node.this, DAY) and is_of(node.expression, WHOLE):
        return call("date_add", node.this, cast(node.expression, "int"))
    return _moment_of(node)


def _moment_of(node: exp.Expression) -> exp.Expression:
    """A day and an interval make a moment."""
    if is_of(node.this, DAY) and isinstance(node.expression, exp.Interval):
        return cast(node.copy(), "timestamp_ntz")
    return node


def _truncated(node: exp.Expression) -> exp.Expression:
    """Of a day it is a day; of a moment, one without a zone."""
    unit = text(node.unit.name.lower())
    if is_of(node.this, DAY):
        return call("trunc", node.this, unit)
    return cast(call("date_trunc", unit, node.this), "timestamp_ntz")


def _function(node: exp.Expression) -> exp.Expression:
    name = node.name.lower()
    if name == "try_strptime":
        formats = [one.name for one in node.expressions[1].expressions]
        return call("coalesce", *(_parsed(node.expressions[0], one) for one in dict.fromkeys(formats)))
    if name == "timezone":
        zone, moment = node.expressions
        return cast(call("from_utc_timestamp", moment, zone), "timestamp_ntz")
    if name == "epoch_us":
        return call("unix_micros", cast(node.expressions[0], "timestamp"))
    return node


def _parsed(value: exp.Expression, pattern: str) -> exp.Expression:
    is_packed = not any(sign in pattern.split(" ")[0] for sign in "-/.年")
    parts = _FIXED if is_packed else _PARTS
    spelled, at = "", 0
    while at < len(pattern):
        part = pattern[at : at + 2]
        if part in parts:
            spelled += parts[part]
            at += 2
        else:
            spelled += f"'{pattern[at]}'" if pattern[at].isalpha() else pattern[at]
            at += 1
    return cast(call("try_to_timestamp", value.copy(), text(spelled)), "timestamp_ntz")


RULES: dict[type[exp.Expression], Rule] = {
    exp.Sub: _difference,
    exp.Add: _sum,
    exp.TimestampTrunc: _truncated,
    exp.DateTrunc: _truncated,
}
FUNCTIONS = {"try_strptime": _function, "timezone": _function, "epoch_us": _function}
