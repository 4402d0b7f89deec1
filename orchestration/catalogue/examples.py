"""Example queries for a published table, run when the site is made, with the first rows of their answers.

A table that holds tokens has none. Of other answers only columns are shown that say nothing of a single complaint.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

import duckdb

from orchestration.catalogue.words import Words, question_in_both
from orchestration.release.catalog import Table
from orchestration.release.views import VIEWS
from orchestration.settings import CHECKOUT
from orchestration.shown_columns import is_shown

QUESTIONS = CHECKOUT / "docs" / "questions.md"

ROWS_SHOWN = 5
_COLUMNS_ASKED = 8
_WIDTH = 90

# above this a number is shown without decimals
_WHOLE_FROM = 1000

_QUESTION = re.compile(r"^\*\*\d+\. ([^\n]+)\*\*\n\n```sql\n(.*?)```$", re.MULTILINE | re.DOTALL)
_FIRST_TABLE = re.compile(r"^from (\w+)", re.MULTILINE)
# names of the reference data and of the release itself, and keys that are made of codes
_WORDS_SHOWN = re.compile(
    r"(?!file_).*_name(_zh)?|.*_note|coverage|exposure_base|quarter"
    r"|(scope|month|months|branches|year_on_year|complaints_monthly|cause|grievance)_key"
)


@dataclass(frozen=True)
class Example:
    """A query with its answer: names of columns and the first `rows`, as text.

    `left_out` are columns of the answer that are not shown. `error` has the words of the database where it could not
    answer.
    """

    question: Words | None
    query: str
    columns: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    left_out: tuple[str, ...] = ()
    error: str = ""


def has_tokens(table: Table) -> bool:
    """Whether a column stands for a person or a policy."""
    return any(column.name.endswith("_token") for column in table.columns)


def examples_for(connection: duckdb.DuckDBPyConnection, table: Table, key: Sequence[str]) -> list[Example]:
    """The questions that a view answers, or a plain query of the table, by its key; of a table with tokens nothing."""
    if has_tokens(table):
        return []
    asked = questions().get(table.name, []) if table.schema == VIEWS else []
    plain = [] if asked else _plain_query(table, key)
    return [_answered(connection, *one) for one in (*asked, *plain)]


@cache
def questions() -> dict[str, list[tuple[Words, str]]]:
    """The questions of analysts with their queries, by the view that the query reads first."""
    found: dict[str, list[tuple[Words, str]]] = {}
    for question, query in _QUESTION.findall(QUESTIONS.read_text(encoding="utf-8")):
        (table, *_) = _FIRST_TABLE.findall(query)
        found.setdefault(table, []).append((question_in_both(question), query.strip()))
    return found


def _plain_query(table: Table, key: Sequence[str]) -> list[tuple[None, str]]:
    shown = [column.name for column in table.columns if _may_be_shown(column.name, column.data_type)]
    if not shown:
        return []
    in_key = [name for name in shown if name in key]
    asked = [*in_key, *(name for name in shown if name not in in_key)][:_COLUMNS_ASKED]
    order = in_key if in_key and len(in_key) == len(key) else ["all"]
    wrapped = textwrap.fill(f"select {', '.join(asked)}", _WIDTH, subsequent_indent="    ")
    query = f"{wrapped}\nfrom {table.qualified_name}\norder by {', '.join(order)}\nlimit {ROWS_SHOWN}"
    return [(None, query)]


def _answered(connection: duckdb.DuckDBPyConnection, question: Words | None, query: str) -> Example:
    try:
        cursor = connection.execute(query)
        described = [(name, str(kind)) for name, kind, *_ in cursor.description]
        rows = cursor.fetchmany(ROWS_SHOWN)
    except duckdb.Error as error:
        return Example(question, query, error=str(error).splitlines()[0])
    places = [place for place, (name, kind) in enumerate(described) if _may_be_shown(name, kind)]
    return Example(
        question,
        query,
        columns=tuple(described[place][0] for place in places),
        rows=tuple(tuple(_text(row[place]) for place in places) for row in rows),
        left_out=tuple(name for place, (name, _) in enumerate(described) if place not in places),
    )


def _may_be_shown(name: str, data_type: str) -> bool:
    return is_shown(name, data_type) or (data_type == "VARCHAR" and _WORDS_SHOWN.fullmatch(name) is not None)


def _text(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float):
        return f"{value:,.0f}" if abs(value) >= _WHOLE_FROM else f"{value:.4g}"
    if isinstance(value, datetime):
        return f"{value:%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)
