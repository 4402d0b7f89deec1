"""Unions whose columns meet by name."""

from __future__ import annotations

from sqlglot import exp


def mark_unions_by_name(query: exp.Expression) -> None:
    """Have sqlglot take the columns of both sides for those of the union."""
    for union in query.find_all(exp.SetOperation):
        if union.args.get("by_name"):
            union.set("side", "FULL")


def align_unions_by_name(query: exp.Expression) -> None:
    """Each side with the columns of both, in one order; null where it has none. To be called once columns are known."""
    unions = [union for union in query.find_all(exp.SetOperation) if union.args.get("by_name")]
    for union in reversed(unions):
        sides = [union.this, union.expression]
        names = list(dict.fromkeys(name for side in sides for name in side.named_selects))
        union.set("this", _with_columns(sides[0], names))
        union.set("expression", _with_columns(sides[1], names))
        union.set("by_name", None)
        union.set("side", None)


def _with_columns(side: exp.Expression, names: list[str]) -> exp.Expression:
    there = side.named_selects
    if there == names:
        return side
    columns = [exp.column(name, "side") if name in there else exp.alias_(exp.Null(), name) for name in names]
    return exp.select(*columns).from_(
        exp.Subquery(this=side.copy(), alias=exp.TableAlias(this=exp.to_identifier("side")))
    )
