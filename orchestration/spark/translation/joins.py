"""Joins to the nearest row before or after."""

from __future__ import annotations

from sqlglot import exp

_NEXT = "asof_bound"


def without_asof(query: exp.Expression) -> exp.Expression:
    """Each ASOF join as a join to the row whose span holds the moment.

    A row of the right side is the nearest before from its moment until that of the next with the same keys, and the
    nearest after from that of the one before until its own.
    """
    for join in list(query.find_all(exp.Join)):
        if (join.args.get("method") or "").upper() == "ASOF":
            _respan(join)
    return query


def _respan(join: exp.Join) -> None:
    right = join.this.alias_or_name
    conditions = list(join.args["on"].flatten()) if isinstance(join.args["on"], exp.And) else [join.args["on"]]
    keys, [moment] = (
        [c for c in conditions if isinstance(c, exp.EQ)],
        [c for c in conditions if not isinstance(c, exp.EQ)],
    )
    here, bound = _sides(moment, right)
    comparison = type(moment) if moment.expression is bound else _TURNED[type(moment)]
    partition = [_side_of(key, right).copy() for key in keys]
    is_before = comparison in (exp.GTE, exp.GT)
    for column in [*partition]:
        column.set("table", None)
    ordered = bound.copy()
    ordered.set("table", None)
    function = (exp.Lead if is_before else exp.Lag)(this=ordered.copy())
    window = exp.Window(this=function, partition_by=partition, order=exp.Order(expressions=[exp.Ordered(this=ordered)]))
    spanned = exp.select("*", exp.alias_(window, _NEXT)).from_(
        exp.to_table(join.this.name, db=join.this.db or None) if isinstance(join.this, exp.Table) else join.this.copy()
    )
    limit = exp.column(_NEXT, right)
    within = _OUTER[comparison](this=here.copy(), expression=limit)
    join.set("this", exp.Subquery(this=spanned, alias=exp.TableAlias(this=exp.to_identifier(right))))
    join.set("on", exp.and_(join.args["on"].copy(), exp.or_(exp.Is(this=limit.copy(), expression=exp.Null()), within)))
    join.set("method", None)


_TURNED = {exp.GTE: exp.LTE, exp.LTE: exp.GTE, exp.GT: exp.LT, exp.LT: exp.GT}
_OUTER = {exp.GTE: exp.LT, exp.GT: exp.LTE, exp.LTE: exp.GT, exp.LT: exp.GTE}


def _side_of(comparison: exp.Expression, right: str) -> exp.Column:
    return _sides(comparison, right)[1]


def _sides(comparison: exp.Expression, right: str) -> tuple[exp.Expression, exp.Column]:
    """What a comparison asks of the left relation and of the right one."""
    if isinstance(comparison.expression, exp.Column) and comparison.expression.table == right:
        return comparison.this, comparison.expression
    return comparison.expression, comparison.this
