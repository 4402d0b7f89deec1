"""Numbers: what is divided, rounded and counted in another way."""

from __future__ import annotations

from collections.abc import Callable

from sqlglot import exp

from orchestration.spark.translation.typing import FLOATING, WHOLE, Type, call, cast, is_of

Rule = Callable[[exp.Expression], exp.Expression]


def _literal(node: exp.Expression) -> exp.Expression:
    """0.5 is a decimal to both, and a quotient of decimals has few digits in Spark: it is a double from the start."""
    if node.is_string or not any(sign in node.name for sign in ".eE"):
        return node
    return exp.Var(this=f"{node.name}D")


def _division(node: exp.Expression) -> exp.Expression:
    """A quotient is a double; by zero it is null here, where Spark would stop."""
    divisor = node.expression
    if not isinstance(divisor, exp.Literal | exp.Var):
        divisor = exp.Nullif(this=_wrapped(divisor), expression=exp.Literal.number(0))
    dividend = node.this
    if is_of(dividend, frozenset({Type.INT128, Type.DECIMAL})):
        dividend = cast(dividend, "double")
    return exp.Div(this=dividend, expression=divisor)


def _wrapped(node: exp.Expression) -> exp.Expression:
    return node.this if isinstance(node, exp.Paren) else node


def _cast(node: exp.Expression) -> exp.Expression:
    """A double becomes the nearest whole number, where Spark would cut it off."""
    if node.to.this in WHOLE and is_of(node.this, FLOATING):
        node.set("this", call("rint", node.this))
    return node


def _whole_double(node: exp.Expression) -> exp.Expression:
    """`ceil` and `floor` of a double are doubles, not whole numbers."""
    return cast(node.copy(), "double") if is_of(node.this, FLOATING) and not node.args.get("decimals") else node


def _log(node: exp.Expression) -> exp.Expression:
    """`log` of one argument is that to the base of ten."""
    return node if node.expression else call("log10", node.this)


def _quantile(node: exp.Expression) -> exp.Expression:
    return call("percentile", node.this, node.expression)


def _type(node: exp.Expression) -> exp.Expression:
    """Whole numbers that Spark has no type for are decimals there, or of the next larger type."""
    return exp.DataType.build(_LARGER[node.this], dialect="spark") if node.this in _LARGER else node


_LARGER = {
    Type.INT128: "decimal(38, 0)",
    Type.UINT128: "decimal(38, 0)",
    Type.UBIGINT: "decimal(20, 0)",
    Type.UINT: "bigint",
}
RULES: dict[type[exp.Expression], Rule] = {
    exp.DataType: _type,
    exp.Literal: _literal,
    exp.PercentileCont: _quantile,
    exp.Div: _division,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Ceil: _whole_double,
    exp.Floor: _whole_double,
    exp.Log: _log,
}
