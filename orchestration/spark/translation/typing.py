"""What is asked of the type of an expression."""

from __future__ import annotations

from sqlglot import exp

Type = exp.DataType.Type

WHOLE = frozenset({Type.TINYINT, Type.SMALLINT, Type.INT, Type.BIGINT, Type.INT128, Type.UBIGINT, Type.UINT})
FLOATING = frozenset({Type.DOUBLE, Type.FLOAT})
DAY = frozenset({Type.DATE})
MOMENT = frozenset({Type.TIMESTAMP, Type.TIMESTAMPNTZ})


def is_of(node: exp.Expression | None, types: frozenset[exp.DataType.Type]) -> bool:
    """Whether the expression is known to be of one of the types."""
    return node is not None and node.type is not None and node.type.this in types


def cast(node: exp.Expression, to: str) -> exp.Cast:
    """`node` as a type that Spark knows by that name."""
    return exp.Cast(this=node, to=exp.DataType.build(to, dialect="spark"))


def call(name: str, *arguments: exp.Expression) -> exp.Anonymous:
    """A function of Spark that sqlglot need not know."""
    return exp.Anonymous(this=name, expressions=list(arguments))


def number(value: int) -> exp.Literal:
    """A whole number as it is written."""
    return exp.Literal.number(value)


def text(value: str) -> exp.Literal:
    """A text as it is written."""
    return exp.Literal.string(value)
