"""Rows of a DuckDB query in the text format of PostgreSQL's COPY. DuckDB writes them; Python only passes bytes on.

Source: PostgreSQL documentation, COPY, "Text Format"; "Array Input and Output Syntax".
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import duckdb

from orchestration.release.catalog import Column
from orchestration.sql_text import identifier, literal

_ROWS_AT_A_TIME = 10_000

_TYPES = {
    "VARCHAR": "text",
    "BOOLEAN": "boolean",
    "INTEGER": "integer",
    "BIGINT": "bigint",
    "HUGEINT": "numeric(39,0)",
    "DOUBLE": "double precision",
    "DATE": "date",
    "TIMESTAMP": "timestamp without time zone",
    "TIMESTAMP WITH TIME ZONE": "timestamp with time zone",
}

# no text of PostgreSQL can hold the character NUL
_IN_PLACE_OF_NUL = "\ufffd"
_ESCAPED = {"\\": r"\\", "\n": r"\n", "\r": r"\r", "\t": r"\t"}
_NULL = r"\N"


class UnknownTypeError(LookupError):
    """A column of a release has a type for which none of PostgreSQL's is known. Names the column."""


def type_of(column: Column) -> str:
    """PostgreSQL's type for a column, as its catalogue calls it. Raises `UnknownTypeError` if there is none."""
    element = column.data_type.removesuffix("[]")
    if element not in _TYPES:
        raise UnknownTypeError(f"column {column.name} is {column.data_type}, for which no type of PostgreSQL is known")
    return _TYPES[element] + column.data_type.removeprefix(element)


def copy_text(release: duckdb.DuckDBPyConnection, columns: Sequence[Column], rows: str) -> Iterator[memoryview]:
    """The rows of a query, some thousands at a time, as COPY ... (FORMAT text) reads them."""
    line = f", {literal(chr(9))}, ".join(map(_as_text, columns))
    lines = release.sql(f"select concat({line}, chr(10)) as line from ({rows})")
    for batch in lines.to_arrow_reader(_ROWS_AT_A_TIME):
        texts = batch.column(0)
        # validity, the offset at which each text begins, and all texts one after the other
        _, offsets, together = texts.buffers()
        begins = memoryview(offsets).cast("i")
        yield memoryview(together)[begins[texts.offset] : begins[texts.offset + len(texts)]]


def _as_text(column: Column) -> str:
    name = identifier(column.name)
    if column.data_type == "VARCHAR":
        text = _escaped(_without_nul(name))
    elif column.data_type.endswith("[]"):
        text = _escaped(_array(name))
    else:
        text = _scalar(name, column.data_type)
    return f"coalesce({text}, {literal(_NULL)})"


def _scalar(value: str, data_type: str) -> str:
    if data_type.startswith(("DATE", "TIMESTAMP")):
        # PostgreSQL has the era at the end
        text = f"{value}::varchar"
        return f"case when {text} like '% (BC)%' then replace({text}, ' (BC)', '') || ' BC' else {text} end"
    return f"{value}::varchar"


def _array(value: str) -> str:
    quoted = f"""'"' || replace(replace({_without_nul("element::varchar")}, '\\', '\\\\'), '"', '\\"') || '"'"""
    elements = f"list_transform({value}, lambda element: coalesce({quoted}, 'NULL'))"
    return f"'{{' || array_to_string({elements}, ',') || '}}'"


def _without_nul(text: str) -> str:
    return f"replace({text}, chr(0), {literal(_IN_PLACE_OF_NUL)})"


def _escaped(text: str) -> str:
    for special, written in _ESCAPED.items():
        text = f"replace({text}, {literal(special)}, {literal(written)})"
    return text
