"""Lists and rows made of them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlglot import exp

from orchestration.spark.translation.numbers import Rule, filled
from orchestration.spark.translation.typing import LIST, call, is_of, number, refuse


def _list(node: exp.Expression) -> exp.Expression:
    """In its order if it has one; null where nothing is collected, where Spark's is empty."""
    if isinstance(node.this, exp.Order):
        made = _values(node.this.this, node.this.expressions)
        return filled("if(size(made) = 0, null, made)", made=made)
    return filled("if(size(made) = 0, null, made)", made=call("collect_list", node.this))


def _values(
    value: exp.Expression, order: Sequence[exp.Expression], keep: exp.Expression | None = None
) -> exp.Expression:
    """Collected with what it is ordered by, sorted by that, and taken out again."""
    keys = [exp.alias_(key.this, f"key_{place}") for place, key in enumerate(order)]
    collected: exp.Expression = call("collect_list", exp.Struct(expressions=[*keys, exp.alias_(value, "value")]))
    if keep is not None:
        collected = exp.Filter(this=collected, expression=keep)
    steps = []
    for place, key in enumerate(order):
        one, other = f"one.key_{place}", f"other.key_{place}"
        first, then = ("1", "-1") if key.args.get("desc") else ("-1", "1")
        nulls = ("-1", "1") if key.args.get("nulls_first") else ("1", "-1")
        steps += [
            f"when {one} is null and {other} is not null then {nulls[0]}",
            f"when {one} is not null and {other} is null then {nulls[1]}",
            f"when {one} < {other} then {first}",
            f"when {one} > {other} then {then}",
        ]
    compare = f"(one, other) -> case {' '.join(steps)} else 0 end"
    return filled(f"transform(array_sort(collected, {compare}), kept -> kept.value)", collected=collected)


def _last(node: exp.Expression) -> exp.Expression:
    """The last of what is ordered."""
    keep = None
    if isinstance(node.parent, exp.Filter):
        keep = node.parent.expression
    if not isinstance(node.this, exp.Order):
        raise refuse(node, "without an order it may be any: use any_value(), or order it")
    return filled("try_element_at(made, -1)", made=_values(node.this.this, node.this.expressions, keep))


def _filter(node: exp.Expression) -> exp.Expression:
    """What is made of an aggregate takes the condition into it."""
    aggregates = [one for one in node.this.find_all(exp.Anonymous) if one.name == "collect_list"]
    if not aggregates or node.this in aggregates:
        return node
    for aggregate in aggregates:
        if not isinstance(aggregate.parent, exp.Filter):
            aggregate.replace(exp.Filter(this=aggregate.copy(), expression=node.expression.copy()))
    return node.this


def _element(node: exp.Expression) -> exp.Expression:
    """Null where the list is shorter; sqlglot counts from nought."""
    if len(node.expressions) != 1 or not isinstance(node.expressions[0], exp.Literal) or node.expressions[0].is_string:
        return node
    return call("try_element_at", node.this, number(int(node.expressions[0].name) + 1))


def _series(node: exp.Expression) -> exp.Expression:
    """An empty series stays empty, where Spark would count down."""
    start, end, step = node.args["start"], node.args["end"], node.args.get("step")
    if node.args.get("is_end_exclusive"):
        end = exp.Sub(this=exp.paren(end), expression=number(1))
    numbers = call("sequence", start, end, *([step] if step else []))
    if isinstance(start, exp.Literal) and isinstance(node.args["end"], exp.Literal):
        return numbers
    return exp.If(this=exp.LTE(this=start.copy(), expression=end.copy()), true=numbers, false=call("array"))


def _recursive(node: exp.Expression) -> exp.Expression:
    if node.expressions:
        raise refuse(node, "`recursive` has no translation: name the fields of what is unnested")
    return node


def beside_its_relation(query: exp.Expression) -> exp.Expression:
    """Rows of a list are made beside a query that makes the list: Spark has them within no other expression."""
    for select in reversed(list(query.find_all(exp.Select))):
        makers = [
            (place, explode)
            for place, projection in enumerate(select.expressions)
            for explode in projection.find_all(exp.Explode)
            if explode.find_ancestor(exp.Select) is select
        ]
        if not makers:
            continue
        [(place, explode)] = makers
        if select.args.get("distinct") or select.args.get("order") or select.args.get("limit"):
            raise refuse(
                explode, "rows of a list beside DISTINCT, ORDER BY or LIMIT: put them into a query of their own"
            )
        names = select.named_selects
        inner = select.copy()
        inner.set("with_", None)
        outside = inner.expressions[place]
        made = next(iter(outside.find_all(exp.Explode)))
        listed = made.this.copy()
        made.replace(exp.column("value", "row_of_list"))
        inner.expressions[place].replace(exp.alias_(listed, "made_list"))
        columns = [outside.copy() if at == place else exp.column(name, "made") for at, name in enumerate(names)]
        outer = exp.select(*columns).from_(
            exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier("made")))
        )
        row = exp.TableAlias(this=exp.to_identifier("row_of_list"), columns=[exp.to_identifier("value")])
        outer.append(
            "laterals",
            exp.Lateral(this=exp.Explode(this=exp.column("made_list", "made")), view=True, alias=row),
        )
        outer.set("with_", select.args.get("with_"))
        if select is query:
            query = outer
        else:
            select.replace(outer)
    return query


def _position(node: exp.Expression) -> exp.Expression:
    return exp.Nullif(this=call("array_position", *node.expressions), expression=number(0))


def _sum(node: exp.Expression) -> exp.Expression:
    return filled("aggregate(of, 0D, (sum, one) -> sum + one)", of=node.expressions[0])


def _length(node: exp.Expression) -> exp.Expression:
    return call("size", node.this) if is_of(node.this, LIST) else node


def _least_by(node: exp.Expression) -> exp.Expression:
    """A row without a value is passed over."""
    name = "min_by" if isinstance(node, exp.ArgMin) else "max_by"
    return call(name, node.this, filled("if(value is null, null, of)", value=node.this, of=node.expression))


def _distinct(node: exp.Expression) -> exp.Expression:
    """Each value once, and no null."""
    return filled("array_distinct(array_compact(of))", of=node.this)


def _reduce(node: exp.Expression) -> exp.Expression:
    """From the first value on, which Spark wants beside the others."""
    made, merge = node.expressions
    others = filled("slice(made, 2, size(made))", made=made)
    return call("aggregate", others, filled("element_at(made, 1)", made=made), merge)


FUNCTIONS: dict[str, Rule] = {"list_position": _position, "list_reduce": _reduce, "list_sum": _sum}
RULES: dict[type[exp.Expression], Rule] = {
    exp.ArgMax: _least_by,
    exp.ArgMin: _least_by,
    exp.ArrayAgg: _list,
    exp.ArrayDistinct: _distinct,
    exp.Bracket: _element,
    exp.Explode: _recursive,
    exp.Filter: _filter,
    exp.GenerateSeries: _series,
    exp.Last: _last,
    exp.Length: _length,
}
