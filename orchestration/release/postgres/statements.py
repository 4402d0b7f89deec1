"""The statements that make the tables of a release in PostgreSQL: columns, keys, references, indexes, comments.

Names of the release are quoted, and what people wrote is a literal; nothing that a row says becomes part of one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence

from orchestration.release.postgres.contents import Content
from orchestration.release.postgres.rows import UnknownTypeError, type_of
from orchestration.sql_text import identifier, literal


def sql_name(name: str, *, loading: bool = False) -> str:
    """The quoted name of a table that is called `schema.table`; `loading`, of the one that is to take its place."""
    schema, _, table = name.partition(".")
    return f"{identifier(loading_schema(schema) if loading else schema)}.{identifier(table)}"


def loading_schema(schema: str) -> str:
    """Where tables of a schema are made before they take their place. Nobody else ever sees it."""
    return f"{schema}__loading"


def columns_of(content: Content) -> list[tuple[str, str]]:
    """Names of the columns with PostgreSQL's types; raises `UnknownTypeError` for one that has none."""
    try:
        return [(column.name, type_of(column)) for column in content.table.columns]
    except UnknownTypeError as error:
        raise UnknownTypeError(f"{content.name}: {error}") from None


def create(content: Content) -> str:
    """Make the table, still without keys: rows load faster so."""
    columns = ", ".join(f"{identifier(name)} {data_type}" for name, data_type in columns_of(content))
    return f"create table {sql_name(content.name, loading=True)} ({columns})"


def keys_and_indexes(content: Content) -> Iterator[str]:
    """The primary key, or a unique index where parts of the key may be missing; an index for each reference."""
    name = sql_name(content.name, loading=True)
    if content.key and content.key_is_given:
        yield f"alter table {name} add primary key ({listed(content.key)})"
    elif content.key:
        yield f"create unique index on {name} ({listed(content.key)})"
    for reference in content.references:
        if (reference.column,) != content.key[:1]:
            yield f"create index on {name} ({identifier(reference.column)})"


def foreign_keys(content: Content) -> Iterator[str]:
    """The references, looked at when a transaction ends: rows of several tables are exchanged in any order."""
    for reference in content.references:
        to = f"{sql_name(reference.to_table, loading=True)} ({identifier(reference.to_column)})"
        yield (
            f"alter table {sql_name(content.name, loading=True)} add foreign key ({identifier(reference.column)}) "
            f"references {to} deferrable initially deferred"
        )


def comments(content: Content) -> Iterator[str]:
    """What table and columns mean, said of the table in its place."""
    name = sql_name(content.name)
    if content.table.comment:
        yield f"comment on table {name} is {literal(content.table.comment)}"
    for column in content.table.columns:
        if column.comment:
            yield f"comment on column {name}.{identifier(column.name)} is {literal(column.comment)}"


def hash_of(statements: Iterable[str]) -> str:
    """What tells whether a database was made by these statements."""
    return hashlib.sha256("\n".join(statements).encode()).hexdigest()


def interface(contents: Sequence[Content]) -> Iterator[str]:
    """All that makes the tables, but for their rows and comments."""
    for content in contents:
        yield create(content)
        yield from keys_and_indexes(content)
        yield from foreign_keys(content)


def listed(columns: Iterable[str]) -> str:
    """Columns as SQL lists them."""
    return ", ".join(map(identifier, columns))
