"""A compiled query, from DuckDB's dialect to Spark's.

sqlglot knows the grammar of both. What a query means in one and not in the other shows only with its types (a date less
a date is a number of days here, an interval there), so every column is resolved and every expression typed first, from
the columns of the relations that the query reads. Then come the rules, each for one difference of meaning.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlglot
from sqlglot import exp
from sqlglot.errors import ErrorLevel
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from orchestration.spark.translation import dates, joins, letters, lists, numbers, places, queries, sets, text, windows
from orchestration.spark.translation.known import refuse_unknown
from orchestration.spark.translation.typing import typed

# the columns of each relation in their order, with types as DuckDB calls them:
# {"core": {"dim_date": {"month": "INTEGER"}}}
Schema = Mapping[str, Mapping[str, Mapping[str, str]]]

_FUNCTIONS: dict[str, numbers.Rule] = {**numbers.FUNCTIONS, **dates.FUNCTIONS, **lists.FUNCTIONS}
# functions that sqlglot does not know, and a rule does
NAMED = frozenset(_FUNCTIONS)


def _function(node: exp.Expression) -> exp.Expression:
    return _FUNCTIONS[node.name.lower()](node)


def _tried_cast(node: exp.Expression) -> exp.Expression:
    made = dates.TRIED_CAST(node)
    return numbers.RULES[exp.TryCast](node) if made is node else made


_RULES = {
    **numbers.RULES,
    **dates.RULES,
    **text.RULES,
    **letters.RULES,
    **lists.RULES,
    **places.RULES,
    exp.Anonymous: _function,
    exp.TryCast: _tried_cast,
}


def translated(sql: str, schema: Schema) -> str:
    """`sql`, a query in DuckDB's dialect, as Spark is to run it.

    `schema` has the relations that it reads, by schema and name. Raises `sqlglot.errors.SqlglotError` where the query
    cannot be read, or says what has no translation, and what to do about it.
    """
    query = sqlglot.parse_one(sql, read="duckdb")
    refuse_unknown(query, NAMED)
    sets.mark_unions_by_name(query)
    typed_schema = MappingSchema(schema, dialect="duckdb")
    query = qualify(
        query,
        schema=typed_schema,
        dialect="duckdb",
        quote_identifiers=False,
        identify=False,
        validate_qualify_columns=False,
    )
    sets.align_unions_by_name(query)
    query = typed(query, typed_schema)
    for step in (
        windows.spelled_out,
        joins.without_asof,
        queries.among_rows,
        queries.without_qualify,
        _with_rules,
        lists.beside_its_relation,
    ):
        query = step(query)
    query = queries.without_recursive_union(query)
    query = queries.with_names_of_their_own(query)
    return str(query.sql(dialect="spark", pretty=True, comments=False, unsupported_level=ErrorLevel.RAISE))


def _with_rules(query: exp.Expression) -> exp.Expression:
    """Each expression by the rule of its kind, what is inside before what is around it."""
    for node in reversed(list(query.walk())):
        rule = _RULES.get(type(node))
        made = rule(node) if rule else node
        if made is node:
            continue
        made.type = node.type
        if node is query:
            query = made
        else:
            node.replace(made)
    return query
