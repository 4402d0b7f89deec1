"""The search for personal data that landing should have masked, in lake files and in published tables.

DuckDB finds the few rows that may hold some, and Python judges their values by the function that landing masks with.
A value that is found never leaves this module: only its table, column and row are told.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

import duckdb

from orchestration.contracts import Contract, canonical_contract, find_contract
from orchestration.personal_data.fields import FREE_TEXT, LEFT_ALONE, NUMBERED, Kind, kinds_of_fields
from orchestration.personal_data.masking import LABELS
from orchestration.settings import FEEDS, Settings
from orchestration.sql_rows import Row, only_row
from orchestration.sql_text import identifier, literal

ROWS_AT_ONCE = 10_000
# Where so many rows hold so few values of a column, the values are searched in their place.
_ROWS_LOOKED_AT, _FEW_VALUES = 50_000, 2_000
# How a published text joins the fields of a complaint's line.
JOINT = " · "
# Published as the feeds wrote them: a number of the system's own, and the fields of a complaint's line.
_NUMBERS = frozenset({"complaint_number", "call_center_number"})
_LINE = "line_text"
_APART = "chr(1)"  # no control character is left in any value
_HASHES = r"([0-9a-f]{32}\x01?)+"
_IDENTITY_DIGITS = "[0-9]{15}"  # the old ones have so many, the new ones more


@dataclass(frozen=True)
class Found:
    """A row with personal data: what tells it from others, and the columns where they stand."""

    row: Row
    columns: tuple[str, ...]


def rows_with_personal_data(
    connection: duckdb.DuckDBPyConnection, relation: str, columns: Mapping[str, Kind], told_by: Sequence[str]
) -> Iterator[Found]:
    """The rows of `relation` (SQL) that hold personal data in `columns`, with the expressions `told_by` of each.

    Of a column whose values repeat each is looked at once; only where one of them is refused are its rows gone through.
    """
    searched = {name: kind for name, kind in columns.items() if kind is not LEFT_ALONE}
    if not searched:
        return
    types = {name: data_type for name, data_type, *_ in connection.execute(f"describe from {relation}").fetchall()}
    for name in _columns_of_few_values(connection, relation, [name for name in searched if types[name] == "VARCHAR"]):
        if not _holds_refused_value(connection, relation, name, searched[name]):
            del searched[name]
    if not searched:
        return
    judged = [lru_cache(maxsize=100_000)(kind.is_refused) for kind in searched.values()]
    # one look at all texts of a row together passes over most rows
    may_hold = " or ".join(
        f"regexp_matches(concat_ws({_APART}, {', '.join(texts)}), {literal(pattern)})"
        for pattern, texts in _by_pattern(searched, types).items()
    )
    by_column = {name: _may_be_refused(_text(name, types[name]), kind) for name, kind in searched.items()}
    values = [f"case when {condition} then {identifier(name)} end" for name, condition in by_column.items()]
    to_judge = f"({may_hold}) and ({' or '.join(by_column.values())})"
    rows = connection.cursor().execute(f"select {', '.join([*told_by, *values])} from {relation} where {to_judge}")
    while batch := rows.fetchmany(ROWS_AT_ONCE):
        for row in batch:
            given = zip(searched, judged, row[len(told_by) :], strict=True)
            found = tuple(
                name for name, is_refused, value in given if value is not None and any(map(is_refused, _texts(value)))
            )
            if found:
                yield Found(row[: len(told_by)], found)


def _columns_of_few_values(connection: duckdb.DuckDBPyConnection, relation: str, columns: Sequence[str]) -> list[str]:
    """Those of `columns` that hold few values, as the first rows have it; none where rows are few themselves."""
    if not columns:
        return []
    names = [identifier(name) for name in columns]
    first = f"(select {', '.join(names)} from {relation} limit {_ROWS_LOOKED_AT})"
    counts = ", ".join(f"count(distinct {name})" for name in names)
    rows, *values = only_row(connection, f"select count(*), {counts} from {first}")
    if rows < _ROWS_LOOKED_AT:
        return []
    return [name for name, count in zip(columns, values, strict=True) if count <= _FEW_VALUES]


def _holds_refused_value(connection: duckdb.DuckDBPyConnection, relation: str, column: str, kind: Kind) -> bool:
    """Whether a value of a column is personal data; true as well where its values turn out to be many."""
    distinct = f"select distinct {identifier(column)} from {relation} limit {_FEW_VALUES + 2}"
    values = [value for (value,) in connection.execute(distinct).fetchall()]
    if len(values) > _FEW_VALUES + 1:
        return True
    suspicious = f"select value from (select unnest(?::varchar[]) as value) where {_may_be_refused('value', kind)}"
    texts = [text for (value,) in connection.execute(suspicious, [values]).fetchall() for text in _texts(value)]
    return any(map(kind.is_refused, texts))


def _may_be_refused(text: str, kind: Kind) -> str:
    """SQL: whether Python is to judge a text. Of a hash or a token it refuses the digits of identity numbers alone."""
    matches = f"regexp_matches({text}, {literal(kind.may_be_refused)})"
    is_hash = f"regexp_full_match({text}, {literal(_HASHES)})"
    return f"({matches} and (not {is_hash} or regexp_matches({text}, {literal(_IDENTITY_DIGITS)})))"


def kinds_in_lake(settings: Settings, feed: str) -> dict[str, Kind]:
    """The kind of each field of a feed by its contracts: the project's own, and the deployment's before it."""
    contracts = (canonical_contract(feed), find_contract(settings.contracts, feed))
    return {name: kind for contract in contracts if contract for name, kind in kinds_of_fields(contract).items()}


def kinds_published(settings: Settings, columns: Collection[str]) -> dict[str, Kind]:
    """The kind of each published column of text; that of a line is the mildest of the fields that make it."""
    kinds = [FREE_TEXT]
    for _, contract in _contracts(settings):
        fields = kinds_of_fields(contract)
        kinds += [fields[name] for name in contract.lines_by if name in fields]
    line = Kind(lambda value: all(kind.is_refused(value) for kind in kinds), FREE_TEXT.may_be_refused)
    return {name: NUMBERED if name in _NUMBERS else line if name == _LINE else FREE_TEXT for name in columns}


def feeds_that_look_personal(settings: Settings) -> dict[str, list[str]]:
    """By field the feeds whose contract says that its numbers look personal and are none."""
    feeds: dict[str, list[str]] = {}
    for feed, contract in _contracts(settings):
        for name, field in contract.fields.items():
            if field.looks_personal:
                feeds.setdefault(name, []).append(feed)
    return feeds


def _contracts(settings: Settings) -> Iterator[tuple[str, Contract]]:
    for feed in FEEDS:
        if contract := find_contract(settings.contracts, feed):
            yield feed, contract


def masked_in(columns: Collection[str]) -> str:
    """SQL: whether landing found personal data in any of `columns` and put a label in its place."""
    labels = rf"\[({'|'.join(sorted(LABELS | {'customer number'}))})\]"
    values = ", ".join(map(identifier, sorted(columns)))
    return f"regexp_matches(concat_ws({_APART}, {values}), {literal(labels)})" if columns else "false"


def _by_pattern(columns: Mapping[str, Kind], types: Mapping[str, str]) -> dict[str, list[str]]:
    texts: dict[str, list[str]] = {}
    for name, kind in columns.items():
        texts.setdefault(kind.may_be_refused, []).append(_text(name, types[name]))
    return texts


def _text(name: str, data_type: str) -> str:
    """A value as one text, in which the elements of a list stay apart."""
    name = identifier(name)
    return f"array_to_string({name}, {_APART})" if data_type == "VARCHAR[]" else f"{name}::varchar"


def _texts(value: str | Sequence[str]) -> Iterator[str]:
    for text in value if isinstance(value, list) else [value]:
        yield from str("" if text is None else text).split(JOINT)
