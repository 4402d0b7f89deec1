"""The parts of a query that Spark, or sqlglot's way to it, has otherwise: QUALIFY and common tables."""

from __future__ import annotations

from collections.abc import Mapping

from sqlglot import exp

_KEPT = "row_is_kept"
_PATH = "rows_before"


def among_rows(query: exp.Expression) -> exp.Expression:
    """`(a, b) in (select (c, d) …)` compares with columns in Spark, not with one that holds a row."""
    for looked_up in query.find_all(exp.In):
        rows = looked_up.args.get("query")
        select = rows.unnest() if rows is not None else None
        if isinstance(looked_up.this, exp.Tuple) and isinstance(select, exp.Select) and len(select.expressions) == 1:
            held = select.expressions[0].unalias()
            if isinstance(held, exp.Tuple):
                select.set("expressions", [one.copy() for one in held.expressions])
    return query


def without_qualify(query: exp.Expression) -> exp.Expression:
    """Each QUALIFY as a condition on a column of a query inside.

    sqlglot's own way takes a column in the condition for a projection of that name, whichever table it is of.
    """
    for select in list(query.find_all(exp.Select)):
        qualify = select.args.get("qualify")
        if qualify is None:
            continue
        if select.args.get("distinct") or select.args.get("order") or select.args.get("limit"):
            raise exp.ParseError(
                "QUALIFY beside DISTINCT, ORDER BY or LIMIT: put what is qualified into a query of its own"
            )
        names = select.named_selects
        inner = select.copy()
        inner.set("qualify", None)
        inner.set("with_", None)
        inner.select(exp.alias_(exp.paren(qualify.this.copy()), _KEPT), copy=False)
        outer = exp.select(*(exp.column(name, "qualified") for name in names))
        outer = outer.from_(exp.Subquery(this=inner, alias=exp.TableAlias(this=exp.to_identifier("qualified"))))
        outer = outer.where(exp.column(_KEPT, "qualified"))
        outer.set("with_", select.args.get("with_"))
        if select is query:
            return without_qualify(outer)
        select.replace(outer)
    return query


def without_recursive_union(query: exp.Expression) -> exp.Expression:
    """A recursive UNION as UNION ALL whose rows carry those that they come from, and meet none of them again."""
    for common in list(query.find_all(exp.With)):
        if not common.args.get("recursive"):
            continue
        for table in common.expressions:
            union = table.this
            if isinstance(union, exp.Union) and union.args.get("distinct") and _reads(union.expression, table.alias):
                _carry_paths(query, table, union)
    return query


def _reads(query: exp.Expression, name: str) -> bool:
    return any(table.name == name and not table.db for table in query.find_all(exp.Table))


def _carry_paths(query: exp.Expression, table: exp.Expression, union: exp.Expression) -> None:
    first, step = union.this, union.expression
    [source] = [one for one in step.find_all(exp.Table) if one.name == table.alias and not one.db]
    columns = first.named_selects
    readers = [one for one in query.find_all(exp.Table) if one.name == table.alias and not one.db and one is not source]
    first.select(exp.alias_(_row(first, columns, in_list=True), _PATH), copy=False)
    path = exp.column(_PATH, source.alias_or_name)
    row = _row(step, step.named_selects, columns)
    step.where(exp.Not(this=exp.Anonymous(this="array_contains", expressions=[path.copy(), row])), copy=False)
    extended = exp.Anonymous(this="concat", expressions=[path, _row(step, step.named_selects, columns, in_list=True)])
    step.select(exp.alias_(extended, _PATH), copy=False)
    union.set("distinct", False)
    for reader in readers:
        distinct = exp.select(*(exp.column(name) for name in columns)).distinct()
        distinct = distinct.from_(exp.to_table(table.alias))
        alias = exp.TableAlias(this=exp.to_identifier(reader.alias_or_name))
        reader.replace(exp.Subquery(this=distinct, alias=alias))


def _row(
    select: exp.Expression, names: list[str], called: list[str] | None = None, in_list: bool = False
) -> exp.Expression:
    values = {one.alias_or_name: one.unalias() for one in select.expressions}
    fields = [exp.alias_(values[name].copy(), field) for name, field in zip(names, called or names, strict=True)]
    row = exp.Struct(expressions=fields)
    return exp.Anonymous(this="array", expressions=[row]) if in_list else row


def with_names_of_their_own(query: exp.Expression) -> exp.Expression:
    """Common tables of one name, in queries within each other, get names that differ: all come to stand at the top.

    Hints on whether to compute them once are dropped.
    """
    taken: set[str] = set()
    _renamed(query, {}, taken)
    return query


def _renamed(node: exp.Expression, names: Mapping[str, str], taken: set[str]) -> None:
    common = node.args.get("with_")
    if common is not None:
        names = dict(names)
        for table in common.expressions:
            table.set("materialized", None)
            name = table.alias
            inner = dict(names)
            unique = name
            while unique in taken:
                unique += "_"
            taken.add(unique)
            if common.args.get("recursive"):
                inner[name] = unique
            _renamed(table.this, inner, taken)
            names[name] = unique
            table.args["alias"].set("this", exp.to_identifier(unique))
    if isinstance(node, exp.Table) and not node.db and node.name in names:
        if not node.alias:
            node.set("alias", exp.TableAlias(this=exp.to_identifier(node.name)))
        node.set("this", exp.to_identifier(names[node.name]))
    for child in list(node.iter_expressions()):
        if child is not common:
            _renamed(child, names, taken)
