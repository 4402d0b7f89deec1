"""What is asked of the type of an expression."""

from __future__ import annotations

from typing import Any

from sqlglot import exp
from sqlglot.dialects.duckdb import DuckDB
from sqlglot.errors import ParseError
from sqlglot.optimizer.annotate_types import annotate_types

Type = exp.DataType.Type

WHOLE = frozenset({Type.TINYINT, Type.SMALLINT, Type.INT, Type.BIGINT, Type.INT128, Type.UBIGINT, Type.UINT})
FLOATING = frozenset({Type.DOUBLE, Type.FLOAT})
DECIMAL = frozenset({Type.DECIMAL})
DAY = frozenset({Type.DATE})
MOMENT = frozenset({Type.TIMESTAMP, Type.TIMESTAMPNTZ})
TEXT = frozenset({Type.TEXT, Type.VARCHAR, Type.CHAR})
LIST = frozenset({Type.ARRAY, Type.LIST})

# what a function gives that sqlglot does not know
_OF_FUNCTIONS = {
    "epoch_us": Type.BIGINT,
    "hash": Type.UBIGINT,
    "isfinite": Type.BOOLEAN,
    "lgamma": Type.DOUBLE,
    "list_position": Type.INT,
    "list_reduce": Type.DOUBLE,
    "list_sum": Type.DOUBLE,
    "printf": Type.TEXT,
    "timezone": Type.TIMESTAMP,
    "try_strptime": Type.TIMESTAMP,
}


def typed(query: exp.Expression, schema: Any) -> exp.Expression:
    """`query` with the type of each of its expressions, as DuckDB has them."""
    for reduced in query.find_all(exp.Anonymous):
        if reduced.name.lower() == "list_reduce":
            _type_what_is_reduced(reduced.expressions[1])
    return annotate_types(query, schema=schema, dialect="duckdb", expression_metadata=_metadata())


def _type_what_is_reduced(merge: exp.Lambda) -> None:
    """Say that the first of a lambda's two is a double, which sqlglot does not follow."""
    name = merge.expressions[0].name
    for identifier in list(merge.this.find_all(exp.Identifier)):
        if identifier.name == name and not isinstance(identifier.parent, exp.Column | exp.Dot):
            identifier.replace(exp.cast(identifier.copy(), Type.DOUBLE))


def _metadata() -> dict[Any, Any]:
    known = DuckDB.EXPRESSION_METADATA
    return {
        **known,
        exp.Anonymous: {"annotator": _of_function},
        exp.ArgMax: {"annotator": _of_argument},
        exp.ArgMin: {"annotator": _of_argument},
        exp.DateFromParts: {"returns": Type.DATE},
        exp.LastDay: {"returns": Type.DATE},
        exp.Median: {"returns": Type.DOUBLE},
        exp.RegexpExtract: {"annotator": _of_groups},
        exp.RegexpReplace: {"returns": Type.TEXT},
        exp.Replace: {"returns": Type.TEXT},
        exp.Sub: {"annotator": lambda annotator, node: _of_difference(annotator, node, known[exp.Sub]["annotator"])},
    }


def _of_function(annotator: Any, node: exp.Expression) -> exp.Expression:
    node.type = exp.DataType(this=_OF_FUNCTIONS.get(node.name.lower(), Type.UNKNOWN))
    return node


def _of_argument(annotator: Any, node: exp.Expression) -> exp.Expression:
    node.type = node.this.type
    return node


def _of_groups(annotator: Any, node: exp.Expression) -> exp.Expression:
    """Groups that are named are the fields of one value."""
    names = node.args.get("group")
    if isinstance(names, exp.Array):
        fields = ", ".join(f"{name.name} text" for name in names.expressions)
        node.type = exp.DataType.build(f"struct({fields})", dialect="duckdb")
    else:
        node.type = exp.DataType(this=Type.TEXT)
    return node


def _of_difference(annotator: Any, node: exp.Expression, usual: Any) -> exp.Expression:
    """A day less a day is a number of days."""
    if is_of(node.this, DAY) and is_of(node.expression, DAY):
        node.type = exp.DataType(this=Type.BIGINT)
        return node
    usual(annotator, node)
    return node


def is_of(node: exp.Expression | None, types: frozenset[exp.DataType.Type]) -> bool:
    """Whether the expression is known to be of one of the types."""
    return node is not None and node.type is not None and node.type.this in types


def refuse(node: exp.Expression, reason: str) -> ParseError:
    """The error that tells of what has no translation, and what to do about it."""
    return ParseError(f"{reason}. The expression: {node.sql('duckdb')[:200]}")


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
