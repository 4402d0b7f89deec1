"""What a release says in the place of tokens: nothing, or numbers that hold within this release alone.

A token tells nobody who somebody is, but it follows a person from release to release. Only a deployment that sets
`COMPLAINTS_PUBLISH_TOKENS` publishes them.
"""

from __future__ import annotations

from orchestration.release.catalog import Column, Table
from orchestration.sql_text import identifier

_SUFFIX = "_token"

# kept values in which personal data were found hold a short token behind its kind
_SHORT_TOKENS = r"'(\[[a-z -]+\]) [0-9a-f]{16}', '\1', 'g'"
_MAY_HOLD_SHORT_TOKENS = frozenset({("core", "complaint_number"), ("marts", "complaint_number"), ("marts", "value")})

# by table and column; each follows the rows in an order that no token decides, but between customers alike in all else
_STAND_INS = {
    (
        "marts.repeat_complainants",
        "customer_token",
    ): """format('customer-{:06d}', row_number() over (
            order by first_received_date, last_received_date, complaints, complaint_keys, customer_token
        ))""",
    ("core.fct_satisfaction_answers", "answer_key"): "md5(concat_ws('|', load_id, row_number))",
}


def published_columns(table: Table, *, with_tokens: bool) -> list[tuple[Column, str]]:
    """The columns of a table that a release holds, each with the SQL expression for what it holds of it."""
    columns = [(column, _published(table, column, with_tokens)) for column in table.columns]
    return [(column, expression) for column, expression in columns if expression is not None]


def _published(table: Table, column: Column, with_tokens: bool) -> str | None:
    name = identifier(column.name)
    stand_in = _STAND_INS.get((table.qualified_name, column.name))
    if with_tokens:
        return name
    if stand_in:
        return stand_in
    if column.name.endswith(_SUFFIX):
        return None
    if (table.schema, column.name) in _MAY_HOLD_SHORT_TOKENS:
        return f"case when contains({name}, '[') then regexp_replace({name}, {_SHORT_TOKENS}) else {name} end"
    return name
