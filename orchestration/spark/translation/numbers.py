"""Numbers: what is divided, rounded and counted in another way."""

from __future__ import annotations

from collections.abc import Callable

import sqlglot
from sqlglot import exp

from orchestration.spark.translation.typing import FLOATING, TEXT, WHOLE, Type, call, cast, is_of, refuse, text

Rule = Callable[[exp.Expression], exp.Expression]

# whole numbers that Spark has no type for are decimals there, or of the next larger type
_LARGER = {
    Type.INT128: "decimal(38, 0)",
    Type.UINT128: "decimal(38, 0)",
    Type.UBIGINT: "decimal(20, 0)",
    Type.UINT: "bigint",
}
_WHITE = " \t\n\x0b\x0c\r"
# what follows a number, though not one of another base
_END = f"[{_WHITE}]*$"
_INFINITY = "double('infinity')"
# thousands may be parted by single underscores, as DuckDB reads them
_DIGITS = "[0-9]+(?:_[0-9]+)*"
_MANTISSA = rf"(?:{_DIGITS}(?:[.](?:{_DIGITS})?)?|[.]{_DIGITS})"
_FIXED = rf"{_MANTISSA}(?:[eE][+-]?{_DIGITS})?"


def filled(template: str, **parts: exp.Expression) -> exp.Expression:
    """A template of Spark's SQL with expressions in the place of its names."""
    made = sqlglot.parse_one(f"({template})", read="spark")
    for column in list(made.find_all(exp.Column)):
        if column.name in parts:
            column.replace(exp.paren(parts[column.name].copy()))
    return made


def _literal(node: exp.Expression) -> exp.Expression:
    """0.5 is a decimal to both, and a quotient of decimals has few digits in Spark: it is a double from the start."""
    if node.is_string or not any(sign in node.name for sign in ".eE"):
        return node
    return exp.Var(this=f"{node.name}D")


def _division(node: exp.Expression) -> exp.Expression:
    """A quotient is a double; by zero it is infinite or no number, where Spark would stop."""
    dividend, divisor = node.this, node.expression
    if is_of(dividend, frozenset({Type.INT128, Type.DECIMAL})):
        dividend = cast(dividend, "double")
    if _is_never_zero(divisor):
        return exp.Div(this=dividend, expression=divisor)
    parts = {"divisor": divisor, "infinity": exp.Var(this=_INFINITY)}
    scaled = exp.Mul(this=_operand(dividend), expression=filled("if(divisor = 0, infinity, 1D)", **parts))
    return exp.Div(this=scaled, expression=filled("if(divisor = 0, 1D, divisor)", **parts))


def _operand(node: exp.Expression) -> exp.Expression:
    return exp.paren(node) if isinstance(node, exp.Binary) else node


def _is_never_zero(node: exp.Expression) -> bool:
    node = node.unnest()
    if isinstance(node, exp.Literal | exp.Var):
        return float(node.name.removesuffix("D")) != 0
    if isinstance(node, exp.Nullif):
        return isinstance(node.expression, exp.Literal) and float(node.expression.name) == 0
    if isinstance(node, exp.Mul):
        return _is_never_zero(node.this) and _is_never_zero(node.expression)
    if isinstance(node, exp.Sqrt):
        return _is_never_zero(node.this)
    if isinstance(node, exp.Add):
        return _is_positive(node.this) and _is_at_least_zero(node.expression)
    return isinstance(node, exp.Pi)


def _is_positive(node: exp.Expression) -> bool:
    node = node.unnest()
    return isinstance(node, exp.Literal | exp.Var) and float(node.name.removesuffix("D")) > 0


def _is_at_least_zero(node: exp.Expression) -> bool:
    node = node.unnest()
    if isinstance(node, exp.Div | exp.Mul | exp.Add):
        return _is_at_least_zero(node.this) and _is_at_least_zero(node.expression)
    return isinstance(node, exp.Abs | exp.Sqrt | exp.Exp | exp.Pi) or _is_positive(node)


def _cast(node: exp.Expression) -> exp.Expression:
    """A double becomes the nearest whole number, where Spark would cut it off; a text is read as DuckDB reads it."""
    whole, of = node.to.this in WHOLE, node.this
    if is_of(of, TEXT) and (whole or node.to.this in FLOATING):
        if not isinstance(node, exp.TryCast):
            return node
        return _number_of_text(of, str(_type(node.to.copy()).sql("spark")), whole)
    if whole and is_of(of, FLOATING):
        node.set("this", call("rint", of))
    elif whole and is_of(of, frozenset({Type.UNKNOWN})) and not isinstance(of, exp.Null):
        raise refuse(node, "the type of what is cast is not known: cast it to that first")
    elif node.to.this in TEXT and is_of(of, FLOATING):
        raise refuse(node, "a double as text has other digits in Spark: use printf('%.1f', …), or a whole number")
    return node


def _number_of_text(of: exp.Expression, to: str, whole: bool) -> exp.Expression:
    if whole:
        branches = f"""
            when text rlike '(?d)^[+-]?(?:{_FIXED}|{_MANTISSA}[eE][+-]?{_DIGITS}[.]){_END}'
                then try_cast(try_cast(rtrim(tail, replace(text, '_', '')) as decimal(38, 0)) as {to})
            when text rlike '(?d)^0[xX][0-9a-fA-F]+$'
                then try_cast(try_cast(conv(substr(text, 3), 16, 10) as decimal(38, 0)) as {to})
            when text rlike '(?d)^0[bB][01]+$'
                then try_cast(try_cast(conv(substr(text, 3), 2, 10) as decimal(38, 0)) as {to})"""
    else:
        branches = f"""
            when text rlike '(?d)^[+]?-?{_FIXED}{_END}' then try_cast(btrim(replace(text, '_', ''), ends) as double)
            when text rlike '(?di)^[+]?-?(?:inf|infinity){_END}' then try_cast(btrim(lower(text), ends) as double)
            when text rlike '(?di)^[+]?-?nan{_END}' then double('nan')"""
    found = f"element_at(transform(array(ltrim(white, of)), text -> case {branches} end), 1)"
    return filled(found, of=of, white=text(_WHITE), tail=text(f".{_WHITE}"), ends=text(f"+{_WHITE}"))


def _floor(node: exp.Expression) -> exp.Expression:
    """Of a double it is a double, also where no whole number of 64 bits is as large."""
    if not is_of(node.this, FLOATING) or node.args.get("decimals"):
        return node
    name = "floor" if isinstance(node, exp.Floor) else "ceil"
    return filled(f"if(abs(of) < 4503599627370496D, cast({name}(of) as double), of)", of=node.this)


def _log(node: exp.Expression) -> exp.Expression:
    """`log` is that to the base of ten; of zero it is minus infinity, of less no number, where Spark's is null."""
    if isinstance(node, exp.Log) and node.expression:
        raise refuse(node, "a logarithm to another base has no translation: divide two of ln()")
    name = "ln" if isinstance(node, exp.Ln) else "log10"
    if _is_never_zero(node.this) and _is_at_least_zero(node.this):
        return call(name, node.this)
    return call("coalesce", call(name, node.this), filled(f"sqrt(of) - {_INFINITY}", of=node.this))


def _quantile(node: exp.Expression) -> exp.Expression:
    return call("percentile", node.this, node.expression)


def _type(node: exp.Expression) -> exp.Expression:
    return exp.DataType.build(_LARGER[node.this], dialect="spark") if node.this in _LARGER else node


def _finite(node: exp.Expression) -> exp.Expression:
    return filled(f"abs(of) < {_INFINITY}", of=node.expressions[0])


def _log_gamma(node: exp.Expression) -> exp.Expression:
    """Stirling's series as the C library has it, from 8 on; below by the product that leads there.

    The error is that of the last digit. Arguments are above 0.
    """
    shifted = "(of + if(of < 8D, 8D, 0D))"
    series = _horner(
        [
            0.0833333333333329678849,
            -0.00277777777728775536470,
            0.000793650558643019558500,
            -0.000595187557450339963135,
            0.000836339918996282139126,
            -0.00163092934096575273989,
        ],
        f"((1D / {shifted}) * (1D / {shifted}))",
    )
    product = " * ".join(["of", *(f"(of + {step}D)" for step in range(1, 8))])
    return filled(
        f"""case when of > 0 then
            ({shifted} - 0.5D) * (ln({shifted}) - 1D) + 0.418938533204672725D + {series} * (1D / {shifted})
            - if(of < 8D, ln({product}), 0D)
        end""",
        of=node.expressions[0],
    )


def _horner(coefficients: list[float], of: str) -> str:
    made = f"{coefficients[-1]!r}D"
    for coefficient in reversed(coefficients[:-1]):
        made = f"({coefficient!r}D + {of} * {made})"
    return made


def _printed(node: exp.Expression) -> exp.Expression:
    """One decimal, rounded as the number is in binary, half to even: Java rounds what it would print."""
    pattern, of = node.expressions
    if pattern.name != "%.1f":
        raise refuse(node, "only printf('%.1f', …) of a number from 0 on has a translation")
    tenths = "cast(cast((of - floor(of)) * 1152921504606846976D as bigint) as decimal(20, 0)) * 10"
    rest = f"(({tenths}) % 1152921504606846976)"
    rounded = f"""(cast(floor(of) as bigint) * 10 + ({tenths}) div 1152921504606846976 + case
        when {rest} > 576460752303423488 then 1
        when {rest} = 576460752303423488 then (({tenths}) div 1152921504606846976) % 2
        else 0
    end)"""
    return filled(f"concat({rounded} div 10, '.', {rounded} % 10)", of=of)


def _joined_text(node: exp.Expression) -> exp.Expression:
    for part in node.iter_expressions():
        if is_of(part, FLOATING):
            raise refuse(part, "a double as text has other digits in Spark: use printf('%.1f', …), or a whole number")
    return node


def _hash(node: exp.Expression) -> exp.Expression:
    """Another number than DuckDB's, as a decimal: there is room for the sum of many."""
    return cast(call("xxhash64", *node.expressions), "decimal(20, 0)")


FUNCTIONS: dict[str, Rule] = {"hash": _hash, "isfinite": _finite, "lgamma": _log_gamma, "printf": _printed}
RULES: dict[type[exp.Expression], Rule] = {
    exp.DataType: _type,
    exp.Literal: _literal,
    exp.PercentileCont: _quantile,
    exp.Div: _division,
    exp.Cast: _cast,
    exp.TryCast: _cast,
    exp.Ceil: _floor,
    exp.Floor: _floor,
    exp.Ln: _log,
    exp.Log: _log,
    exp.DPipe: _joined_text,
    exp.ConcatWs: _joined_text,
}
