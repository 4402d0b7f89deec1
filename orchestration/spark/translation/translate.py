"""A compiled query, from DuckDB's dialect to Spark's.

sqlglot knows the grammar of both. What a query means in one and not in the other shows only with its types (a date less
a date is a number of days here, an interval there), so every column is resolved and every expression typed first, from
the columns of the relations that the query reads. Then come the rules, each for one difference of meaning.
"""

from __future__ import annotations

from collections.abc import Mapping

import sqlglot
from sqlglot import exp
from sqlglot.optimizer.annotate_types import annotate_types
from sqlglot.optimizer.qualify import qualify
from sqlglot.schema import MappingSchema

from orchestration.spark.translation import dates, joins, lists, numbers, places, queries, sets, text

# the columns of each relation in their order, with types as DuckDB calls them:
# {"core": {"dim_date": {"month": "INTEGER"}}}
Schema = Mapping[str, Mapping[str, Mapping[str, str]]]

_RULES = {**numbers.RULES, **dates.RULES, **text.RULES, **lists.RULES, **places.RULES}


def translated(sql: str, schema: Schema) -> str:
    """`sql`, a query in DuckDB's dialect, as Spark is to run it.

    `schema` has the relations that it reads, by schema and name. Raises `sqlglot.errors.SqlglotError` where the query
    cannot be read, or names a column that no relation has.
    """
    query = sqlglot.parse_one(sql, read="duckdb")
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
    query = annotate_types(query, schema=typed_schema, dialect="duckdb")
    query = joins.without_asof(query)
    query = queries.without_qualify(query)
    query = queries.with_names_of_their_own(query)
    query = lists.beside_its_relation(query)
    query = _with_rules(query)
    return str(query.sql(dialect="spark", pretty=True, comments=False))


def _with_rules(node: exp.Expression) -> exp.Expression:
    """The expression by the rules, its parts first: what a rule puts in its place is not looked at again."""
    for part in list(node.iter_expressions()):
        replaced = _with_rules(part)
        if replaced is not part:
            replaced.type = part.type
            part.replace(replaced)
    rule = _RULES.get(type(node))
    return rule(node) if rule else node
