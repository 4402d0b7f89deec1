"""Lists and rows made of them."""

from __future__ import annotations

from sqlglot import exp

from orchestration.spark.translation import dates
from orchestration.spark.translation.numbers import Rule
from orchestration.spark.translation.typing import call, number


def _ordered_list(node: exp.Expression) -> exp.Expression:
    """Collected with what it is ordered by, sorted by that, and taken out again."""
    ordered = node.this
    if not isinstance(ordered, exp.Order):
        return node
    if any(key.args.get("desc") for key in ordered.expressions):
        raise exp.ParseError("a list in descending order has no translation yet")
    value = ordered.this
    keys = [exp.alias_(key.this, f"key_{place}") for place, key in enumerate(ordered.expressions)]
    collected = call("collect_list", exp.Struct(expressions=[*keys, exp.alias_(value, "value")]))
    taken = exp.Lambda(
        this=exp.Dot(this=exp.to_identifier("kept"), expression=exp.to_identifier("value")),
        expressions=[exp.to_identifier("kept")],
    )
    return exp.Transform(this=call("array_sort", collected), expression=taken)


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


def _unnested(node: exp.Expression) -> exp.Expression:
    """`recursive` makes columns of the fields of each."""
    return call("inline", node.this) if node.expressions else node


def beside_its_relation(query: exp.Expression) -> exp.Expression:
    """What makes several rows of one stands beside the relation, since Spark has it within no other expression."""
    for select in list(query.find_all(exp.Select)):
        for place, projection in enumerate(select.expressions):
            maker = projection.unalias()
            if isinstance(maker, exp.Explode):
                continue
            for explode in list(projection.find_all(exp.Explode)):
                names = [f"row_of_{place}", f"value_of_{place}"]
                alias = exp.TableAlias(this=exp.to_identifier(names[0]), columns=[exp.to_identifier(names[1])])
                select.append("laterals", exp.Lateral(this=explode.copy(), view=True, alias=alias))
                explode.replace(exp.column(names[1]))
    return query


def _function(node: exp.Expression) -> exp.Expression:
    name = node.name.lower()
    if name in dates.FUNCTIONS:
        return dates.FUNCTIONS[name](node)
    if name == "list_position":
        return exp.Nullif(this=call("array_position", *node.expressions), expression=number(0))
    if name == "list_sum":
        added = exp.Lambda(
            this=exp.Add(this=exp.to_identifier("sum"), expression=exp.to_identifier("one")),
            expressions=[exp.to_identifier("sum"), exp.to_identifier("one")],
        )
        return call("aggregate", node.expressions[0], exp.Var(this="0D"), added)
    if name == "hash":
        return call("xxhash64", *node.expressions)
    if name == "printf":
        return call("format_string", *node.expressions)
    return node


RULES: dict[type[exp.Expression], Rule] = {
    exp.ArrayAgg: _ordered_list,
    exp.Bracket: _element,
    exp.GenerateSeries: _series,
    exp.Explode: _unnested,
    exp.Anonymous: _function,
}
